"""Golden questions on the command line, on a model that loads at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import save_word_model
from tests.ui.conftest import THEMES, WORDS, SmallLibrary
from tests.ui.test_command_line import Run, write
from tests.ui.test_command_line import run as run


@pytest.fixture
def themes(small_library: SmallLibrary, tmp_path: Path) -> SmallLibrary:
    """Six more articles of a theme each, with a golden question for each."""
    folder = tmp_path / "themes"
    for theme in THEMES:
        write(folder / f"{theme}.md", f"---\nlanguage: en\ntitle: {theme}\n---\n{f'{theme} ' * 8}\n")
    service = small_library.service
    for report in service.ingest([str(folder)]):
        assert report.article is not None, report.reason
        service.add_golden_question(report.title, [report.article])
    service.catch_up()
    return small_library


@pytest.fixture
def poor_model(tmp_path: Path) -> Path:
    """A model that knows none of the themes."""
    return save_word_model(tmp_path / "poor", [word for word in WORDS if word not in THEMES])


def test_a_question_is_added_listed_and_removed(run: Run, small_library: SmallLibrary) -> None:
    paying = small_library.ids["paying-it.md"]
    added = run("golden", "add", "Vanno pagati?", "--article", paying, "--language", "it", "--json")
    assert added.status == 0
    (line,) = added.lines
    assert list(line) == ["golden", "question", "language", "added", "counts", "answers"]
    assert [line[name] for name in ("golden", "question", "language", "counts")] == [1, "Vanno pagati?", "it", True]
    assert line["answers"] == [{"article": paying, "translation_key": "paying", "grade": 3}]
    assert run("golden", "list", "--json").lines == [line]
    assert "Vanno pagati?" in run("golden", "list").out
    assert run("golden", "remove", 1, "--json").lines == [{"golden": 1, "status": "removed"}]
    assert run("golden", "list").out == "There are no golden questions: no index is judged.\n"


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("golden", "add", "Why?", "--article", 99), 1, "There is no article 99"),
        (("golden", "add", "?", "--article", 1), 1, "There is no word in the question"),
        (("golden", "remove", 99), 1, "There is no golden question 99"),
        (("golden", "add", "Why?"), 2, "--article"),
        (("golden", "add", "Why?", "--article", 1, "--language", "de"), 2, "--language"),
        (("golden", "import", "none.jsonl", "none.txt"), 2, "there is no file none.jsonl"),
    ],
)
def test_what_cannot_be_done_is_told(
    run: Run, small_library: SmallLibrary, words: tuple[object, ...], status: int, told: str
) -> None:
    done = run(*words)
    assert (done.status, told in done.err) == (status, True)


def test_questions_are_imported_evaluated_and_exported(run: Run, small_library: SmallLibrary, tmp_path: Path) -> None:
    questions = write(
        tmp_path / "questions.jsonl",
        '{"id": "m", "question": "a meeting over coffee", "language": "en"}\n{"id": "z", "question": "zebra"}\n',
    )
    qrels = write(tmp_path / "qrels.txt", "m 0 meeting 3\n")
    assert run("golden", "import", questions, qrels, "--json").lines == [{"questions": 2}]
    *_, whole = run("golden", "evaluate", "--json").lines
    assert (whole["ndcg@10"], whole["success@1"]) == (1.0, 1.0)
    folder = tmp_path / "out"
    assert run("golden", "export", folder, "--json").lines == [{"questions": 2, "folder": str(folder)}]
    *_, again = run("evaluate", folder / "questions.jsonl", folder / "qrels.txt", "--json").lines
    assert again == whole


def test_an_index_tells_its_figures(run: Run, themes: SmallLibrary) -> None:
    done = run("reindex", "--json")
    golden = {"questions": 6, "ndcg@10": 1.0, "success@3": 1.0}
    assert (done.status, [(line["golden"], line["held_back"]) for line in done.lines]) == (0, [(golden, None)])
    assert "nDCG@10 1.000, success@3 1.000 (6 questions)" in run("reindex").out


def test_an_index_that_is_clearly_worse_is_held_back_and_told_until_it_is_accepted(
    run: Run, themes: SmallLibrary, poor_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORBASE_MODEL", str(poor_model))
    done = run("reindex", "--json")
    (line,) = done.lines
    assert (done.status, line["passages"], line["golden"]) == (1, 0, None)
    assert (line["held_back"]["questions"], line["held_back"]["ndcg@10_before"]) == (6, 1.0)
    found = run("search", "walking")
    assert (found.status, "belongs to another model" in found.err) == (1, True)
    checked = run("check", "--json").lines
    assert [(each["subject"], each["ok"]) for each in checked] == [
        ("vectors", True),
        ("index", True),
        ("golden questions", False),
    ]
    new = write(
        themes.service.library.folder.parent / "new.md",
        "---\nlanguage: en\n---\nCoffee soon, and a meeting with coffee, ideally soon.\n",
    )
    taken = run("ingest", new)
    assert (taken.status, "`mentorbase reindex --accept`" in taken.err) == (0, True)
    accepted = run("reindex", "--accept", "--json")
    assert (accepted.status, accepted.lines[0]["held_back"], accepted.lines[0]["passages"] > 0) == (0, None, True)
    assert run("search", "walking", "--json").status == 0
    assert themes.service.search("walking").hits[0].article.title == "walking"  # whoever runs with the other model
