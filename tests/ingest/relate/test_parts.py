"""An article cut into the parts that a translator sees, and put together again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from corpus.relation import LinkedSection, Outdated
from ingest.relate.in_order import link_in_order
from ingest.relate.parts import Part, blank_parts, heading_of, join_parts, linked_parts

ORIGINAL = "A word before.\n\n# Meeting ##\n\nBook a table.\n\n- one\n- two\n\n### After\nSay thank you."


def test_a_translation_begins_with_a_blank_part_for_each_section_and_the_levels_of_the_headings() -> None:
    assert blank_parts(ORIGINAL) == [
        Part("A word before.", 0, "", ""),
        Part("# Meeting ##\n\nBook a table.\n\n- one\n- two", 1, "", ""),
        Part("### After\nSay thank you.", 3, "", ""),
    ]


def test_what_is_written_in_the_parts_becomes_a_text_with_the_same_headings() -> None:
    before, meeting, after = blank_parts(ORIGINAL)
    written = [
        Part(before.original, 0, "", " Ett ord först. \n"),
        Part(meeting.original, 1, " Mötet\n", "Boka ett bord."),
        Part(after.original, 3, "Efteråt", ""),
    ]
    assert join_parts(written) == "Ett ord först.\n\n# Mötet\n\nBoka ett bord.\n\n### Efteråt"


def test_what_nothing_is_written_in_is_left_out() -> None:
    assert join_parts(blank_parts(ORIGINAL)) == ""


def test_a_translation_that_is_there_stands_beside_what_it_translates() -> None:
    text, original = "## Först\n\nVänta.\n\n## Mer\n\nBara här.", "## First\n\nWait.\n\n## Second\n\nAsk."
    here, there = text.index("## Mer"), original.index("## Second")
    sections = (
        LinkedSection((0, here - 2), (0, there - 2), 0.9, Outdated.HERE),
        LinkedSection((here, len(text)), None),
        LinkedSection(None, (there, len(original)), 0.0, Outdated.THERE),
    )
    assert linked_parts(text, original, sections) == [
        Part("## First\n\nWait.", 2, "Först", "Vänta.", is_outdated=True),
        Part(None, 2, "Mer", "Bara här."),
        Part("## Second\n\nAsk.", 2, "", ""),
    ]


def test_only_a_marked_heading_is_one() -> None:
    assert [heading_of(each) for each in ("## A `b`\n\ntext", "#hashtag", "Text\n## Late", "## Alone")] == [
        "A `b`",
        "",
        "",
        "Alone",
    ]


_LINES = some.lists(some.sampled_from(["## One", "# Two #", "words here", "- item", "", "### ", "Last."]), max_size=12)


@given(_LINES, _LINES)
def test_whatever_stands_beside_a_text_nothing_of_it_is_lost(mine: list[str], theirs: list[str]) -> None:
    text, original = "\n".join(mine), "\n".join(theirs)
    joined = join_parts(linked_parts(text, original, link_in_order(text, original)))
    assert joined.replace("#", "").split() == text.replace("#", "").split()
