"""What became of each file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.language import Language
from corpus.message import NOTHING, Message, message
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
    reason: Message = NOTHING


_TOLD = {
    RelationKind.TRANSLATION: (
        ("It is a translation of", message("It is linked as a translation of another article.")),
        ("It may be a translation of", message("It may be a translation of another article: you decide.")),
    ),
    RelationKind.NEAR_COPY: (
        ("It is nearly the same text as", message("It is nearly the same text as another article.")),
        ("It is much like", message("It is much like another article: you decide.")),
    ),
    RelationKind.NEW_VERSION: (
        ("It is a new version of", message("It is a new version of another article.")),
        ("It may be a new version of", message("It may be a new version of another article: you decide.")),
    ),
}


def tell_relation(relation: Relation, article: int) -> Message:
    """How an article belongs to another, and how an editor decides otherwise."""
    other = relation.other if relation.article == article else relation.article
    is_accepted = relation.state is RelationState.ACCEPTED
    said, told = _TOLD[relation.kind][not is_accepted]
    undo = f"`mentorbase relations reject {relation.id}` undoes this."
    ask = f"Decide with `mentorbase relations accept {relation.id}`, or `reject`."
    english = f"{said} article {other} ({relation.score:.0%}). {undo if is_accepted else ask}"
    return Message(english, told.template)
