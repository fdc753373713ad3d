"""The contract of the command line, on which other programs rely, with the real encoder."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpus.library import BUNDLED_ARTICLES
from tests.ingest.reading.hostile_pdf import write_endless_pdf
from ui import command_line

GERMAN = """Wie finde ich einen Mentor?

Frag jemanden, den du bewunderst, ob er sich einmal im Monat mit dir treffen möchte. Bereite für jedes Treffen eine
Frage vor und bedanke dich danach. Meistens klappt das gut, auch wenn du schüchtern bist.
"""
DUTCH = """# Wandelen met je mentor

Wie naast elkaar loopt, praat makkelijker dan wie tegenover elkaar zit. Spreek af bij een park en neem een uur de tijd.
"""
INGEST_FIELDS = [
    *("source", "status", "article", "language", "title", "passages", "removed", "translation_key", "reason"),
]
HIT_FIELDS = [
    *("rank", "score", "article", "source", "title", "language", "passage", "answer", "translation_key", "variants"),
]
LIST_FIELDS = ["article", "source", "title", "language", "translation_key", "status", "updated"]


@dataclass(frozen=True)
class Finished:
    """A command that has run."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines; fails when anything else is there."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Finished]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], model_cache: Path, tmp_path: Path) -> Run:
    """Runs `mentorbase` in this process with the given words, on a library of the test unless they name another one."""
    monkeypatch.setenv("MENTORBASE_CACHE", str(model_cache))
    # The command sets it; the test's end takes that back. Never is it the library of whoever runs the tests.
    monkeypatch.setenv("MENTORBASE_LIBRARY", str(tmp_path / "library"))

    def run_command(*words: object, stdin: str = "") -> Finished:
        monkeypatch.setattr(sys, "argv", ["mentorbase", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        capsys.readouterr()
        status: object = 0
        try:
            command_line.main()
        except SystemExit as end:
            status = end.code or 0
        captured = capsys.readouterr()
        assert isinstance(status, int)
        return Finished(status, captured.out, captured.err)

    return run_command


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Path:
    """A library with the bundled articles; tests that change it take a copy."""
    from ui.service import open_service
    from ui.settings import Settings

    folder = tmp_path_factory.mktemp("filled")
    service = open_service(Settings(library=folder, cache=model_cache))
    assert [report.status for report in service.ingest_bundled()] == ["added"] * 60
    service.catch_up()
    return folder


@pytest.fixture
def copied(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "copied"))


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# ingest


def test_ingest_prints_a_line_for_each_file_with_exactly_the_agreed_fields(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "in" / "wandelen.md", DUTCH)
    write(tmp_path / "in" / "leer.txt", "")
    done = run("--library", tmp_path / "library", "ingest", tmp_path / "in", "--json")
    assert [list(line) for line in done.lines] == [INGEST_FIELDS, INGEST_FIELDS]
    empty, walk = done.lines
    assert (empty["source"], empty["status"], empty["article"]) == ("leer.txt", "rejected", None)
    assert "empty" in empty["reason"]
    assert (walk["source"], walk["status"], walk["language"]) == ("wandelen.md", "added", "nl")
    assert (walk["title"], walk["passages"], walk["removed"]) == ("Wandelen met je mentor", 1, 0)
    assert done.status == 1  # a file was rejected


def test_the_same_file_again_changes_nothing_and_a_changed_one_makes_a_revision(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "wandelen.md", DUTCH)
    library = tmp_path / "library"
    first = run("--library", library, "ingest", file, "--json")
    again = run("--library", library, "ingest", file, "--json")
    write(file, DUTCH + "\nKies een route zonder verkeer, dan kun je elkaar verstaan.\n")
    changed = run("--library", library, "ingest", file, "--json")
    assert [done.lines[0]["status"] for done in (first, again, changed)] == ["added", "unchanged", "updated"]
    assert len({done.lines[0]["article"] for done in (first, again, changed)}) == 1
    assert [first.status, again.status, changed.status] == [0, 0, 0]
    shown = run("--library", library, "articles", "show", first.lines[0]["article"], "--json").lines[0]
    assert shown["text"].endswith("dan kun je elkaar verstaan.")


def test_a_german_article_becomes_a_draft_and_the_editor_is_told_why(run: Run, tmp_path: Path) -> None:
    done = run("--library", tmp_path / "library", "ingest", write(tmp_path / "de.txt", GERMAN), "--json")
    (line,) = done.lines
    assert (line["status"], line["language"]) == ("draft", None)
    assert line["reason"] == (
        "The text seems to be in German, which the library does not hold. It is kept as a draft. If it is one of it, "
        "sv, nl, en, publish it with `mentorbase articles publish ID --language CODE`."
    )
    assert done.status == 0


def test_a_draft_is_not_found_until_it_is_published(run: Run, tmp_path: Path) -> None:
    library = tmp_path / "library"
    draft = run("--library", library, "ingest", "--draft", write(tmp_path / "w.md", DUTCH), "--json").lines[0]
    assert draft["status"] == "draft"
    assert run("--library", library, "search", "wandelen met mentor", "--json").lines[0]["results"] == []
    published = run("--library", library, "articles", "publish", draft["article"], "--json").lines[0]
    assert published["status"] == "live"
    results = run("--library", library, "search", "wandelen met mentor", "--json").lines[0]["results"]
    assert [hit["article"] for hit in results] == [draft["article"]]


def test_ingest_reads_standard_input(run: Run, tmp_path: Path) -> None:
    done = run("--library", tmp_path / "library", "ingest", "-", "--json", stdin=DUTCH)
    assert [(line["source"], line["status"]) for line in done.lines] == [("-", "added")]


def test_ingest_of_nothing_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    done = run("--library", tmp_path / "library", "ingest", tmp_path / "nothing", "--json")
    assert (done.status, done.out) == (1, "")


# search


def test_search_prints_one_object_with_exactly_the_agreed_fields(run: Run, filled: Path) -> None:
    done = run("--library", filled, "search", "Ska mentorer få betalt?", "--json")
    (line,) = done.lines
    assert list(line) == ["question", "language", "answered", "results"]
    assert (line["question"], line["language"], line["answered"]) == ("Ska mentorer få betalt?", "sv", True)
    assert [list(hit) for hit in line["results"]] == [HIT_FIELDS] * 10
    assert [hit["rank"] for hit in line["results"]] == list(range(1, 11))
    scores = [hit["score"] for hit in line["results"]]
    assert scores == sorted(scores, reverse=True)
    assert all(hit["answer"] in hit["passage"] for hit in line["results"])
    assert done.status == 0


@pytest.mark.parametrize(
    "question",
    [
        "I mentori vanno pagati?",
        "Ska mentorer få betalt?",
        "Moeten mentoren betaald worden?",
        "Should mentors be paid?",
    ],
)
def test_an_article_that_is_only_italian_is_found_in_every_language(run: Run, filled: Path, question: str) -> None:
    results = run("--library", filled, "search", question, "--json").lines[0]["results"]
    assert results[0]["source"] == "it/pagare-i-mentori.md"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Come preparo il primo incontro?", "it"),
        ("Hur förbereder jag första mötet?", "sv"),
        ("Hoe bereid ik het eerste gesprek voor?", "nl"),
        ("How do I prepare the first meeting?", "en"),
    ],
)
def test_translations_are_one_card_in_the_readers_language(
    run: Run, filled: Path, question: str, language: str
) -> None:
    results = run("--library", filled, "search", question, "--json").lines[0]["results"]
    cards = [hit for hit in results if hit["translation_key"] == "first-meeting"]
    assert [(hit["rank"], hit["language"]) for hit in cards] == [(1, language)]
    assert {variant["language"] for variant in cards[0]["variants"]} == {"it", "sv", "nl", "en"} - {language}
    assert list(cards[0]["variants"][0]) == ["article", "source", "language", "title"]


def test_search_can_be_restricted_to_languages_and_to_a_number_of_cards(run: Run, filled: Path) -> None:
    done = run("--library", filled, "search", "How do I find a mentor?", "--in", "it,sv", "--limit", "3", "--json")
    results = done.lines[0]["results"]
    assert len(results) == 3
    assert {hit["language"] for hit in results} <= {"it", "sv"}


def test_a_question_far_from_mentoring_is_not_answered(run: Run, filled: Path) -> None:
    line = run("--library", filled, "search", "Wie hoch ist der Eiffelturm in Metern?", "--json").lines[0]
    assert line["answered"] is False


def test_the_whole_of_a_batch_is_answered_in_its_order(run: Run, filled: Path) -> None:
    rows = [{"id": number, "question": text} for number, text in enumerate(["hitta mentor", "😀", "goed afsluiten"])]
    stdin = "\n".join(map(json.dumps, rows)) + "\n\n"
    done = run("--library", filled, "search", "--batch", "-", stdin=stdin)
    assert [line["id"] for line in done.lines] == [0, 1, 2]
    assert list(done.lines[0]) == ["id", "question", "language", "answered", "results"]
    assert "no word" in done.lines[1]["error"]
    assert done.lines[2]["results"][0]["translation_key"] == "ending-well"
    assert done.status == 1  # one of them could not be answered


def test_a_batch_can_be_a_file(run: Run, filled: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "questions.jsonl", '{"id": "a", "question": "peer mentoring"}\n')
    done = run("--library", filled, "search", "--batch", file, "--limit", "1")
    assert [(line["id"], len(line["results"])) for line in done.lines] == [("a", 1)]
    assert done.status == 0


@pytest.mark.parametrize("text", ["not json\n", '{"id": 1}\n', '{"id": 1, "question": 2}\n', "[]\n"])
def test_a_batch_line_that_is_no_question_is_named_by_its_number(
    run: Run, filled: Path, tmp_path: Path, text: str
) -> None:
    file = write(tmp_path / "questions.jsonl", '{"id": "a", "question": "peer mentoring"}\n' + text)
    done = run("--library", filled, "search", "--batch", file)
    assert done.status == 1
    assert "Line 2" in done.err
    assert len(done.lines) == 1


@pytest.mark.parametrize("question", ["", "a", "😀😀", "?!", "mentor " * 14_286])
def test_a_question_that_cannot_be_asked_gets_one_sentence_and_status_1(run: Run, filled: Path, question: str) -> None:
    done = run("--library", filled, "search", question, "--json")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("mentorbase: The")
    assert "Traceback" not in done.err


# articles


def test_articles_list_prints_a_line_for_each_with_exactly_the_agreed_fields(run: Run, filled: Path) -> None:
    done = run("--library", filled, "articles", "list", "--json")
    assert [list(line) for line in done.lines] == [LIST_FIELDS] * 60
    assert {line["status"] for line in done.lines} == {"live"}
    assert {line["source"] for line in done.lines} == {
        path.relative_to(BUNDLED_ARTICLES).as_posix() for path in BUNDLED_ARTICLES.rglob("*.md")
    }


def test_articles_show_adds_the_text_and_what_was_removed(run: Run, filled: Path) -> None:
    (line,) = run("--library", filled, "articles", "show", "1", "--json").lines
    assert list(line) == [*LIST_FIELDS, "text", "removed"]
    assert line["removed"] == []
    assert len(line["text"]) > 1000


def test_a_deleted_article_is_never_found_and_comes_back_when_it_is_restored(run: Run, copied: Path) -> None:
    question = ("search", "Ska mentorer få betalt?", "--json")
    found = run("--library", copied, *question).lines[0]["results"][0]
    deleted = run("--library", copied, "articles", "delete", found["article"], "--json").lines[0]
    assert deleted["status"] == "deleted"
    results = run("--library", copied, *question).lines[0]["results"]
    assert found["article"] not in [hit["article"] for hit in results]
    restored = run("--library", copied, "articles", "restore", found["article"], "--json").lines[0]
    assert restored["status"] == "live"
    assert run("--library", copied, *question).lines[0]["results"][0]["article"] == found["article"]


def test_an_export_taken_into_another_library_gives_the_same_articles(run: Run, filled: Path, tmp_path: Path) -> None:
    exported = run("--library", filled, "articles", "export", tmp_path / "out", "--json")
    assert len(exported.lines) == 60
    paths = sorted((tmp_path / "out").rglob("*.md"))
    for path in paths:
        if path not in paths[::10]:
            path.unlink()
    done = run("--library", tmp_path / "second", "ingest", tmp_path / "out", "--json")
    assert [line["status"] for line in done.lines] == ["added"] * 6

    again = run("--library", tmp_path / "second", "articles", "export", tmp_path / "again", "--json")
    assert len(again.lines) == 6

    def files(folder: Path) -> list[str]:
        return sorted(path.read_text(encoding="utf-8") for path in folder.rglob("*.md"))

    assert files(tmp_path / "again") == files(tmp_path / "out")


def test_an_unknown_article_is_named_with_the_command_that_lists_them(run: Run, filled: Path) -> None:
    done = run("--library", filled, "articles", "show", "999", "--json")
    assert (done.status, done.out) == (1, "")
    assert "999" in done.err
    assert "articles list" in done.err


# evaluate, reindex, check, users


def test_evaluate_prints_a_line_for_each_pair_of_languages_and_one_for_the_whole(
    run: Run, filled: Path, tmp_path: Path
) -> None:
    questions = [
        {"id": "pay-sv", "need": "pay", "language": "sv", "question": "Ska mentorer få betalt?"},
        {"id": "pay-it", "need": "pay", "language": "it", "question": "I mentori vanno pagati?"},
        {"id": "none", "need": "none", "question": "Wie hoch ist der Eiffelturm in Metern?"},
    ]
    asked = write(tmp_path / "questions.jsonl", "\n".join(map(json.dumps, questions)))
    judged = write(tmp_path / "qrels.txt", "pay 0 it/pagare-i-mentori.md 2\n")
    answers = {
        "need": "pay",
        "translation_key": "paying-mentors",
        "answers": {"it": ["Nothing like it is written there."]},
    }
    told = write(tmp_path / "answers.jsonl", json.dumps(answers))
    *pairs, whole = run("--library", filled, "evaluate", asked, judged, "--answers", told, "--json").lines
    # Both questions have one right card, the first: nDCG@10 = (2 / log2 2) / (2 / log2 2) = 1.
    figures = {"questions": 1, "ndcg@10": 1.0, "success@1": 1.0, "success@3": 1.0, "lost": 0.0}
    assert pairs == [
        {"question_language": "it", "article_language": "it", **figures},
        {"question_language": "sv", "article_language": "it", **figures},
    ]
    assert whole == {
        "ndcg@10": 1.0,
        "ndcg@10_low": 1.0,
        "ndcg@10_high": 1.0,
        "same_language_ndcg@10": 1.0,
        "across_languages_ndcg@10": 1.0,
        "language_ratio": 1.0,
        "success@1": 1.0,
        "success@3": 1.0,
        "lost_across_languages": 0.0,
        "answer_sentence": 0.0,
        "answered_accuracy": 1.0,
        "unanswered_accuracy": 1.0,
        "answered_accuracy_it": 1.0,
        "unanswered_accuracy_it": None,
        "answered_accuracy_sv": 1.0,
        "unanswered_accuracy_sv": None,
    }


def test_evaluate_names_a_judged_article_that_the_library_lacks(run: Run, filled: Path, tmp_path: Path) -> None:
    asked = write(tmp_path / "questions.jsonl", '{"id": "a", "question": "peer mentoring"}\n')
    done = run("--library", filled, "evaluate", asked, write(tmp_path / "qrels.txt", "a 0 nowhere.md 1\n"), "--json")
    assert (done.status, done.out) == (1, "")
    assert "nowhere.md" in done.err


def test_reindex_and_check_tell_what_they_found(run: Run, copied: Path) -> None:
    shutil.rmtree(copied / "index")
    checked = run("--library", copied, "check", "--json").lines
    assert [(line["subject"], line["ok"]) for line in checked] == [
        ("vectors", True),
        ("index", False),
        ("mended", True),
    ]
    again = run("--library", copied, "check", "--json").lines
    assert [(line["subject"], line["ok"]) for line in again] == [("vectors", True), ("index", True)]
    (written,) = run("--library", copied, "reindex", "--json").lines
    assert written["passages"] > 100


def test_an_account_can_be_added_once(run: Run, tmp_path: Path) -> None:
    command = ("--library", tmp_path / "library", "users", "add", "anna", "--role", "editor", "--json")
    done = run(*command, stdin="korrekt häst\n")
    assert (done.status, done.lines) == (0, [{"name": "anna", "role": "editor"}])
    again = run(*command, stdin="korrekt häst\n")
    assert again.status == 1
    assert "anna" in again.err


# wrong use and wrong settings


@pytest.mark.parametrize(
    "words",
    [
        ("search",),
        ("search", "one", "--batch", "two"),
        ("search", "mentor", "--in", "de"),
        ("search", "mentor", "--limit", "0"),
        ("ingest",),
        ("articles", "show", "one"),
        ("users", "add", "anna", "--role", "king"),
        ("evaluate", "nowhere.jsonl", "nowhere.txt"),
        ("fly",),
    ],
)
def test_wrong_use_ends_with_status_2_and_says_what_is_right(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run("--library", tmp_path / "library", *words)
    assert (done.status, done.out) == (2, "")
    assert "Usage: mentorbase" in done.err


def test_a_library_that_cannot_be_opened_is_named_with_the_setting(run: Run, tmp_path: Path) -> None:
    write(
        tmp_path / "library" / "mentorbase.db", "this is no database, only a text that is long enough to be read\n" * 9
    )
    done = run("--library", tmp_path / "library", "articles", "list", "--json")
    assert (done.status, done.out) == (1, "")
    assert "MENTORBASE_LIBRARY" in done.err
    assert "Traceback" not in done.err


def test_a_model_that_cannot_be_had_is_named_with_the_setting(
    run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MENTORBASE_MODEL", str(tmp_path))  # a folder without a model
    done = run("--library", filled, "search", "mentor", "--json")
    assert (done.status, done.out) == (1, "")
    assert "MENTORBASE_MODEL" in done.err
    assert "Traceback" not in done.err


def test_a_file_made_to_hang_is_rejected_with_its_reason_and_the_others_are_taken_in(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(write_endless_pdf())
    write(tmp_path / "in" / "b.md", DUTCH)
    monkeypatch.setenv("MENTORBASE_READ_SECONDS", "2")
    done = run("--library", tmp_path / "library", "ingest", tmp_path / "in", "--json")
    assert [(line["source"], line["status"]) for line in done.lines] == [("a.pdf", "rejected"), ("b.md", "added")]
    assert "2 seconds" in done.lines[0]["reason"]
