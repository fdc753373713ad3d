"""An editor says that an article says now what a translation of it says."""

from __future__ import annotations

from corpus.relation import Alignment, LinkedSection
from corpus.relation_store import RelatedText, RelationStore
from ingest.relate.alignment import Side, follow, mark_outdated
from ingest.relate.in_order import link_in_order


def keep_up(relations: RelationStore, identifier: int, other: int, seen: int) -> None:
    """The newest text of an article has followed another one, of which the editor has seen the revision `seen`.

    What was changed in the other since then still has to follow. The article has then followed every translation too
    that had followed the other. Needs no encoder: the sections of a new text are linked by their order, until the
    relator links them by what they say. Raises UnknownArticleError.
    """
    _follow(relations, relations.text_of(identifier), relations.text_at(other, seen))
    family = relations.texts_of([each for each in relations.family_of(identifier) if each != other])
    for each in family.values():
        if _is_level(relations, relations.text_of(other), each):
            _follow(relations, relations.text_of(identifier), each)


def sections_as_of(relations: RelationStore, text: RelatedText, other: RelatedText) -> tuple[LinkedSection, ...]:
    """The sections of two translations with the side that is behind, by the alignment that is kept of them.

    Where that is of older texts, they are linked by their order until the relator has seen them.
    """
    earlier = relations.alignment(text.article, other.article)
    if earlier is not None and _is_of(earlier, text, other):
        return earlier.sections
    here, there = _sides(relations, text, other, earlier)
    return mark_outdated(link_in_order(text.text, other.text), here, there, earlier)


def _follow(relations: RelationStore, text: RelatedText, other: RelatedText) -> None:
    earlier = relations.alignment(text.article, other.article)
    here, there = _sides(relations, text, other, earlier)
    is_known = earlier is not None and _is_of(earlier, text, other)
    sections = earlier.sections if earlier and is_known else link_in_order(text.text, other.text)
    followed = follow(sections, here, there, earlier)
    relations.save_alignment(Alignment(text.article, other.article, text.revision, other.revision, followed))


def _is_level(relations: RelationStore, text: RelatedText, other: RelatedText) -> bool:
    """Whether neither of two newest texts is known to be behind the other."""
    kept = relations.alignment(text.article, other.article)
    return kept is not None and _is_of(kept, text, other) and not any(each.outdated for each in kept.sections)


def _is_of(alignment: Alignment, text: RelatedText, other: RelatedText) -> bool:
    return (alignment.revision, alignment.other_revision) == (text.revision, other.revision)


def _sides(
    relations: RelationStore, text: RelatedText, other: RelatedText, earlier: Alignment | None
) -> tuple[Side, Side]:
    befores = ("", "")
    if earlier is not None:
        texts = relations.texts_of_revisions([earlier.revision, earlier.other_revision])
        befores = texts.get(earlier.revision, ""), texts.get(earlier.other_revision, "")
    return Side(text.text, before=befores[0]), Side(other.text, before=befores[1])
