"""What became of each file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.language import Language
from corpus.message import Message, by_command, message, sentences
from corpus.relation import Relation, RelationKind, RelationState


class Outcome(StrEnum):
    """What ingest did with a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    DRAFT = "draft"
    REJECTED = "rejected"
    GONE = "gone"
    """Its file went away from a folder that is kept in step: the article is in the bin until the file is back."""


CHANGED = (Outcome.ADDED, Outcome.UPDATED, Outcome.DRAFT)
"""The library has something new: its relations and topics are to be found."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """The line of a file in the report; `reason` says why it was not simply added, and what to do."""

    source: str
    status: Outcome
    article: int | None = None
    language: Language | None = None
    title: str = ""
    passages: int = 0
    removed: int = 0
    translation_key: str | None = None
    reason: str = ""


def tell_relation(relation: Relation, article: int) -> Message:
    """How an article belongs to another, and how an editor decides otherwise."""
    other = relation.other if relation.article == article else relation.article
    is_accepted = relation.state is RelationState.ACCEPTED
    undo = by_command(f"`mentorbase relations reject {relation.id}` undoes this.")
    ask = by_command(
        f"Decide with `mentorbase relations accept {relation.id}`, or `reject`.",
        message("Decide when you review it."),
    )
    said = _told(relation.kind, str(other), relation.score, is_accepted=is_accepted)
    return sentences(said, undo if is_accepted else ask)


def _told(kind: RelationKind, other: str, score: float, *, is_accepted: bool) -> Message:
    if kind is RelationKind.TRANSLATION:
        if is_accepted:
            return message("It is a translation of article {other} ({share}).", other=other, share=score)
        return message("It may be a translation of article {other} ({share}).", other=other, share=score)
    if kind is RelationKind.NEAR_COPY:
        if is_accepted:
            return message("It is nearly the same text as article {other} ({share}).", other=other, share=score)
        return message("It is much like article {other} ({share}).", other=other, share=score)
    if is_accepted:
        return message("It is a new version of article {other} ({share}).", other=other, share=score)
    return message("It may be a new version of article {other} ({share}).", other=other, share=score)
