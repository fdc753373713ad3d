"""Sections that are linked by their order and length."""

from __future__ import annotations

from ingest.relate.in_order import link_in_order

WORDS = "word " * 40


def article(*lengths: int) -> str:
    """A text with a section for each length, in words below its heading."""
    return "\n\n".join(f"## Part {number}\n\n{'word ' * length}." for number, length in enumerate(lengths, start=1))


def links(here: str, there: str) -> list[tuple[str | None, str | None]]:
    """The headings of what is linked."""

    def heading(text: str, span: tuple[int, int] | None) -> str | None:
        return text[slice(*span)].splitlines()[0].lstrip("# ") if span else None

    return [(heading(here, each.here), heading(there, each.there)) for each in link_in_order(here, there)]


def test_as_many_sections_are_linked_one_to_one() -> None:
    assert links(article(40, 300, 60), article(50, 20, 200)) == [
        ("Part 1", "Part 1"),
        ("Part 2", "Part 2"),
        ("Part 3", "Part 3"),
    ]


def test_a_section_that_one_side_lacks_stands_alone() -> None:
    # 200 words have no counterpart beside 40 and 60; its neighbours have.
    assert links(article(40, 200, 60), article(42, 58)) == [
        ("Part 1", "Part 1"),
        ("Part 2", None),
        ("Part 3", "Part 2"),
    ]
    assert links(article(42, 58), article(40, 200, 60))[1] == (None, "Part 2")


def test_two_sections_that_are_one_on_the_other_side_are_linked_with_it() -> None:
    here, there = article(100, 50, 50, 200), article(100, 100, 200)
    linked = link_in_order(here, there)
    assert links(here, there) == [("Part 1", "Part 1"), ("Part 2", "Part 2"), ("Part 4", "Part 3")]
    assert linked[1].here is not None
    assert "Part 3" in here[slice(*linked[1].here)]


def test_every_character_of_both_lies_in_a_link_but_for_the_space_between() -> None:
    here, there = article(10, 400, 20, 30, 90), article(300, 25, 80)
    for side, text in (("here", here), ("there", there)):
        spans = [span for each in link_in_order(here, there) if (span := getattr(each, side))]
        assert "".join(text[slice(*span)] for span in spans).replace("\n", "") == text.replace("\n", "")


def test_an_empty_side_leaves_the_other_alone() -> None:
    assert links(article(10, 20), "") == [("Part 1", None), ("Part 2", None)]
    assert link_in_order("", "") == ()
