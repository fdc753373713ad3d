"""The writer's side of the index: what is cut off goes on, what is broken is made anew."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.article_store import EncodedPassages
from corpus.passage_store import UnencodedPassage
from search.errors import IndexUnavailableError
from search.indexer import Indexer
from search.late_chunking import Spanned, Spans
from search.passage_input import passage_input
from tests.fakes import FakeEncoder
from tests.search.shelf import Shelf


@pytest.mark.parametrize(
    ("title", "heading", "text", "read"),
    [
        ("Goals", "First steps", "Start small.", "Goals\nFirst steps\nStart small."),
        ("Goals", "First steps", "## First steps\nStart small.", "Goals\n## First steps\nStart small."),
        ("Goals", "", "Start small.", "Goals\nStart small."),
        ("When you start, start…", "First steps", "Start small.", "First steps\nStart small."),
    ],
    ids=["all three", "heading in the text", "no heading", "cut title"],
)
def test_a_passage_is_read_with_what_tells_its_subject(title: str, heading: str, text: str, read: str) -> None:
    assert passage_input(UnencodedPassage(1, title, heading, text)) == read


def test_an_index_is_behind_until_it_has_caught_up_with_the_store(shelf: Shelf) -> None:
    assert shelf.is_behind()
    shelf.catch_up()
    assert not shelf.is_behind()
    article = shelf.add("goal and plan")
    assert shelf.is_behind()
    shelf.catch_up()
    assert not shelf.is_behind()
    shelf.library.articles.delete(article)
    assert shelf.is_behind()


def test_an_index_is_behind_when_the_database_was_put_back_from_an_older_copy(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add("goal and plan")
    shelf.catch_up()
    restored = Shelf(tmp_path / "restored", shelf.encoder)  # from the time before the article
    shelf.indexes.rename(restored.indexes)
    assert restored.is_behind()
    restored.catch_up()
    assert not restored.is_behind()
    assert restored.found("goal") == []


def test_an_index_of_another_splitter_is_behind(shelf: Shelf) -> None:
    shelf.catch_up()
    other = Indexer(shelf.library.passages, shelf.library.answered, shelf.encoder, shelf.indexes, "another splitter")
    assert other.is_behind(shelf.index.current(), shelf.library.articles.generation())


def test_progress_is_told_for_every_chunk_of_passages(shelf: Shelf) -> None:
    shelf.add("\n".join(f"goal {number}" for number in range(600)))
    told: list[tuple[int, int]] = []
    shelf.indexer.catch_up(lambda done, total: told.append((done, total)))
    # Chunks of 256, 256 and 600 - 512 = 88 passages, told before and after each.
    assert told == [(0, 600), (256, 600), (256, 600), (512, 600), (512, 600), (600, 600)]
    current = shelf.index.current()
    assert current is not None
    assert (current.manifest.passages, current.manifest.complete) == (600, True)


def test_what_has_a_vector_is_not_encoded_again(shelf: Shelf) -> None:
    shelf.add("goal and plan\ntrust and hope")
    shelf.catch_up()
    shelf.add("river")
    told: list[tuple[int, int]] = []
    shelf.indexer.catch_up(lambda done, total: told.append((done, total)))
    assert told == [(0, 1), (1, 1)]


class CountingEncoder(FakeEncoder):
    """Counts the passages whose sentences it has read."""

    read = 0

    def encode_with_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> Spanned:
        self.read += len(texts)
        return super().encode_with_spans(texts, spans)


def test_a_search_reads_no_sentences_since_they_came_with_the_vectors(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    shelf = Shelf(tmp_path / "library", encoder)
    shelf.add("A goal is a plan. A boat is a boat.\nTrust and hope.")
    shelf.catch_up()
    assert encoder.read == 2
    (hit,) = shelf.searcher.search("What is a boat?").hits
    assert hit.answer == "A boat is a boat."
    assert encoder.read == 2


def test_sentences_that_an_older_program_has_not_kept_come_with_the_next_whole_index(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    shelf = Shelf(tmp_path / "library", encoder)
    shelf.add("A goal is a plan.\nTrust and hope.")
    vectors = encoder.encode_passages(["A goal is a plan.", "Trust and hope."])
    shelf.library.passages.save_encoded([1, 2], EncodedPassages(encoder.fingerprint, vectors))
    assert shelf.library.passages.kept_sentences([1, 2], encoder.fingerprint) == {}
    shelf.catch_up()
    assert set(shelf.library.passages.kept_sentences([1, 2], encoder.fingerprint)) == {1, 2}
    assert encoder.read == 2


def test_only_live_articles_are_indexed(shelf: Shelf) -> None:
    live = shelf.add("goal and plan")
    shelf.add("goal and plan", live=False)
    shelf.library.articles.delete(shelf.add("goal and plan"))
    shelf.catch_up()
    current = shelf.index.current()
    assert current is not None
    assert [each.article for each in shelf.library.passages.live(current.ids.tolist()).values()] == [live]


@pytest.mark.parametrize("name", ["dense.faiss", "passages.npz", "manifest.json"])
def test_an_index_whose_newest_generation_is_broken_is_made_anew(shelf: Shelf, tmp_path: Path, name: str) -> None:
    old = shelf.add("goal and plan")
    shelf.catch_up()
    new = shelf.add("goal and boat")
    shelf.catch_up()
    (shelf.indexes / "generation-00000002" / name).write_bytes(b"garbage")
    again = Shelf(tmp_path / "library", shelf.encoder)  # the program is started again
    assert again.found("goal plan") == [old]
    assert again.is_behind()
    again.catch_up()
    assert again.found("goal plan") == [old, new]
    assert not again.is_behind()


def test_another_encoder_makes_an_index_of_its_own_and_the_old_one_answers_meanwhile(
    shelf: Shelf, tmp_path: Path
) -> None:
    article = shelf.add("goal and plan")
    shelf.catch_up()
    other = FakeEncoder()
    other.fingerprint = "fake-2"
    changed = Shelf(tmp_path / "library", other)
    assert changed.is_behind()
    assert changed.found("goal") == []
    assert shelf.found("goal") == [article]
    for _ in range(3):
        changed.catch_up()
    assert changed.found("goal") == [article]
    assert (shelf.found("goal"), shelf.is_behind()) == ([article], False)


def test_who_does_not_wait_is_told_that_another_process_is_writing(shelf: Shelf, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.search.writer", str(tmp_path / "library"), "hold"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        assert not shelf.indexer.catch_up(wait=False)
        assert shelf.index.current() is None
        holder.stdin.close()
    assert shelf.indexer.catch_up(wait=False)


_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from search.errors import IndexUnavailableError
from tests.fakes import FakeEncoder
from tests.search.shelf import Shelf
shelf = Shelf(Path(sys.argv[1]), FakeEncoder())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
room = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
try:
    shelf.catch_up()
except IndexUnavailableError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("room", [0, 100, 15_000])
def test_a_full_disk_is_told_and_the_older_generation_goes_on(shelf: Shelf, tmp_path: Path, room: int) -> None:
    article = shelf.add("goal and plan\n" * 500)  # 500 vectors of 16 * 2 bytes: 16,000 bytes
    shelf.catch_up()
    library = tmp_path / "library"
    result = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(library), str(room)], capture_output=True, text=True, check=False
    )
    assert result.stderr == (
        f"The search index in {library / 'index'} cannot be written (File too large). Free some space or make the "
        "folder writable; the articles are safe, and `mentorbase reindex` completes the index.\n"
    )
    assert sorted(path.name for path in shelf.indexes.iterdir()) == ["generation-00000001", "writer.lock"]
    assert shelf.found("goal") == [article]
    shelf.catch_up()
    assert shelf.found("goal") == [article]


def test_an_index_folder_that_cannot_be_made_is_told(shelf: Shelf) -> None:
    shelf.indexes.write_text("a file stands here")
    with pytest.raises(IndexUnavailableError, match=r"The search index in .* cannot be written \(File exists\)"):
        shelf.catch_up()


KILLS = 31
"""Calls of the writer in the tests below that change a file or end a transaction; the first of them counts."""


def _killed_writer(shelf: Shelf, folder: Path, call: int) -> subprocess.CompletedProcess[str]:
    """An index that two generations show, an article that none shows, and a writer that dies at a call of its own."""
    shelf.add("goal and plan")
    shelf.catch_up()
    shelf.catch_up()
    shelf.add("trust and hope\n" * 300, questions=["who trusts", "who hopes"])  # two chunks of vectors
    command = [sys.executable, "-m", "tests.search.writer", str(folder), "kill", str(call)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_writer_makes_as_many_calls_as_it_is_killed_at(shelf: Shelf, tmp_path: Path) -> None:
    result = _killed_writer(shelf, tmp_path / "library", 0)
    assert (result.returncode, result.stdout) == (0, f"{KILLS}\n")
    assert not shelf.is_behind()


@pytest.mark.parametrize("call", range(1, KILLS + 1))
def test_a_writer_killed_at_any_call_leaves_an_index_that_answers_and_can_be_completed(
    shelf: Shelf, tmp_path: Path, call: int
) -> None:
    result = _killed_writer(shelf, tmp_path / "library", call)
    assert result.returncode == -9, result.stderr
    again = Shelf(tmp_path / "library", shelf.encoder)
    assert again.found("goal and plan", limit=1) == [1]
    again.catch_up()
    assert (again.found("trust and hope", limit=1), again.is_behind()) == ([2], False)
    left = sorted(path.name for path in again.indexes.iterdir())
    current = again.index.current()
    assert current is not None
    assert left == [f"generation-{current.number - 1:08d}", f"generation-{current.number:08d}", "writer.lock"]


def test_an_article_is_found_by_the_questions_that_it_answers(shelf: Shelf) -> None:
    plain = shelf.add("patience helps\nmeet often")
    asked = shelf.add("listen well\nmeet often", questions=["who cancels always", "cancels again"])
    shelf.catch_up()
    assert shelf.searcher.search("who cancels").hits[0].article.id == asked
    assert shelf.searcher.search("patience helps").hits[0].article.id == plain


def test_questions_are_encoded_once_and_forgotten_with_their_article(shelf: Shelf) -> None:
    article = shelf.add("listen well", questions=["who cancels"])
    steps: list[tuple[int, int]] = []
    assert shelf.indexer.catch_up(lambda done, total: steps.append((done, total)))
    assert steps[-1] == (2, 2)  # a passage and a question
    steps.clear()
    shelf.add("meet often")
    assert shelf.indexer.catch_up(lambda done, total: steps.append((done, total)))
    assert steps[-1] == (1, 1)
    shelf.library.articles.delete(article)
    shelf.catch_up()
    assert shelf.library.answered.vectors(shelf.encoder.fingerprint, ["who cancels"]) == {}
