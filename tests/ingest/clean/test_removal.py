from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.article import RemovedBlock
from ingest.clean.removal import Cut, Reason, compose, put_back, restore, take_out, with_spaces

blocks = st.lists(st.text("ab c", min_size=1, max_size=6).map(str.strip).filter(bool), min_size=1, max_size=8)


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[str, list[Cut]]:
    """A text of paragraphs, and some of them to take out."""
    paragraphs = draw(blocks)
    text, cuts = "", []
    for paragraph in paragraphs:
        text += draw(st.sampled_from(["", "\n", "\n\n"])) if text else ""
        if draw(st.booleans()):
            cuts.append(Cut(len(text), len(text) + len(paragraph), Reason.ADVERT))
        text += paragraph
    return text, cuts


@given(cut_texts())
def test_what_was_taken_out_can_be_restored_to_the_letter(given_text: tuple[str, list[Cut]]) -> None:
    text, cuts = given_text
    kept, removed = take_out(text, with_spaces(text, cuts))
    assert restore(kept, removed) == text


@given(cut_texts())
def test_blocks_that_are_put_back_one_by_one_give_the_text_again(given_text: tuple[str, list[Cut]]) -> None:
    text, cuts = given_text
    kept, removed = take_out(text, with_spaces(text, cuts))
    while removed:
        kept, removed = put_back(kept, removed, len(removed) // 2 + 1)
    assert kept == text


@given(cut_texts(), st.data())
def test_cuts_of_a_second_turn_are_cuts_of_the_text_itself(
    given_text: tuple[str, list[Cut]], data: st.DataObject
) -> None:
    text, cuts = given_text
    kept, _ = take_out(text, cuts)
    edges = sorted(data.draw(st.lists(st.integers(0, len(kept)), min_size=2, max_size=2)))
    later = [Cut(edges[0], edges[1], Reason.MENU)] if edges[0] < edges[1] else []
    twice, _ = take_out(kept, later)
    assert take_out(text, compose(cuts, later))[0] == twice


def test_a_block_goes_with_the_space_on_one_of_its_sides() -> None:
    text = "Title\n\nmenu\n\nWords."
    kept, removed = take_out(text, with_spaces(text, [Cut(7, 11, Reason.MENU)]))
    assert kept == "Title\n\nWords."
    assert removed == (RemovedBlock(7, "menu\n\n", "menu"),)


def test_the_blocks_behind_one_that_is_put_back_move_with_the_text() -> None:
    removed = (RemovedBlock(2, "cd", "menu"), RemovedBlock(2, "ef", "share"), RemovedBlock(4, "ij", "date"))
    assert put_back("abgh", removed, 1) == (
        "abcdgh",
        (RemovedBlock(4, "ef", "share"), RemovedBlock(6, "ij", "date")),
    )
