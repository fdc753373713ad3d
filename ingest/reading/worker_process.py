"""One reading worker, seen from its parent: it is started, asked, not trusted, and ended."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.message import Message, message
from ingest.errors import UnreadableError
from ingest.reading.document import Document, Documents, UnreadablePart
from ingest.reading.frame import LENGTHS, MB, MOST_DOCUMENTS, MOST_HEADER, Answer, pack, unpack, unpack_reason

_SECONDS_TO_START = 60
"""On a new machine Python compiles the libraries first."""

_ROOT = str(Path(__file__).parents[2])
_CRASHED = message(
    "The file ends the program that reads it. It is damaged, or not what its name says: open it in the program that it "
    "comes from and save it anew."
)
_NOT_STARTED = message(
    "The program that reads files does not start. Ask whoever looks after Mentorbase to install it anew.",
    console="The program that reads files does not start. Install Mentorbase anew, and look at its standard error.",
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one file may take: time, memory beyond what the reader needs for itself, and text that comes out."""

    seconds: float = 30
    memory_mb: int = 1024
    text_mb: int = 10


class WorkerLostError(UnreadableError):
    """The worker is of no more use; `again` tells that a fresh one might read the file."""

    def __init__(self, reason: Message, *, again: bool) -> None:
        super().__init__(reason)
        self.again = again


class WorkerProcess:
    """A child process that reads one file at a time. Only `end` may be called from another thread."""

    def __init__(self, process: subprocess.Popen[bytes], connection: socket.socket, limits: ReadingLimits) -> None:
        self._process = process
        self._connection = connection
        self._limits = limits
        self._is_ready = False
        self._ending = threading.Lock()
        self.files = 0

    @classmethod
    def start(cls, limits: ReadingLimits, reader: str) -> WorkerProcess:
        """Start a worker, without waiting until it is ready."""
        command = [sys.executable, "-P", "-X", "utf8", "-m", "ingest.reading.worker"]
        command += ["--seconds", str(limits.seconds), "--memory-mb", str(limits.memory_mb)]
        command += ["--text-mb", str(limits.text_mb), "--reader", reader]
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                # No preexec_fn, which is not safe with threads; a session of its own is a group that can be killed.
                process = subprocess.Popen(  # noqa: S603 our own program
                    command,
                    stdin=theirs.fileno(),
                    stdout=theirs.fileno(),
                    cwd="/",
                    env={"PYTHONPATH": os.pathsep.join(_search_path())},
                    start_new_session=True,
                )
        except BaseException as error:
            ours.close()
            if isinstance(error, OSError):
                raise UnreadableError(_NOT_STARTED) from error
            raise
        return cls(process, ours, limits)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def is_idle(self) -> bool:
        """Whether it waits for a file: it lives, and has said nothing that it was not asked for."""
        self._connection.settimeout(0)
        try:
            self._connection.recv(1)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def read(self, name: str, data: bytes) -> Documents:
        """What a file's bytes hold.

        Raises UnreadableError when the worker says why not, and WorkerLostError when it says nothing that makes sense.
        """
        self._await_start()
        self.files += 1
        deadline = time.monotonic() + self._limits.seconds
        try:
            self._send(deadline, pack({"name": name}, data), data)
            return self._documents(deadline)
        except TimeoutError as error:
            raise WorkerLostError(
                message(
                    "The file takes more than {seconds} seconds to read. Cut it into its articles, or save it anew "
                    "from the program that it comes from.",
                    seconds=self._limits.seconds,
                ),
                again=False,
            ) from error
        except UnreadableError:
            raise
        except (OSError, EOFError, ValueError) as error:
            raise WorkerLostError(_CRASHED, again=True) from error

    def end(self) -> None:
        """Kill the process with all that it may have started, and take note of its end."""
        with self._ending:  # a number that was reaped may belong to another process
            if self._process.returncode is None:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()

    def close(self) -> None:
        """End it and give its connection back."""
        try:
            self.end()
        finally:
            self._connection.close()

    def _await_start(self) -> None:
        if self._is_ready:
            return
        try:
            header, _, _ = self._receive(time.monotonic() + _SECONDS_TO_START, 0)
            if header.get("answer") != Answer.READY:
                raise ValueError("no worker")
        except (OSError, EOFError, ValueError) as error:
            raise WorkerLostError(_NOT_STARTED, again=False) from error
        self._is_ready = True

    def _send(self, deadline: float, *parts: bytes) -> None:
        for part in parts:
            self._connection.settimeout(max(deadline - time.monotonic(), 0.001))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it may have answered before it ended
                self._connection.sendall(part)

    def _receive(self, deadline: float, most_text: int) -> tuple[dict[str, Any], bytes, int]:
        """Header, body, and the bytes of the header."""
        head, body = LENGTHS.unpack(self._receive_exactly(LENGTHS.size, deadline))
        if head > MOST_HEADER or body > most_text:
            raise ValueError("an answer that is longer than any may be")
        return unpack(self._receive_exactly(head, deadline)), self._receive_exactly(body, deadline), head

    def _receive_exactly(self, size: int, deadline: float) -> bytes:
        received = bytearray(size)
        rest = memoryview(received)
        while rest:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._connection.settimeout(left)
            count = self._connection.recv_into(rest)
            if not count:
                raise EOFError
            rest = rest[count:]
        return bytes(received)

    def _documents(self, deadline: float) -> Documents:
        header, _, _ = self._receive(deadline, 0)
        if header.get("answer") != Answer.DOCUMENTS:
            raise self._error(header)
        count = header.get("count")
        if type(count) is not int or not 0 < count <= MOST_DOCUMENTS:
            raise ValueError("an answer with a number of documents that may not be")
        documents: Documents = []
        text_left = self._limits.text_mb * MB
        rest_left = text_left + MOST_HEADER
        for _ in range(count):
            header, body, size = self._receive(deadline, text_left)
            text_left -= len(body)
            rest_left -= size
            if rest_left < 0:
                raise ValueError("headers that are longer than all may be")
            documents.append(_checked(header, body))
        return documents

    def _error(self, header: dict[str, Any]) -> UnreadableError:
        """Why there are no documents. Raises ValueError when the worker says nothing that makes sense."""
        answer = header.get("answer")
        if answer == Answer.OUT_OF_MEMORY:
            return WorkerLostError(
                message(
                    "The file needs more than {most} MB of memory to be read. Cut it into its articles, or save it "
                    "anew from the program that it comes from.",
                    console=f"The file needs more than {self._limits.memory_mb} MB of memory to be read. Cut it into "
                    "its articles, or save it anew from the program that it comes from.",
                    most=self._limits.memory_mb,
                ),
                again=True,
            )
        if answer == Answer.TOO_MUCH_TEXT:
            return UnreadableError(
                message(
                    "The text in the file is larger than {most} MB. An article has a few thousand words: cut the file "
                    "into its articles.",
                    most=self._limits.text_mb,
                )
            )
        reason = unpack_reason(header.get("reason"))
        if answer == Answer.UNREADABLE:
            return UnreadableError(reason)
        if answer == Answer.FAILED:
            _log.error("a reader failed: %s", reason.partition(":")[0])
            return UnreadableError(
                message("The file could not be read ({error}). Please report this.", error=str(reason))
            )
        raise ValueError("an answer of no known kind")


def _checked(header: dict[str, Any], text: bytes) -> Document | UnreadablePart:
    """A document whose fields are of the right types, or why a part is none. Raises ValueError."""
    if set(header) == {"part", "reason"} and _is_text(header["part"]) and not text:
        return UnreadablePart(header["part"], unpack_reason(header["reason"]))
    if set(header) != {"document"}:
        raise ValueError("neither a document nor a reason")
    fields = header["document"]
    names = {each.name for each in dataclasses.fields(Document)} - {"text"}
    if not isinstance(fields, dict) or set(fields) != names:
        raise ValueError("a document with other fields")
    if not all(_IS_FIELD.get(name, _is_text)(value) for name, value in fields.items()):
        raise ValueError("a document with fields of other types")
    return Document(text.decode("utf-8", "surrogatepass"), **fields)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_details(value: object) -> bool:
    return isinstance(value, dict) and all(_is_text(each) or _is_list(each) for each in value.values())


_IS_FIELD: dict[str, Callable[[object], bool]] = {
    "details": _is_details,
    "outside": _is_list,
    "is_edited": _is_flag,
}


def _search_path() -> list[str]:
    """Where the child finds what this process has: the same folders in the same order, Mentorbase's own among them.

    An empty name, the present folder of `python -c`, is left out: the child starts elsewhere.
    """
    folders = [os.path.abspath(folder) for folder in sys.path if folder]  # noqa: PTH100 no link is to be resolved
    return folders if _ROOT in folders else [*folders, _ROOT]
