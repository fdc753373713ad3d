"""What an editor has translated is up to date with what they had before them, and only with that."""

from __future__ import annotations

import pytest

from corpus.language import Language
from corpus.library import Library
from corpus.relation import Outdated
from ingest.relate.keeping_up import keep_up
from ingest.relate.relator import Relator
from tests.ingest.relate.conftest import Save

TEXT = "## Before\n\nWrite down your wishes.\n\n## During\n\nListen first, then ask.\n\n## After\n\nSay thank you."
ASKED = TEXT.replace("then ask", "then ask twice")
THANKED = ASKED.replace("thank you", "thank you soon")
# To the tests' encoder the same words are the same meaning, in whatever language.


@pytest.fixture
def both(save: Save, relator: Relator) -> tuple[int, int]:
    """The ids of an English article and of its Dutch translation."""
    ids = save(TEXT, key="k"), save(TEXT, Language.DUTCH, key="k")
    relator.relate_pending()
    return ids


def marks(library: Library, here: int, there: int) -> list[Outdated | None]:
    kept = library.relations.alignment(here, there)
    assert kept
    return [each.outdated for each in kept.sections]


def revise(library: Library, save: Save, relator: Relator, article: int, text: str) -> int:
    """A new text, with what follows it; returns the number of its revision."""
    language = library.articles.get(article).language
    assert language
    save(text, language, key="k", revises=article)
    relator.relate_edited(article)
    return library.articles.known(article).revision


def test_a_translation_that_needs_no_change_is_up_to_date(
    library: Library, save: Save, relator: Relator, both: tuple[int, int]
) -> None:
    english, dutch = both
    seen = revise(library, save, relator, english, ASKED)
    assert marks(library, dutch, english) == [None, Outdated.HERE, None]
    keep_up(library.relations, dutch, english, seen)
    assert marks(library, dutch, english) == [None, None, None]
    relator.align(dutch)
    assert marks(library, dutch, english) == [None, None, None]


def test_what_was_changed_to_follow_is_up_to_date_at_once_and_stays_so(
    library: Library, save: Save, relator: Relator, both: tuple[int, int]
) -> None:
    english, dutch = both
    seen = revise(library, save, relator, english, ASKED)
    # Another section is mended on the way: that leaves the English text no work.
    save(ASKED.replace("your wishes", "all your wishes"), Language.DUTCH, key="k", revises=dutch)
    keep_up(library.relations, dutch, english, seen)
    assert marks(library, dutch, english) == [None, None, None]
    relator.relate_edited(dutch)
    assert marks(library, dutch, english) == [None, None, None]
    kept = library.relations.alignment(dutch, english)
    assert kept
    assert [each.score > 0 for each in kept.sections] == [True, True, True]  # by meaning now


def test_what_was_changed_behind_the_editor_still_has_to_follow(
    library: Library, save: Save, relator: Relator, both: tuple[int, int]
) -> None:
    english, dutch = both
    seen = revise(library, save, relator, english, ASKED)
    revise(library, save, relator, english, THANKED)
    save(ASKED, Language.DUTCH, key="k", revises=dutch)
    keep_up(library.relations, dutch, english, seen)
    relator.relate_edited(dutch)
    assert marks(library, dutch, english) == [None, None, Outdated.HERE]


def test_where_the_other_side_is_behind_it_stays_so(
    library: Library, save: Save, relator: Relator, both: tuple[int, int]
) -> None:
    english, dutch = both
    revise(library, save, relator, dutch, TEXT.replace("wishes", "wishes today"))
    seen = revise(library, save, relator, english, ASKED)
    keep_up(library.relations, dutch, english, seen)
    assert marks(library, dutch, english) == [Outdated.THERE, None, None]


def test_whoever_follows_one_has_followed_those_too_that_had_followed_it(
    library: Library, save: Save, relator: Relator, both: tuple[int, int]
) -> None:
    english, dutch = both
    italian = save(TEXT, Language.ITALIAN, key="k")
    relator.relate(italian)
    seen = revise(library, save, relator, english, ASKED)
    revise(library, save, relator, italian, ASKED)
    assert marks(library, english, italian) == [None, None, None]
    assert marks(library, dutch, italian) == [None, Outdated.HERE, None]
    keep_up(library.relations, dutch, english, seen)
    assert marks(library, dutch, italian) == [None, None, None]


def test_an_alignment_on_its_way_does_not_undo_what_an_editor_said(
    library: Library, save: Save, relator: Relator, both: tuple[int, int]
) -> None:
    english, dutch = both
    seen = revise(library, save, relator, english, ASKED)
    begun = library.relations.alignment(dutch, english)
    assert begun
    keep_up(library.relations, dutch, english, seen)
    assert not library.relations.replace_alignment(begun, begun)
    assert marks(library, dutch, english) == [None, None, None]


def test_only_alignments_with_something_outdated_are_listed(
    library: Library, save: Save, relator: Relator, both: tuple[int, int]
) -> None:
    english, dutch = both
    assert library.relations.outdated() == []
    revise(library, save, relator, english, ASKED)
    [found] = library.relations.outdated()
    assert (found.article, found.other) == (english, dutch)
    library.articles.delete(dutch)
    assert library.relations.outdated() == []
