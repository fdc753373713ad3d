"""The child process that reads untrusted files: `python -m ingest.reading.worker`, started by the sandbox.

It takes files on standard input and answers on standard output, one at a time, until its input ends. It is given an
empty environment, and limits itself after its imports; the parent sees to the time. What it prints goes nowhere.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import gc
import importlib
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from corpus.message import NOTHING, Message
from ingest.errors import UnreadableError
from ingest.reading.document import Document, Documents, UnreadablePart
from ingest.reading.frame import LENGTHS, MB, MOST_DOCUMENTS, MOST_HEADER, TOO_MANY, Answer, pack, pack_reason, unpack

_MOST_OPEN_FILES = 32
"""A reader that imports a library late opens a few."""

_MORE_SECONDS = 10
"""After the time in which the parent kills a slow worker, it ends itself: the parent may have been killed."""

Read = Callable[[str, bytes], Documents]


def main() -> None:
    """Entry of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption ends
    options = _options()
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    module, _, function = options.reader.partition(":")
    read: Read = getattr(importlib.import_module(module), function)
    os.dup2(nothing, 2)  # until here it may say on standard error why it cannot start
    os.close(nothing)
    _limit(options.memory_mb * MB)
    gc.freeze()
    with contextlib.suppress(BrokenPipeError, ConnectionError):  # the parent is gone
        _send(answers, pack({"answer": Answer.READY}))
        _serve(questions, answers, read, options.seconds, options.text_mb * MB)
    os._exit(0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ingest.reading.worker", description=__doc__)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--memory-mb", type=int, required=True)
    parser.add_argument("--text-mb", type=int, required=True)
    parser.add_argument("--reader", required=True, help="MODULE:FUNCTION")
    return parser.parse_args()


def _limit(memory: int) -> None:
    """Limit this process for good; `memory` is in bytes, beyond what the process has taken so far."""
    with contextlib.suppress(OSError):  # the first to go when the machine runs out of memory
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    for kind, most in (
        (resource.RLIMIT_AS, _address_space() + memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _MOST_OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of the address space
            resource.setrlimit(kind, (most, most))


def _address_space() -> int:
    """The bytes of addresses that the process has now: mapped libraries count, though they take little memory."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 512 * MB


def _serve(questions: BinaryIO, answers: BinaryIO, read: Read, seconds: float, most_text: int) -> None:
    while len(lengths := questions.read(LENGTHS.size)) == LENGTHS.size:
        signal.setitimer(signal.ITIMER_REAL, seconds + _MORE_SECONDS)  # SIGALRM ends a process that does not handle it
        head, size = LENGTHS.unpack(lengths)
        answer, frames = _read_file(questions, head, size, read, most_text)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(answers, *frames)
        if answer == Answer.OUT_OF_MEMORY:
            return
        del frames
        gc.collect()  # while the parent is busy with the answer; what was imported is frozen


def _read_file(questions: BinaryIO, head: int, size: int, read: Read, most_text: int) -> tuple[Answer, list[bytes]]:
    try:
        name = unpack(questions.read(head))["name"]
        return _packed(read(name, questions.read(size)), most_text)
    except MemoryError:
        return _short(Answer.OUT_OF_MEMORY)
    except Exception as error:
        # One file that no reader thought of must not end the worker of the others.
        if _is_from_memory(error):
            return _short(Answer.OUT_OF_MEMORY)
        if isinstance(error, UnreadableError):
            return _short(Answer.UNREADABLE, error.message)
        return _short(Answer.FAILED, Message(f"{type(error).__name__}: {error}"))


def _short(answer: Answer, reason: Message = NOTHING) -> tuple[Answer, list[bytes]]:
    return answer, [pack({"answer": answer, "reason": pack_reason(reason)})]


def _is_from_memory(error: BaseException) -> bool:
    """Whether a library has made another error of a lack of memory."""
    chain: BaseException | None = error
    for _ in range(20):
        if chain is None or isinstance(chain, MemoryError):
            break
        chain = chain.__cause__ or chain.__context__
    return isinstance(chain, MemoryError)


def _packed(documents: Documents, most_text: int) -> tuple[Answer, list[bytes]]:
    """The frames of what a file holds. All the texts together are limited, and all that is said beside them as well."""
    if len(documents) > MOST_DOCUMENTS:
        return _short(Answer.UNREADABLE, TOO_MANY)
    frames = [pack({"answer": Answer.DOCUMENTS, "count": len(documents)})]
    text_left, rest_left = most_text, most_text + MOST_HEADER
    for each in documents:
        text = each.text if isinstance(each, Document) else ""
        if len(text) > text_left:  # a character is a byte at least
            return _short(Answer.TOO_MUCH_TEXT)
        body = text.encode("utf-8", "surrogatepass")
        header = pack(_header(each), body)
        text_left -= len(body)
        rest_left -= len(header)
        if text_left < 0 or rest_left < 0 or len(header) - LENGTHS.size > MOST_HEADER:
            return _short(Answer.TOO_MUCH_TEXT)
        frames += [header, body]
    return Answer.DOCUMENTS, frames


def _header(each: Document | UnreadablePart) -> dict[str, Any]:
    if isinstance(each, UnreadablePart):
        return {"part": each.part, "reason": pack_reason(each.reason)}
    names = [field.name for field in dataclasses.fields(each) if field.name != "text"]
    return {"document": {name: getattr(each, name) for name in names}}


def _send(answers: BinaryIO, *frames: bytes) -> None:
    for each in frames:
        answers.write(each)
    answers.flush()


if __name__ == "__main__":
    main()
