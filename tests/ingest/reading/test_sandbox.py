from __future__ import annotations

import gc
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.language import Language
from corpus.message import Message, message
from ingest.errors import UnreadableError
from ingest.reading.document import Document, UnreadablePart
from ingest.reading.frame import LENGTHS, MOST_DOCUMENTS, MOST_HEADER, MOST_REASON, pack_reason, unpack_reason
from ingest.reading.reader import read_documents
from ingest.reading.sandbox import ReadingLimits, ReadingSandbox
from tests.ingest.conftest import make_pdf
from tests.ingest.reading.hostile_pdf import (
    write_endless_pdf,
    write_nested_forms,
    write_page_loop,
    write_pdf_bomb,
    write_table_loop,
)
from ui.translator import Translator

ROOT = Path(__file__).parents[3]
LIMITS = ReadingLimits(seconds=20, memory_mb=128, text_mb=1)
SHORT = ReadingLimits(seconds=0.5, memory_mb=128, text_mb=1)
CRASHED = "The file ends the program that reads it."
TOO_SLOW = "The file takes more than 0.5 seconds to read."
NO_MEMORY = "The file needs more than 128 MB of memory to be read."
TOO_MUCH = "The text in the file is larger than 1 MB."
STOPPED = "Reading was stopped before the file was read. Hand it in again."


def hostile(limits: ReadingLimits = LIMITS, workers: int = 1, files_per_worker: int = 500) -> ReadingSandbox:
    reader = "tests.ingest.reading.hostile_readers:read"
    return ReadingSandbox(limits, workers=workers, files_per_worker=files_per_worker, reader=reader)


@pytest.fixture
def real() -> Iterator[ReadingSandbox]:
    """One worker with the real readers."""
    with ReadingSandbox(LIMITS, workers=1) as sandbox:
        yield sandbox


def why_not(sandbox: ReadingSandbox, name: str, data: bytes = b"x") -> str:
    with pytest.raises(UnreadableError) as caught:
        sandbox.read(name, data)
    return str(caught.value)


def read_one(sandbox: ReadingSandbox, name: str, data: bytes) -> Document:
    """The document of a file that holds one."""
    [document] = sandbox.read(name, data)
    assert isinstance(document, Document)
    return document


def outcome(sandbox: ReadingSandbox, name: str, data: bytes) -> str:
    """The text, or the reason."""
    try:
        return read_one(sandbox, name, data).text
    except UnreadableError as error:
        return str(error)


def pid_of(sandbox: ReadingSandbox) -> int:
    return int(read_one(sandbox, "pid", b"x").text)


def children() -> set[str]:
    """The processes that this one has started and that have not ended."""
    tasks = Path("/proc/self/task").iterdir()
    return set(" ".join((task / "children").read_text(encoding="ascii") for task in tasks).split())


def is_gone(pid: int) -> bool:
    """Whether there is no such process, not even one that waits to be reaped."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def await_end(watch: int, seconds: float = 20) -> bool:
    """Whether the process that `os.pidfd_open` watches ends."""
    return bool(select.select([watch], [], [], seconds)[0])


@contextmanager
def watching(pid: int) -> Iterator[int]:
    watch = os.pidfd_open(pid)
    try:
        yield watch
    finally:
        os.close(watch)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe in the file system, through which a reader tells that it has begun."""
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


# What is read


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "Perché no? Så är det. 🌱".encode()),
        ("a.md", b"---\ntitle: A title\nlanguage: it\ntranslation_key: key\ntags: [a, b]\nn: 1\n---\nText of it."),
        ("a.pdf", make_pdf(["The text of a page."], ["Another."], title="A title", author="Somebody")),
        ("a\x00\u2028\udcff.txt", b"words"),
        ("large.txt", b"word " * 200_000),
    ],
)
def test_a_document_comes_out_as_it_is_read_without_a_sandbox(real: ReadingSandbox, name: str, data: bytes) -> None:
    assert real.read(name, data) == read_documents(name, data)


def test_halves_of_characters_come_out_as_they_are() -> None:
    text = "a \ud83d and \ude00 and \ud83d\ude00"
    with hostile() as sandbox:
        assert read_one(sandbox, "tell", text.encode("utf-8", "surrogatepass")).text == text


def test_every_field_of_a_document_is_passed_on(real: ReadingSandbox) -> None:
    full = Document("text", "title", "it", "key", {"author": "A", "tags": ["a", "b"]}, is_edited=True)
    data = b"---\ntitle: title\nlanguage: it\ntranslation_key: key\nauthor: A\ntags: [a, b]\n---\ntext"
    assert replace(read_one(real, "a.md", data), text="text") == full


def test_a_file_may_hold_many_articles_and_some_that_cannot_be_read() -> None:
    with hostile() as sandbox:
        assert sandbox.read("parts:3", b"text") == [
            Document("text", part="1"),
            Document("text", part="2"),
            UnreadablePart("3", Message("It is the last.")),
        ]


def test_a_file_of_more_articles_than_are_read_is_refused() -> None:
    with hostile() as sandbox:
        assert len(sandbox.read(f"parts:{MOST_DOCUMENTS}", b"text")) == MOST_DOCUMENTS
        reason = why_not(sandbox, f"parts:{MOST_DOCUMENTS + 1}")
        assert reason == "The file holds more than 10,000 articles. Cut it into several files."


def test_the_texts_of_all_the_articles_of_a_file_are_limited_together() -> None:
    with hostile() as sandbox:
        assert len(sandbox.read("parts:17", b"x" * 65536)) == 17  # 16 texts, 1 MB
        assert why_not(sandbox, "parts:18", b"x" * 65536).startswith(TOO_MUCH)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.exe", b"words"), ("a.txt", b""), ("a.pdf", b"%PDF-1.4\nbroken"), ("a.md", b"---\na: [\n---\nb")],
)
def test_a_reason_of_a_reader_is_passed_on(real: ReadingSandbox, name: str, data: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_documents(name, data)
    assert why_not(real, name, data) == str(caught.value)


def test_an_error_that_no_reader_thought_of_is_told_with_its_kind() -> None:
    with hostile() as sandbox:
        pid = pid_of(sandbox)
        assert (
            why_not(sandbox, "raise:ValueError", b"so what")
            == "The file could not be read (ValueError: so what). Please report this."
        )
        assert pid_of(sandbox) == pid


# The limits


def test_a_file_that_takes_too_long_is_stopped_and_the_next_is_read() -> None:
    with hostile(SHORT) as sandbox:
        pid = pid_of(sandbox)
        assert why_not(sandbox, "hang").startswith(TOO_SLOW)
        assert is_gone(pid)
        assert read_one(sandbox, "tell", b"the next").text == "the next"


def test_what_a_slow_file_has_started_is_ended_with_it(pipe: Path) -> None:
    with hostile(SHORT) as sandbox, ThreadPoolExecutor(1) as threads:
        reading = threads.submit(why_not, sandbox, "child", str(pipe).encode())
        child = int(pipe.read_text(encoding="ascii"))
        with watching(child) as watch:
            assert reading.result().startswith(TOO_SLOW)
            assert await_end(watch)


def test_a_pdf_that_would_take_minutes_is_stopped() -> None:
    data = write_endless_pdf()
    assert len(data) < 100_000
    with ReadingSandbox(ReadingLimits(seconds=1, memory_mb=1024), workers=1) as sandbox:
        assert why_not(sandbox, "a.pdf", data).startswith("The file takes more than 1 seconds to read.")
        assert read_one(sandbox, "b.txt", b"the next").text == "the next"


@pytest.mark.parametrize("write", [write_page_loop, write_table_loop])
def test_a_pdf_that_goes_round_in_circles_gives_text_or_a_reason(
    real: ReadingSandbox, write: Callable[[], bytes]
) -> None:
    assert outcome(real, "a.pdf", write()).startswith(("silence is worth a question", "The PDF is damaged"))
    assert read_one(real, "b.txt", b"the next").text == "the next"


def test_a_pdf_whose_forms_show_each_other_gives_text_or_a_reason_in_time(real: ReadingSandbox) -> None:
    possible = ("silence is worth a question", "The PDF is damaged", TOO_MUCH, NO_MEMORY, "The file takes more than 20")
    assert outcome(real, "a.pdf", write_nested_forms()).startswith(possible)
    assert read_one(real, "b.txt", b"the next").text == "the next"


def test_a_pdf_that_grows_beyond_the_memory_is_stopped(real: ReadingSandbox) -> None:
    data = write_pdf_bomb()
    assert len(data) < 100_000
    assert why_not(real, "a.pdf", data).startswith(NO_MEMORY)
    assert read_one(real, "b.txt", b"the next").text == "the next"


@pytest.mark.parametrize("deed", ["eat", "eat and hide"])
def test_a_file_that_needs_too_much_memory_says_so_and_the_next_is_read(deed: str) -> None:
    with hostile() as sandbox:
        assert why_not(sandbox, deed).startswith(NO_MEMORY)
        assert read_one(sandbox, "tell", b"the next").text == "the next"


def test_memory_is_counted_beyond_what_the_reader_needs_for_itself() -> None:
    """A reader's imports alone take more than 16 MB of addresses; a file of 1 MB fits in."""
    with ReadingSandbox(ReadingLimits(memory_mb=16, text_mb=2), workers=1) as sandbox:
        assert len(read_one(sandbox, "a.txt", b"word " * 200_000).text) == 1_000_000
        assert why_not(sandbox, "a.txt", b"word " * 5_000_000).startswith("The file needs more than 16 MB of memory")


def test_text_may_have_the_size_that_is_allowed_and_not_a_byte_more() -> None:
    with hostile() as sandbox:
        assert len(read_one(sandbox, f"text:{1024 * 1024}", b"x").text) == 1024 * 1024
        assert why_not(sandbox, f"text:{1024 * 1024 + 1}").startswith(TOO_MUCH)
        assert len(read_one(sandbox, f"letters:{512 * 1024}", b"x").text) == 512 * 1024  # of two bytes each
        assert why_not(sandbox, f"letters:{512 * 1024 + 1}").startswith(TOO_MUCH)


def test_what_a_file_says_about_itself_is_limited_too(real: ReadingSandbox) -> None:
    data = b"---\nnote: " + b"x" * MOST_HEADER + b"\n---\ntext"
    assert why_not(real, "a.md", data).startswith(TOO_MUCH)


# The worker


def state(sandbox: ReadingSandbox) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(read_one(sandbox, "state", b"x").text)
    return told


def test_a_worker_imports_nothing_heavy(real: ReadingSandbox) -> None:
    code = "import sys, ingest.reading.worker, ingest.reading.reader; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"torch", "numpy", "faiss", "sqlalchemy", "streamlit", "sentence_transformers", "pydantic"}
    assert heavy & set(modules) == set()


def test_the_parent_imports_no_reader_for_it() -> None:
    code = "import sys, ingest.reading.sandbox; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"pypdf", "yaml"} & set(modules) == set()


def test_a_worker_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORBASE_DATABASE", "postgresql://user:secret@host/library")
    with hostile() as sandbox:
        assert set(state(sandbox)["environment"]) <= {"LC_CTYPE", "PYTHONPATH"}


def test_a_worker_limits_itself_for_good() -> None:
    with hostile() as sandbox:
        limits = state(sandbox)["limits"]
    assert (limits["RLIMIT_FSIZE"], limits["RLIMIT_CORE"], limits["RLIMIT_NOFILE"]) == ([0, 0], [0, 0], [32, 32])
    soft, hard = limits["RLIMIT_AS"]
    assert soft == hard
    assert 128 < soft / 1024**2 < 1024


def test_a_worker_has_only_its_connection_open() -> None:
    with Path("/dev/zero").open("rb") as secret:
        os.set_inheritable(secret.fileno(), True)
        with hostile() as sandbox:
            opened = state(sandbox)["open"]
    assert sorted(name.partition(":")[0] for name in opened) == ["/dev/null"] * 3 + ["socket"] * 2


def test_a_worker_leaves_interruptions_to_its_parent() -> None:
    with hostile() as sandbox:
        told = state(sandbox)
        assert (told["interrupt"], told["session"]) == (True, True)


def test_a_worker_cannot_write_a_file(tmp_path: Path) -> None:
    with hostile() as sandbox:
        reason = why_not(sandbox, "write", str(tmp_path / "file").encode())
    assert reason.startswith("The file could not be read (OSError: [Errno 27] File too large")
    assert (tmp_path / "file").stat().st_size == 0


def test_what_a_reader_prints_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    with hostile() as sandbox:
        assert read_one(sandbox, "print", b"noise").text == "printed"
        assert read_one(sandbox, "tell", b"the next").text == "the next"
    assert capfd.readouterr() == ("", "")


def test_a_worker_is_kept_for_the_next_file_and_replaced_after_so_many() -> None:
    with hostile(files_per_worker=3) as sandbox:
        pids = [pid_of(sandbox) for _ in range(7)]
        assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]
        assert all(is_gone(pid) for pid in pids[:6])


def test_no_worker_is_started_before_the_first_file() -> None:
    before = set(Path("/proc/self/fd").iterdir())
    with hostile(workers=4):
        assert len(set(Path("/proc/self/fd").iterdir())) == len(before)


def test_a_reader_that_cannot_be_started_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    with ReadingSandbox(LIMITS, reader="no.such:reader") as sandbox:
        assert why_not(sandbox, "a.txt").startswith("The program that reads files does not start.")
    assert "ModuleNotFoundError: No module named 'no'" in capfd.readouterr().err


# A worker that is not what it was


@pytest.mark.parametrize("how", ["segmentation fault", "abort", "exit", "at once"])
def test_a_file_that_ends_its_reader_is_refused_and_the_next_is_read(how: str) -> None:
    with hostile() as sandbox:
        assert why_not(sandbox, f"crash:{how}").startswith(CRASHED)
        assert read_one(sandbox, "tell", b"the next").text == "the next"


def frame(header: object, body: bytes = b"") -> bytes:
    line = header if isinstance(header, bytes) else json.dumps(header).encode()
    return LENGTHS.pack(len(line), len(body)) + line + body


FIELDS = {
    "title": "",
    "language": "",
    "translation_key": "",
    "details": {},
    "part": "",
    "outside": [],
    "is_edited": False,
}
ONE = frame({"answer": "documents", "count": 1})


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00",
        b"\xff" * 1000,
        LENGTHS.pack(MOST_HEADER + 1, 0),
        LENGTHS.pack(2, 1024 * 1024 + 1) + b"{}",
        LENGTHS.pack(2, 10 * 1024**3) + b"{}",
        frame(b"no JSON"),
        frame(b"[" * 500_000),
        frame(b"\xff\xfe{}"),
        frame(["document"]),
        frame({}),
        frame({"answer": "ready"}),
        frame({"answer": ["document"]}),
        frame({"answer": "unreadable"}),
        frame({"answer": "unreadable", "reason": 1}),
        frame({"answer": "unreadable", "reason": {"english": "x"}}),
        frame({"answer": "unreadable", "reason": {"english": 1, "template": "", "values": {}}}),
        frame({"answer": "unreadable", "reason": {"english": "x", "template": "{a}", "values": {"a": None}}}),
        frame({"answer": "unreadable", "reason": {"english": "x", "template": "{a}{a}", "values": {"a": "x"}}}),
        frame({"answer": "unreadable", "reason": {"english": "x" * 10_000, "template": "", "values": {}}}),
        frame({"answer": "unreadable", "reason": {"english": "x", "template": "", "values": {"a": {"language": "/"}}}}),
        frame(b'{"answer": "unreadable", "reason": ' + b'{"a":' * 900 + b"1" + b"}" * 901),
        frame({"answer": "documents"}),
        frame({"answer": "documents", "count": True}) + frame({"document": FIELDS}),
        frame({"answer": "documents", "count": 0}),
        frame({"answer": "documents", "count": -1}),
        frame({"answer": "documents", "count": MOST_DOCUMENTS + 1}),
        frame({"answer": "documents", "count": 2}) + frame({"document": FIELDS}),
        frame({"answer": "documents", "count": 1}, b"a body"),
        frame({"answer": "documents", "count": 2}) + frame({"document": FIELDS}, b"x" * 700_000) * 2,
        frame({"answer": "documents", "count": 9}) + frame({"part": "1", "reason": "x" * 1_000_000}) * 9,
        ONE + frame({}),
        ONE + frame({"document": {}}),
        ONE + frame({"document": FIELDS, "reason": "and why not"}),
        ONE + frame({"document": {**FIELDS, "text": "own"}}),
        ONE + frame({"document": {**FIELDS, "more": "own"}}),
        ONE + frame({"document": {**FIELDS, "title": None}}),
        ONE + frame({"document": {**FIELDS, "title": ["a"]}}),
        ONE + frame({"document": {**FIELDS, "part": 1}}),
        ONE + frame({"document": {**FIELDS, "outside": "a"}}),
        ONE + frame({"document": {**FIELDS, "outside": [1]}}),
        ONE + frame({"document": {**FIELDS, "is_edited": "no"}}),
        ONE + frame({"document": {**FIELDS, "details": ["a"]}}),
        ONE + frame({"document": {**FIELDS, "details": {"a": 1}}}),
        ONE + frame({"document": {**FIELDS, "details": {"a": [1]}}}),
        ONE + frame({"document": FIELDS}, b"\xff\xff"),
        ONE + frame({"part": "1"}),
        ONE + frame({"part": 1, "reason": "why"}),
        ONE + frame({"part": "1", "reason": {"english": "x", "template": ["a"], "values": {}}}),
        ONE + frame({"part": "1", "reason": "why"}, b"a body"),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused_and_the_next_file_is_read(answer: bytes) -> None:
    with hostile() as sandbox:
        assert why_not(sandbox, "answer", answer).startswith(CRASHED)
        assert read_one(sandbox, "tell", b"the next").text == "the next"


def test_a_reason_that_a_worker_makes_up_is_a_text_with_plain_names_at_most() -> None:
    made_up = {"english": "x" * 3000, "template": "{0.__class__} {name} {name!r} {more}", "values": {"name": "{more}"}}
    with hostile() as sandbox, pytest.raises(UnreadableError) as caught:
        sandbox.read("answer", frame({"answer": "unreadable", "reason": made_up}))
    assert Translator(Language.SWEDISH).message(caught.value) == "{0.__class__} {more} {name!r} {more}"


def test_a_reason_comes_from_the_worker_with_its_template_and_values() -> None:
    with ReadingSandbox(ReadingLimits()) as sandbox, pytest.raises(UnreadableError) as caught:
        sandbox.read("a.doc", b"no document")
    assert str(caught.value) == (
        "Files of an old Office program (.doc) cannot be read. Save it as .docx, .odt or .pdf and hand that in."
    )
    assert Translator(Language.DUTCH).message(caught.value) == (
        "Bestanden van een oud Office-programma (.doc) kunnen niet worden gelezen. Sla het op als .docx, .odt of .pdf "
        "en lever dat in."
    )


def test_a_reason_that_is_too_long_is_cut_and_english_only() -> None:
    told = message("There is no topic “{topic}”.", topic="x" * 10_000)
    assert unpack_reason(pack_reason(told)).template == "{text}"
    assert len(unpack_reason(pack_reason(told))) == MOST_REASON


def test_an_answer_that_never_ends_is_stopped_in_time() -> None:
    with hostile(SHORT) as sandbox:
        assert why_not(sandbox, "drip").startswith(TOO_SLOW)


def test_an_answer_that_was_not_asked_for_is_not_taken_for_that_of_the_next_file() -> None:
    with hostile() as sandbox:
        assert read_one(sandbox, "foretell", b"forged").text == "own"
        assert read_one(sandbox, "tell", b"the next").text == "the next"


def test_a_worker_that_was_killed_while_it_waited_is_replaced_unnoticed() -> None:
    with hostile() as sandbox:
        pid = pid_of(sandbox)
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # it is dead, and not reaped
        assert read_one(sandbox, "tell", b"the next").text == "the next"
        assert is_gone(pid)


def test_a_worker_that_was_killed_over_its_first_file_gives_a_reason(pipe: Path) -> None:
    with hostile() as sandbox, ThreadPoolExecutor(1) as threads:
        reading = threads.submit(why_not, sandbox, "pause", str(pipe).encode())
        os.kill(int(pipe.read_text(encoding="ascii")), signal.SIGKILL)
        assert reading.result().startswith(CRASHED)
        assert read_one(sandbox, "tell", b"the next").text == "the next"


def test_a_worker_that_was_killed_over_a_later_file_is_replaced_and_the_file_read_again(pipe: Path) -> None:
    with hostile() as sandbox, ThreadPoolExecutor(1) as threads:
        warm = pid_of(sandbox)
        reading = threads.submit(why_not, sandbox, "pause", str(pipe).encode())
        assert int(pipe.read_text(encoding="ascii")) == warm
        os.kill(warm, signal.SIGKILL)
        fresh = int(pipe.read_text(encoding="ascii"))
        assert fresh != warm
        os.kill(fresh, signal.SIGKILL)
        assert reading.result().startswith(CRASHED)


def test_what_earlier_files_have_left_behind_is_not_held_against_a_file() -> None:
    with hostile() as sandbox:
        assert read_one(sandbox, "leave", b"x").text != read_one(sandbox, "leave", b"x").text  # 80 MB each, of 128
        first = pid_of(sandbox)
        assert int(read_one(sandbox, "crash unless fresh", b"x").text) != first


# Many at once, and the end


def test_many_threads_read_at_once_and_each_gets_its_own() -> None:
    with hostile(workers=2) as sandbox:

        def read(number: int) -> str:
            if number % 10 == 3:
                return why_not(sandbox, "crash:at once")[: len(CRASHED)]
            return read_one(sandbox, "tell", f"file {number}".encode() * 1000).text

        with ThreadPoolExecutor(8) as threads:
            told = list(threads.map(read, range(80)))
    assert told == [CRASHED if number % 10 == 3 else f"file {number}" * 1000 for number in range(80)]


def test_waiting_for_a_turn_does_not_count_as_time_that_a_file_takes() -> None:
    with hostile(SHORT, workers=1) as sandbox, ThreadPoolExecutor(4) as threads:
        hanging = [threads.submit(why_not, sandbox, "hang") for _ in range(2)]
        reading = threads.submit(read_one, sandbox, "tell", b"words")
        assert [each.result()[: len(TOO_SLOW)] for each in hanging] == [TOO_SLOW] * 2
        assert reading.result().text == "words"


def test_nothing_stays_open_after_many_failures() -> None:
    others = children()  # what the tests before have started and not yet ended
    with hostile(SHORT) as sandbox:
        assert why_not(sandbox, "crash:exit").startswith(CRASHED)
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(5):
            for name in ("crash:exit", "eat", "drip", "answer"):
                assert why_not(sandbox, name)
        assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert children() - others == set()


def test_closing_ends_the_workers_and_what_comes_later_is_refused() -> None:
    with hostile() as sandbox:
        pid = pid_of(sandbox)
    assert is_gone(pid)
    assert why_not(sandbox, "tell") == STOPPED
    sandbox.close()


def test_closing_gives_up_what_is_being_read_and_what_waits(pipe: Path) -> None:
    with ThreadPoolExecutor(3) as threads:
        with hostile() as sandbox:
            reading = threads.submit(why_not, sandbox, "pause", str(pipe).encode())
            pid = int(pipe.read_text(encoding="ascii"))
            waiting = threads.submit(why_not, sandbox, "tell")
        assert (reading.result(), waiting.result()) == (STOPPED, STOPPED)
    assert is_gone(pid)


def test_a_sandbox_that_nobody_closed_ends_its_workers_with_itself() -> None:
    sandbox = hostile()
    pid = pid_of(sandbox)
    del sandbox
    gc.collect()
    assert is_gone(pid)


READ = """
import sys
from ingest.reading.sandbox import ReadingLimits, ReadingSandbox
sandbox = ReadingSandbox(ReadingLimits(), reader="tests.ingest.reading.hostile_readers:read")
with sandbox:
    sandbox.read(sys.argv[1], sys.argv[2].encode())
"""


@contextmanager
def parent(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program that reads a file, started like any; interrupted as by Ctrl-C if it has not ended."""
    with subprocess.Popen(
        [sys.executable, "-c", READ, *arguments], env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_an_interrupted_parent_ends_its_workers(pipe: Path) -> None:
    with parent("pause", str(pipe)) as process:
        pid = int(pipe.read_text(encoding="ascii"))
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
        assert b"KeyboardInterrupt" in told
        assert process.returncode == -signal.SIGINT
        assert is_gone(pid)


def test_an_idle_worker_ends_when_its_parent_is_killed() -> None:
    with hostile() as sandbox:
        code = f"{READ.partition('with sandbox')[0]}\nprint(sandbox.read('pid', b'x')[0].text, flush=True)\ninput()"
        with subprocess.Popen(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            with watching(int(process.stdout.readline())) as watch:
                process.kill()
                assert await_end(watch)
        assert pid_of(sandbox)


def test_an_interruption_in_the_middle_of_a_file_does_not_mix_up_the_next(pipe: Path) -> None:
    """The worker goes on reading the first file when the second is handed in: it must not be the one that answers."""
    with hostile() as sandbox:
        main = threading.get_ident()

        def interrupt() -> None:
            pipe.read_text(encoding="ascii")
            signal.pthread_kill(main, signal.SIGINT)

        thread = threading.Thread(target=interrupt)
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            sandbox.read("pause", str(pipe).encode())
        thread.join()
        assert read_one(sandbox, "tell", b"the next").text == "the next"


def test_reading_works_from_any_folder_and_without_this_checkout_as_the_present_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ingest.py").write_text("raise SystemExit('the wrong module')", encoding="utf-8")
    with ReadingSandbox(LIMITS) as sandbox:
        assert read_one(sandbox, "a.txt", b"words").text == "words"
