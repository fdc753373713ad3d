from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import DoubtfulBlock, ForeignBlock, RemovedBlock, RevisionContent
from ingest.clean import restore
from ingest.review import ReviewedBlock, Standing, reviewed_blocks

KEPT, REMOVED, DOUBTFUL, FOREIGN = Standing.KEPT, Standing.REMOVED, Standing.DOUBTFUL, Standing.FOREIGN


@st.composite
def contents(draw: st.DrawFn) -> RevisionContent:
    text = draw(st.text("ab \n", max_size=30))
    places = st.integers(0, len(text))
    removed = [RemovedBlock(at, draw(st.text("xy\n", min_size=1)), "menu") for at in sorted(draw(st.lists(places)))]
    spans = [(min(pair), max(pair)) for pair in draw(st.lists(st.tuples(places, places), max_size=4))]
    doubtful = tuple(DoubtfulBlock(start, end, "promo") for start, end in spans[:2])
    foreign = tuple(ForeignBlock(start, end, "de") for start, end in spans[2:])
    return RevisionContent("A title", text, tuple(removed), {}, doubtful, foreign)


@given(contents())
def test_the_blocks_are_the_text_and_with_the_removed_ones_what_was_handed_in(content: RevisionContent) -> None:
    blocks = reviewed_blocks(content)
    assert "".join(block.text for block in blocks if block.standing is not REMOVED) == content.text
    assert "".join(block.text for block in blocks) == restore(content.text, content.removed)
    removed = [block for block in blocks if block.standing is REMOVED]
    assert [block.number for block in removed] == list(range(1, len(content.removed) + 1))


def test_every_block_stands_in_its_place() -> None:
    content = RevisionContent(
        "A title",
        "First.\n\nBuy now!\n\nGuten Tag.\n\nLast.",
        (RemovedBlock(0, "Menu\n\n", "menu"), RemovedBlock(18, "Share\n\n", "share")),
        {},
        (DoubtfulBlock(8, 16, "promo"),),
        (ForeignBlock(18, 28, "de"),),
    )
    assert reviewed_blocks(content) == (
        ReviewedBlock(REMOVED, "Menu\n\n", 1, "menu"),
        ReviewedBlock(KEPT, "First.\n\n"),
        ReviewedBlock(DOUBTFUL, "Buy now!", 1, "promo"),
        ReviewedBlock(KEPT, "\n\n"),
        ReviewedBlock(REMOVED, "Share\n\n", 2, "share"),
        ReviewedBlock(FOREIGN, "Guten Tag.", reason="de"),
        ReviewedBlock(KEPT, "\n\nLast."),
    )
