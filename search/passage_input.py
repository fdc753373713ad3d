"""What the encoder reads of a passage."""

from __future__ import annotations

from corpus.article import LivePassage
from corpus.passage_store import UnencodedPassage


def passage_input(passage: UnencodedPassage | LivePassage) -> str:
    """Title, heading and text: the first two tell what it, cut out of its article, is about.

    A title that was cut out of a first sentence, and ends in an ellipsis, tells nothing and is left out. Whoever
    changes this raises the splitter's version, so that all passages are encoded anew.
    """
    lead = [] if passage.title.endswith("…") else [passage.title]
    if passage.heading not in passage.text:
        lead.append(passage.heading)
    return "\n".join([*lead, passage.text])
