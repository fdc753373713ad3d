"""Readers that do what a hostile file could make a real one do; the worker of a test runs one of them."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import socket
import stat
import sys
from pathlib import Path

from corpus.message import Message
from ingest.errors import UnreadableError
from ingest.reading.document import Document, Documents, UnreadablePart
from ingest.reading.frame import LENGTHS

_MB = 1024 * 1024
_files = 0
_kept: list[bytes] = []


def read(name: str, data: bytes) -> Documents:
    """Does what the file's name says, with the file's bytes."""
    global _files
    _files += 1
    deed, _, detail = name.partition(":")
    if deed == "parts":
        return _parts(int(detail), data)
    return [Document(_DEEDS[deed](detail, data))]


def _parts(count: int, data: bytes) -> Documents:
    """So many articles, of which the last cannot be read."""
    read: Documents = [Document(data.decode(), part=str(number)) for number in range(1, count)]
    return [*read, UnreadablePart(str(count), Message("It is the last."))]


def _tell(_: str, data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def _pid(_: str, __: bytes) -> str:
    return str(os.getpid())


def _pause(_: str, data: bytes) -> str:
    """Tells its number into the pipe that the file names, then waits without end."""
    with Path(data.decode()).open("w", encoding="ascii") as pipe:
        pipe.write(str(os.getpid()))
    while True:
        signal.pause()


def _hang(_: str, __: bytes) -> str:
    while True:
        signal.pause()


def _child(_: str, data: bytes) -> str:
    """Leaves a child that waits without end, tells its number into the pipe, and waits with it."""
    child = os.fork()
    if child:
        with Path(data.decode()).open("w", encoding="ascii") as pipe:
            pipe.write(str(child))
    while True:
        signal.pause()


def _eat(_: str, __: bytes) -> str:
    while True:
        _kept.append(bytes(_MB))


def _eat_and_hide(_: str, __: bytes) -> str:
    try:
        _eat("", b"")
    except MemoryError as error:
        _kept.clear()
        raise UnreadableError(Message("The PDF is damaged.")) from error
    return ""


def _leave(_: str, __: bytes) -> str:
    """Takes most of the memory and does not give it back, without saying so."""
    _kept.append(bytes(80 * _MB))
    return str(os.getpid())


def _crash(how: str, _: bytes) -> str:
    if how == "segmentation fault":
        ctypes.string_at(0)
    elif how == "abort":
        os.abort()
    elif how == "exit":
        raise SystemExit(0)
    os._exit(0)


def _crash_unless_fresh(_: str, __: bytes) -> str:
    if _files > 1:
        os._exit(1)
    return str(os.getpid())


def _raise(kind: str, data: bytes) -> str:
    raise {"ValueError": ValueError, "RecursionError": RecursionError}[kind](data.decode())


def _text(size: str, _: bytes) -> str:
    return "x" * int(size)


def _letters(size: str, _: bytes) -> str:
    return "è" * int(size)


def _print(_: str, data: bytes) -> str:
    print(data.decode())  # noqa: T201
    os.write(1, data)
    os.write(2, data)
    return sys.stdin.read() + "printed"


def _connection() -> int:
    return [each for each in range(3, 32) if _is_socket(each)][-1]


def _is_socket(descriptor: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:
        return False


def _answer(_: str, data: bytes) -> str:
    """Sends the file's bytes as its answer, then ends."""
    socket.socket(fileno=_connection()).sendall(data)
    os._exit(0)


def _drip(_: str, __: bytes) -> str:
    """Begins an answer that it never completes."""
    os.write(_connection(), LENGTHS.pack(1000, 0))
    while True:
        signal.pause()


def _foretell(_: str, data: bytes) -> str:
    """Answers properly, with the answer to the next file behind."""
    os.write(_connection(), _frames(b"own") + _frames(data))
    while True:
        signal.pause()


def _frames(text: bytes) -> bytes:
    fields = {
        "title": "",
        "language": "",
        "translation_key": "",
        "details": {},
        "part": "",
        "outside": [],
        "is_edited": False,
    }
    first = json.dumps({"answer": "documents", "count": 1}).encode()
    second = json.dumps({"document": fields}).encode()
    return LENGTHS.pack(len(first), 0) + first + LENGTHS.pack(len(second), len(text)) + second + text


def _state(_: str, __: bytes) -> str:
    """What the process has, as JSON."""
    limits = {name: getattr(resource, name) for name in ("RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE")}
    return json.dumps(
        {
            "modules": sorted({name.partition(".")[0] for name in sys.modules}),
            "environment": sorted(os.environ),
            "limits": {name: resource.getrlimit(kind) for name, kind in limits.items()},
            "open": _open_files(),
            "interrupt": signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
            "session": os.getsid(0) == os.getpid(),
        }
    )


def _open_files() -> list[str]:
    """Without the one that listing them opens."""
    links = sorted(Path("/proc/self/fd").iterdir())
    return [str(each.readlink()) for each in links if os.path.lexists(each)]


def _write(_: str, data: bytes) -> str:
    Path(data.decode()).write_text("secret", encoding="ascii")
    return "written"


_DEEDS = {
    "answer": _answer,
    "child": _child,
    "crash": _crash,
    "crash unless fresh": _crash_unless_fresh,
    "drip": _drip,
    "eat": _eat,
    "eat and hide": _eat_and_hide,
    "foretell": _foretell,
    "hang": _hang,
    "leave": _leave,
    "letters": _letters,
    "pause": _pause,
    "pid": _pid,
    "print": _print,
    "raise": _raise,
    "state": _state,
    "tell": _tell,
    "text": _text,
    "write": _write,
}
