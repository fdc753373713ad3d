from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.article import ArticleStatus
from corpus.language import Language
from corpus.library import Library
from corpus.relation import Decider, Outdated, RelationKind, RelationState
from ingest.relate.relator import Relator
from search.encoder import SentenceTransformerEncoder
from tests.benchmarks.related_set import read_related

if TYPE_CHECKING:
    from tests.ingest.relate.conftest import Save

ACCEPTED, PROPOSED, REJECTED = RelationState.ACCEPTED, RelationState.PROPOSED, RelationState.REJECTED

# The encoder of these tests goes by words: what has the same words is a translation to it, whatever its language.
HARBOUR = (
    "## Anchors\n\nThe harbour master counts seventeen anchors before breakfast. Nobody asks him why he does it.\n\n"
    "## Ropes\n\nEvery rope gets a knot for each year of service. Old ropes are heavy with knots and memories.\n\n"
    "## Gulls\n\nGulls steal the sandwiches of careless apprentices. A mentor warns them once and then laughs."
)
BAKERY = (
    "## Dough\n\nBakers wake their dough at two in the morning. It needs warmth, patience and somebody who listens.\n\n"
    "## Ovens\n\nStone ovens forgive nothing that was done in haste. Flour dust settles on notebooks and eyebrows.\n\n"
    "## Bread\n\nYesterday's bread feeds pigs, poets and trainees. Fresh loaves travel through town on bicycles."
)


def states(library: Library) -> list[tuple[RelationKind, RelationState, int, int]]:
    return [(each.kind, each.state, each.article, each.other) for each in library.relations.all()]


# Near copies


def test_near_copies_are_found_before_a_text_is_saved_best_first(save: Save, relator: Relator) -> None:
    copy, half = save(HARBOUR.replace("seventeen", "twenty")), save(HARBOUR[: len(HARBOUR) // 2])
    other = save(BAKERY)
    for each in (copy, half, other):
        relator.relate(each)
    assert [article for article, _ in relator.near_copies(HARBOUR, Language.ENGLISH)] == [copy, half]
    assert relator.near_copies(HARBOUR, Language.DUTCH) == []


def test_a_near_copy_is_proposed(library: Library, save: Save, relator: Relator) -> None:
    older = save(HARBOUR)
    relator.relate(older)
    newer = save(f"{HARBOUR}\n\n{BAKERY[: len(BAKERY) // 2]}", title="At sea", source="sea.md")
    (relation,) = relator.relate(newer)
    assert states(library) == [(RelationKind.NEAR_COPY, PROPOSED, newer, older)]
    assert relation == library.relations.get(relation.id)


def test_what_is_almost_the_same_text_goes_to_the_bin_by_rule(library: Library, save: Save, relator: Relator) -> None:
    older, newer = save(HARBOUR), save(HARBOUR.replace("seventeen", "Seventeen ,"), source="copy.md")
    relator.relate(older)
    relator.relate(newer)
    assert states(library) == [(RelationKind.NEAR_COPY, ACCEPTED, newer, older)]
    assert library.articles.get(newer).status is ArticleStatus.DELETED


def test_a_copy_from_a_file_of_the_same_name_is_a_new_version(library: Library, save: Save, relator: Relator) -> None:
    older, newer = save(HARBOUR, source="2024/Harbour.md"), save(f"{HARBOUR} More.", source="2025/harbour.md")
    relator.relate(older)
    relator.relate(newer)
    assert states(library) == [(RelationKind.NEW_VERSION, ACCEPTED, newer, older)]
    assert library.articles.get(older).text == f"{HARBOUR} More."
    assert relator.near_copies(f"{HARBOUR} More.", Language.ENGLISH) == [(older, 1.0)]


def test_a_new_version_is_aligned_with_the_translations_of_the_old_one(
    library: Library, save: Save, relator: Relator
) -> None:
    older, dutch = save(HARBOUR, source="harbour.md"), save(HARBOUR, Language.DUTCH)
    relator.relate_pending()
    relator.relate(save(f"{HARBOUR} More.", source="2025/harbour.md"))
    alignment = library.relations.alignment(older, dutch)
    assert alignment is not None
    assert [each.outdated for each in alignment.sections] == [None, None, Outdated.THERE]


def test_a_copy_that_an_editor_has_rejected_stays_apart(library: Library, save: Save, relator: Relator) -> None:
    older, newer = save(HARBOUR), save(HARBOUR.upper(), source="copy.md")
    relator.relate(older)
    (relation,) = relator.relate(newer)
    library.relations.reject(relation.id, Decider.EDITOR)
    assert relator.relate(newer) == []
    assert library.articles.get(newer).status is ArticleStatus.LIVE


# Translations


def test_a_translation_is_linked_by_rule_and_aligned(library: Library, save: Save, relator: Relator) -> None:
    english, other = save(HARBOUR), save(BAKERY)
    relator.relate(english)
    relator.relate(other)
    dutch = save(HARBOUR, Language.DUTCH)
    relator.relate(dutch)
    assert states(library)[-1:] == [(RelationKind.TRANSLATION, ACCEPTED, dutch, english)]
    assert library.relations.family_of(dutch) == [english]
    alignment = library.relations.alignment(dutch, english)
    assert alignment is not None
    assert [each.here == each.there for each in alignment.sections] == [True, True, True]


def test_a_translation_is_only_proposed_where_its_place_is_taken(
    library: Library, save: Save, relator: Relator
) -> None:
    english = save(HARBOUR, key="harbour")
    save(BAKERY, Language.DUTCH, key="harbour")
    relator.relate_pending()
    dutch = save(HARBOUR, Language.DUTCH)
    relator.relate(dutch)
    assert states(library) == [(RelationKind.TRANSLATION, PROPOSED, dutch, english)]


def test_articles_whose_files_give_them_two_keys_are_never_linked_by_rule(
    library: Library, save: Save, relator: Relator
) -> None:
    english, dutch = save(HARBOUR, key="a"), save(HARBOUR, Language.DUTCH, key="b")
    relator.relate_pending()
    assert states(library) == [(RelationKind.TRANSLATION, PROPOSED, dutch, english)]


def test_no_rule_brings_an_article_back_to_a_family_that_an_editor_took_it_out_of(
    library: Library, save: Save, relator: Relator
) -> None:
    english, dutch = save(HARBOUR), save(HARBOUR, Language.DUTCH)
    relator.relate_pending()
    library.relations.reject(library.relations.all()[0].id, Decider.EDITOR)
    swedish = save(HARBOUR, Language.SWEDISH)
    relator.relate(swedish)
    assert relator.relate(dutch) != []
    assert library.relations.family_of(swedish) in ([english], [dutch])  # one of them, not both


def test_articles_that_share_a_key_are_aligned_and_not_proposed(library: Library, save: Save, relator: Relator) -> None:
    english, dutch = save(HARBOUR, key="a"), save(BAKERY, Language.DUTCH, key="a")
    relator.relate_pending()
    assert states(library) == []
    assert library.relations.alignment(english, dutch) is not None


def test_a_new_revision_tells_which_sections_of_the_translation_are_outdated(
    library: Library, save: Save, relator: Relator
) -> None:
    english, dutch = save(HARBOUR, key="a"), save(HARBOUR, Language.DUTCH, key="a")
    relator.relate_pending()
    save(HARBOUR.replace("Old ropes", "Very old ropes"), revises=english, key="a")
    relator.relate(english)
    alignment = library.relations.alignment(english, dutch)
    assert alignment is not None
    assert [each.outdated for each in alignment.sections] == [None, Outdated.THERE, None]
    save(HARBOUR.replace("Old ropes", "Echt old ropes"), Language.DUTCH, revises=dutch, key="a")
    relator.relate(dutch)
    alignment = library.relations.alignment(english, dutch)
    assert alignment is not None
    assert [each.outdated for each in alignment.sections] == [None, None, None]


def test_what_is_only_noted_is_linked_by_order_so_that_a_later_change_is_told(
    library: Library, save: Save, relator: Relator
) -> None:
    english, dutch = save(HARBOUR, key="a"), save(HARBOUR, Language.DUTCH, key="a")
    relator.note(english)
    relator.note(dutch)
    alignment = library.relations.alignment(english, dutch)
    assert alignment is not None
    assert [each.here == each.there for each in alignment.sections] == [True, True, True]
    save(HARBOUR.replace("Old ropes", "Very old ropes"), revises=english, key="a")
    relator.relate(english)
    alignment = library.relations.alignment(english, dutch)
    assert alignment is not None
    assert [each.outdated for each in alignment.sections] == [None, Outdated.THERE, None]


def test_what_was_cut_off_is_related_later_and_once(library: Library, save: Save, relator: Relator) -> None:
    english, dutch = save(HARBOUR), save(HARBOUR, Language.DUTCH)
    assert relator.relate_pending() == [english, dutch]
    assert states(library) == [(RelationKind.TRANSLATION, ACCEPTED, dutch, english)]
    assert relator.relate_pending() == []


def test_what_another_process_has_saved_is_a_candidate_too(library: Library, save: Save, relator: Relator) -> None:
    relator.relate(save(BAKERY))
    english = save(HARBOUR)
    Relator(library, relator._encoder).relate(english)
    dutch = save(HARBOUR, Language.DUTCH)
    relator.relate(dutch)
    assert states(library) == [(RelationKind.TRANSLATION, ACCEPTED, dutch, english)]


def test_sentences_of_every_day_are_encoded_once_for_a_library(library: Library, save: Save, relator: Relator) -> None:
    (save(HARBOUR, key="a"), save(HARBOUR, Language.DUTCH, key="a"))
    relator.relate_pending()
    (kept,) = library.folder.glob("vectors-*.npy")
    written = kept.stat().st_mtime_ns
    save(BAKERY, Language.SWEDISH, key="a")
    Relator(library, relator._encoder).relate_pending()
    assert kept.stat().st_mtime_ns == written


# With the real encoder


@pytest.mark.slow
def test_a_translation_is_told_from_interviews_with_the_same_questions(
    library: Library, encoder: SentenceTransformerEncoder
) -> None:
    relator = Relator(library, encoder)
    interviews = [each for each in read_related("development") if each.family.startswith("intervju")]
    names = {}
    for each in interviews:
        identifier = each.save(library)
        names[identifier] = each.name
        relator.relate(identifier)
    linked = {(names[each.article], names[each.other]) for each in library.relations.all()}
    assert {tuple(sorted(pair)) for pair in linked} == {("intervju-ada.it", "intervju-ada.sv")}
    assert [each.state for each in library.relations.all()] == [ACCEPTED]


def test_articles_that_get_new_texts_together_are_linked_once_both_have_been_looked_at(
    library: Library, save: Save, relator: Relator
) -> None:
    english, dutch = save("Sailing by night is quiet."), save("Baking by day is loud.", Language.DUTCH)
    relator.relate_pending()
    save(HARBOUR, revises=english)
    save(HARBOUR, Language.DUTCH, revises=dutch)
    assert relator.relate_edited(english) == []  # the other one has no vectors yet
    relator.relate_edited(dutch)
    assert states(library) == [(RelationKind.TRANSLATION, ACCEPTED, dutch, english)]
