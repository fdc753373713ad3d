"""Two translations beside each other, by the alignment that is kept and without one."""

from __future__ import annotations

import pytest

from corpus.errors import UnknownArticleError
from corpus.language import Language
from corpus.library import Library
from corpus.relation import Alignment, LinkedSection, Outdated
from ingest.relate.relator import Relator
from ingest.relate.side_by_side import Pair, read_side_by_side
from tests.fakes import FakeEncoder
from tests.ingest.relate.conftest import Save

ENGLISH = "## Before\n\nWrite down what you want.\n\n## After\n\nSay thank you."
ITALIAN = "## Prima\n\nScrivi che cosa vuoi.\n\n## Dopo\n\nRingrazia."
SECTIONS = [text.split("\n\n## ") for text in (ENGLISH, ITALIAN)]
BEFORE, AFTER = SECTIONS[0][0], f"## {SECTIONS[0][1]}"
PRIMA, DOPO = SECTIONS[1][0], f"## {SECTIONS[1][1]}"


@pytest.fixture
def both(save: Save) -> tuple[int, int]:
    """The ids of an English article and of its Italian translation."""
    return save(ENGLISH, key="thanks"), save(ITALIAN, Language.ITALIAN, key="thanks")


def pairs(library: Library, both: tuple[int, int]) -> tuple[Pair, ...]:
    found = read_side_by_side(library, *both)
    assert found
    assert (found.article.id, found.other.id) == both
    return found.pairs


def keep(library: Library, both: tuple[int, int], *sections: LinkedSection) -> None:
    """An alignment of both as they are now."""
    one, other = (library.relations.text_of(each).revision for each in both)
    library.relations.save_alignment(Alignment(*both, one, other, sections))


def test_without_an_alignment_the_sections_are_linked_by_their_order(library: Library, both: tuple[int, int]) -> None:
    assert pairs(library, both) == (Pair(BEFORE, PRIMA), Pair(AFTER, DOPO))
    assert pairs(library, both[::-1]) == (Pair(PRIMA, BEFORE), Pair(DOPO, AFTER))


def test_the_alignment_that_is_kept_tells_what_only_one_has_and_what_was_changed(
    library: Library, both: tuple[int, int]
) -> None:
    here, there = (0, len(BEFORE)), (0, len(PRIMA))
    alone = (ENGLISH.index(AFTER), len(ENGLISH))
    keep(library, both, LinkedSection(here, there, 0.8, Outdated.THERE), LinkedSection(alone, None))
    # The side "there" is behind, so the change was made in English.
    assert pairs(library, both) == (Pair(BEFORE, PRIMA, Language.ENGLISH), Pair(AFTER, None))
    assert pairs(library, both[::-1]) == (Pair(PRIMA, BEFORE, Language.ENGLISH), Pair(None, AFTER))


def test_what_was_changed_in_an_article_of_many_revisions_is_told(library: Library, save: Save) -> None:
    both = save(ENGLISH, key="thanks"), save(ENGLISH, Language.DUTCH, key="thanks")  # the same words for the encoder
    relator = Relator(library, FakeEncoder())
    relator.relate_pending()
    for ending in ("you all", "you, everybody"):
        save(ENGLISH.replace("thank you", f"thank {ending}"), key="thanks", revises=both[0])
        relator.relate_edited(both[0])
    changed = Pair("## After\n\nSay thank you, everybody.", AFTER, Language.ENGLISH)
    assert pairs(library, both) == (Pair(BEFORE, BEFORE), changed)


def test_an_alignment_of_another_revision_is_not_used(library: Library, both: tuple[int, int], save: Save) -> None:
    keep(library, both, LinkedSection((0, len(BEFORE)), None))
    save(ENGLISH.replace("thank you", "thanks"), key="thanks", revises=both[0])
    assert pairs(library, both) == (Pair(BEFORE, PRIMA), Pair("## After\n\nSay thanks.", DOPO))


def test_only_two_live_translations_of_each_other_are_read_side_by_side(
    library: Library, both: tuple[int, int], save: Save
) -> None:
    stranger = save("## Other\n\nSomething else.", Language.DUTCH)
    assert read_side_by_side(library, both[0], stranger) is None
    assert read_side_by_side(library, both[0], both[0]) is None
    library.articles.unpublish(both[1])
    assert read_side_by_side(library, *both) is None
    with pytest.raises(UnknownArticleError):
        read_side_by_side(library, both[0], 999)
