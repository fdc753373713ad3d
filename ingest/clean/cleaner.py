"""Cleans a text by turns, until nothing more comes out."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from corpus.article import DoubtfulBlock
from ingest.clean.decision import Decision, shipped_decision
from ingest.clean.kinds import Meaning, open_meaning
from ingest.clean.page import judge
from ingest.clean.removal import Cleaned, Cut, Reason, compose, take_out, with_spaces
from ingest.clean.seen import NothingSeen, Seen, Told, block_hash
from search.encoder import Encoder

_MOST_TURNS = 20
_LEAST_LEFT = 0.2  # of the words; a text that seems to be nearly all boilerplate is not understood, and stays


def clean(
    text: str,
    encoder: Encoder | None,
    *,
    seen: Seen | None = None,
    keep: Collection[str] = (),
    outside: Collection[str] = (),
    decision: Decision | None = None,
    folder: Path | None = None,
) -> Cleaned:
    """The repaired text without its boilerplate; cleaning the result again takes out nothing more.

    Without an encoder, words and repetition alone decide, and only what they are sure of goes. `seen` knows the blocks
    of the other sources; `keep` are hashes of blocks that an editor has put back; `outside` are the texts of blocks
    that the file itself marks as no part of the article; `decision` is another than the one that comes with the
    program. The folder keeps what the encoder makes of texts that stay the same.
    """
    meaning = open_meaning(encoder, folder) if encoder is not None else None
    told = Told(seen or NothingSeen(), frozenset(keep), frozenset(map(block_hash, outside)))
    cuts: list[Cut] = []
    kept = text
    doubts: tuple[DoubtfulBlock, ...] = ()
    for _ in range(_MOST_TURNS):
        found, doubts = _turn(kept, meaning, told, decision or shipped_decision())
        if not found:
            break
        cuts = compose(cuts, found)
        kept, removed = take_out(text, cuts)
    if len(kept.split()) < _LEAST_LEFT * len(text.split()):
        return Cleaned(text, (), (DoubtfulBlock(0, len(text), Reason.ADVERT),))
    kept, removed = take_out(text, cuts)
    return Cleaned(kept, removed, doubts)


def _turn(
    text: str, meaning: Meaning | None, told: Told, decision: Decision
) -> tuple[list[Cut], tuple[DoubtfulBlock, ...]]:
    page = judge(text, meaning, told, decision)
    cuts = [Cut(each.block.start, each.block.end, each.reason or Reason.ADVERT) for each in page if each.gone]
    doubts = [
        DoubtfulBlock(each.block.start, each.block.end, each.reason or each.kind or Reason.ADVERT)
        for each in page
        if each.doubtful
    ]
    return with_spaces(text, cuts), tuple(doubts)
