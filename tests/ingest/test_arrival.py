from __future__ import annotations

import hashlib
import threading

from corpus.message import Message
from ingest.arrival import Arrived, read_ahead
from ingest.errors import UnreadableError
from ingest.inputs import Input
from ingest.reading.document import Document, Documents


def given(name: str, data: bytes | None = None) -> Input:
    def read() -> bytes:
        if data is None:
            raise UnreadableError(Message(f"{name} is not there"))
        return data

    return Input(name, f"/in/{name}", read)


def as_text(_name: str, data: bytes) -> Documents:
    return [Document(data.decode())]


def unknown(_given: Input, _hash: str) -> bool:
    return False


def arrive(*inputs: Input, readers: int = 2) -> list[Arrived]:
    return list(read_ahead(inputs, as_text, readers, unknown))


def test_files_come_out_in_their_order_with_their_documents_and_the_hash_of_their_bytes() -> None:
    arrived = arrive(*(given(f"{number}", f"text {number}".encode()) for number in range(50)))
    assert [each.documents for each in arrived] == [(Document(f"text {number}"),) for number in range(50)]
    assert arrived[7].file_hash == hashlib.sha256(b"text 7").hexdigest()


def test_a_file_that_cannot_be_read_comes_out_with_its_error_and_the_next_is_read() -> None:
    broken, whole = arrive(given("broken"), given("whole", b"text"))
    assert isinstance(broken.error, UnreadableError)
    assert (broken.documents, whole.documents) == ((), (Document("text"),))


def test_a_file_whose_bytes_are_known_is_not_read() -> None:
    known = hashlib.sha256(b"old").hexdigest()
    asked: list[str] = []

    def note(name: str, data: bytes) -> Documents:
        asked.append(name)
        return as_text(name, data)

    inputs = [given("a", b"old"), given("b", b"new")]
    old, new = read_ahead(inputs, note, 2, lambda _given, file_hash: file_hash == known)
    assert (old.documents, old.error, new.documents) == ((), None, (Document("new"),))
    assert asked == ["b"]


def test_only_a_few_files_are_read_before_they_are_asked_for() -> None:
    started: list[str] = []
    lock = threading.Lock()

    def note(name: str, data: bytes) -> Documents:
        with lock:
            started.append(name)
        return as_text(name, data)

    arriving = read_ahead((given(str(number), b"x") for number in range(1000)), note, 1, unknown)
    next(arriving)
    assert len(started) <= 6  # four ahead, the one that was given, and one on its way


def test_files_are_read_side_by_side() -> None:
    both = threading.Barrier(2, timeout=30)

    def meet(name: str, data: bytes) -> Documents:
        both.wait()
        return as_text(name, data)

    arrived = list(read_ahead([given("a", b"1"), given("b", b"2")], meet, 2, unknown))
    assert [each.error for each in arrived] == [None, None]
