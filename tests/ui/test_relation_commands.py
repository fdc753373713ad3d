from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner

from corpus.errors import MentorbaseError
from corpus.relation import RelationKind
from tests.ui.conftest import SmallLibrary
from ui.relation_commands import relations

FIELDS = [
    *("relation", "kind", "score", "state", "decided_by"),
    *("article", "language", "title", "of", "of_language", "of_title"),
]


def run(*words: str) -> list[dict[str, Any]]:
    """The lines that `mentorbase relations … --json` prints."""
    result = CliRunner().invoke(relations, [*words, "--json"], catch_exceptions=False)
    return [json.loads(line) for line in result.stdout.splitlines()]


def propose(library: SmallLibrary, kind: RelationKind) -> int:
    paying, hostile = library.ids["paying-it.md"], library.ids["hostile-en.md"]
    return library.service.library.relations.propose(hostile, paying, kind, 0.61234).id


def test_relations_that_wait_are_listed(small_library: SmallLibrary) -> None:
    relation = propose(small_library, RelationKind.TRANSLATION)
    (line,) = run("list")
    assert list(line) == FIELDS
    assert [line[name] for name in ("relation", "kind", "score", "state", "decided_by")] == [
        relation,
        "translation",
        0.6123,
        "proposed",
        None,
    ]
    assert (line["language"], line["of_title"]) == ("en", "I mentori vanno pagati")


def test_an_accepted_translation_is_linked_and_aligned(small_library: SmallLibrary) -> None:
    (line,) = run("accept", str(propose(small_library, RelationKind.TRANSLATION)))
    assert (line["state"], line["decided_by"]) == ("accepted", "editor")
    articles = [small_library.service.article(line[side]) for side in ("article", "of")]
    assert articles[0].translation_key == articles[1].translation_key
    assert small_library.service.library.relations.alignment(line["article"], line["of"]) is not None
    assert run("list") == []
    assert run("list", "--all") == [line]


def test_a_rejected_relation_is_listed_no_more(small_library: SmallLibrary) -> None:
    (line,) = run("reject", str(propose(small_library, RelationKind.NEAR_COPY)))
    assert (line["state"], line["decided_by"]) == ("rejected", "editor")
    assert run("list") == []


def test_a_copy_that_is_rejected_after_all_comes_back_from_the_bin(small_library: SmallLibrary) -> None:
    relation = propose(small_library, RelationKind.NEAR_COPY)
    (line,) = run("accept", str(relation))
    assert small_library.service.article(line["article"]).status == "deleted"
    run("reject", str(relation))
    assert small_library.service.article(line["article"]).status == "live"


def test_people_see_both_articles_or_that_nothing_waits(small_library: SmallLibrary) -> None:
    assert CliRunner().invoke(relations, ["list"]).stdout == "No relation waits for an editor.\n"
    relation = propose(small_library, RelationKind.NEAR_COPY)
    hostile, paying = small_library.ids["hostile-en.md"], small_library.ids["paying-it.md"]
    assert CliRunner().invoke(relations, ["list"]).stdout.splitlines() == [
        f"{relation}  near-copy  0.61  proposed",
        f"   article {hostile} (en): <b>Hostile</b> ![t](http://evil.example/t.png)",
        f"   of article {paying} (it): I mentori vanno pagati",
    ]


def test_a_relation_that_is_not_there_is_an_expected_error(small_library: SmallLibrary) -> None:
    result = CliRunner().invoke(relations, ["accept", "99"])
    assert isinstance(result.exception, MentorbaseError)
    assert str(result.exception).startswith("There is no relation 99.")
