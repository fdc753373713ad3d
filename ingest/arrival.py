"""Reads the files that were handed in, several at once and a little ahead of what is made of them."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from ingest.inputs import Input
from ingest.reading.document import Document, Documents, UnreadablePart

Read = Callable[[str, bytes], Documents]
"""Makes documents of a file's name and bytes; raises UnreadableError."""

_AHEAD = 4
"""Files a reader may be ahead: enough to keep it busy, few enough to bound what lies in memory."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that was read: its documents, or the error; neither where `is_known` has said that its bytes are known."""

    given: Input
    file_hash: str = ""
    documents: tuple[Document | UnreadablePart, ...] = ()
    error: Exception | None = None


def read_ahead(
    inputs: Iterable[Input], read: Read, readers: int, is_known: Callable[[Input, str], bool]
) -> Iterator[Arrived]:
    """The files in their order, each read by one of `readers` threads; a file whose bytes are known is not read."""

    def arrive(given: Input) -> Arrived:
        file_hash = ""
        try:
            data = given.read()
            file_hash = hashlib.sha256(data).hexdigest()
            if is_known(given, file_hash):
                return Arrived(given, file_hash)
            return Arrived(given, file_hash, tuple(read(given.source, data)))
        except Exception as error:
            # Of one file; whoever takes the files in tells of it and goes on.
            return Arrived(given, file_hash, error=error)

    waiting: deque[Future[Arrived]] = deque()
    threads = ThreadPoolExecutor(readers, thread_name_prefix="reading")
    try:
        for given in inputs:
            waiting.append(threads.submit(arrive, given))
            if len(waiting) > _AHEAD * readers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
