from __future__ import annotations

import numpy as np

from corpus.relation import Alignment, LinkedSection, Outdated
from ingest.relate.alignment import Side, cut_sections, link_sections, mark_outdated
from ingest.relate.translation import Sentences

MEANINGS = ["wait", "ask", "end", "pay", "thank", "walk", "sing", "rest"]


def side(text: str, before: str = "") -> Side:
    """A text whose lines are its sentences; what a line means is its last word."""
    spans, vectors, at = [], [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            spans.append((at, at + len(line.rstrip())))
            vectors.append(np.eye(len(MEANINGS) + 1)[([*MEANINGS, ""]).index(line.split()[-1])])
        at += len(line)
    known = np.full(len(spans), 0.5, np.float32)
    return Side(text, Sentences(tuple(spans), np.array(vectors, np.float32), known), before)


def section(heading: str, *lines: str) -> str:
    return "\n\n".join([f"## {heading}", *lines])


def article(*sections: str) -> str:
    return "\n\n".join(sections)


def linked(here: Side, there: Side) -> list[tuple[str, str]]:
    """The first lines of the sections on both sides."""

    def first(text: str, span: tuple[int, int] | None) -> str:
        return text[slice(*span)].splitlines()[0] if span else "–"

    return [(first(here.text, each.here), first(there.text, each.there)) for each in link_sections(here, there)]


WAIT, ASK, END = (section(f"On {each}", f"Please do always {each}") for each in ("wait", "ask", "end"))
VÄNTA, FRÅGA, SLUTA = (section(f"Om {each}", f"Gör alltid detta, {each}") for each in ("wait", "ask", "end"))


def test_a_heading_begins_a_section_and_what_stands_before_the_first_is_one() -> None:
    text = article("Some words before the first of all headings.", WAIT, section("Part two", "## On ask", "So ask"))
    assert [text[slice(*each)].splitlines()[0] for each in cut_sections(text)] == [
        "Some words before the first of all headings.",
        "## On wait",
        "## Part two",
    ]


def test_without_headings_paragraphs_are_the_sections() -> None:
    text = "A first paragraph of a few words.\n\nA second paragraph of a few words.\n"
    assert [text[slice(*each)] for each in cut_sections(text)] == [
        "A first paragraph of a few words.",
        "A second paragraph of a few words.",
    ]


def test_sections_that_say_the_same_are_linked_and_those_of_one_side_stand_alone() -> None:
    here, there = side(article(WAIT, ASK, END)), side(article(VÄNTA, section("Om pay", "Och detta om att pay"), SLUTA))
    assert linked(here, there) == [
        ("## On wait", "## Om wait"),
        ("## On ask", "–"),
        ("–", "## Om pay"),
        ("## On end", "## Om end"),
    ]


def test_two_sections_that_are_one_on_the_other_side_are_linked_to_it_together() -> None:
    here = side(article(WAIT, ASK, END))
    there = side(article(section("Om wait", "Gör alltid detta, wait", "Och gör även detta, ask"), SLUTA))
    assert linked(here, there) == [("## On wait", "## Om wait"), ("## On end", "## Om end")]
    assert here.text[slice(*link_sections(here, there)[0].here or (0, 0))] == article(WAIT, ASK)


def test_a_linked_section_knows_how_much_of_it_is_aligned() -> None:
    (only,) = link_sections(
        side(section("On wait", "We do always wait")), side(section("Om wait", "Vi gör detta, rest"))
    )
    assert only.score == round(27 / 59, 4)  # "We do always wait" and "## Om wait", of 29 and 30 characters


def aligned(here: str, there: str, earlier: Alignment | None = None, *, old: tuple[str, str] = ("", "")) -> Alignment:
    one, other = side(here, old[0]), side(there, old[1])
    return Alignment(1, 2, 1, 1, mark_outdated(link_sections(one, other), one, other, earlier))


def outdated(alignment: Alignment) -> list[Outdated | None]:
    return [each.outdated for each in alignment.sections]


ENGLISH, SWEDISH = article(WAIT, ASK, END), article(VÄNTA, FRÅGA, SLUTA)
CHANGED = article(WAIT, section("On ask", "Please do not always ask"), END)


def test_a_section_is_outdated_when_only_the_other_side_has_changed() -> None:
    first = aligned(ENGLISH, SWEDISH)
    assert outdated(first) == [None, None, None]
    second = aligned(CHANGED, SWEDISH, first, old=(ENGLISH, SWEDISH))
    assert outdated(second) == [None, Outdated.THERE, None]


def test_it_stays_so_until_it_has_followed() -> None:
    first = aligned(ENGLISH, SWEDISH)
    second = aligned(CHANGED, SWEDISH, first, old=(ENGLISH, SWEDISH))
    later = article(section("On wait", "We do always wait"), section("On ask", "Please do not always ask"), END)
    third = aligned(later, SWEDISH, second, old=(CHANGED, SWEDISH))
    assert outdated(third) == [Outdated.THERE, Outdated.THERE, None]
    followed = article(VÄNTA, section("Om ask", "Gör inte alltid detta, ask"), SLUTA)
    fourth = aligned(later, followed, third, old=(later, SWEDISH))
    assert outdated(fourth) == [Outdated.THERE, None, None]


def test_other_spaces_and_points_are_no_change() -> None:
    first = aligned(ENGLISH, SWEDISH)
    same = ENGLISH.replace("do always", "DO,  always")
    assert outdated(aligned(same, SWEDISH, first, old=(ENGLISH, SWEDISH))) == [None, None, None]


def test_a_section_that_is_new_or_taken_out_makes_the_other_side_outdated() -> None:
    first = aligned(ENGLISH, SWEDISH)
    changed = article(WAIT, END, section("On pay", "And this is how to pay"))
    second = aligned(changed, SWEDISH, first, old=(ENGLISH, SWEDISH))
    assert [(each.here is None, each.there is None, each.outdated) for each in second.sections] == [
        (False, False, None),
        (True, False, Outdated.THERE),  # taken out here
        (False, False, None),
        (False, True, Outdated.THERE),  # new here
    ]


def test_a_section_that_is_still_there_was_not_taken_out_although_it_is_linked_to_nothing_any_more() -> None:
    other = article(section("Om pay", "Och detta om att pay"))
    first = Alignment(1, 2, 1, 1, (LinkedSection((0, len(WAIT)), (0, len(other))),))  # by their order
    assert outdated(aligned(WAIT, other, first, old=(WAIT, other))) == [None, None]


def test_a_section_that_one_side_always_lacked_is_not_outdated() -> None:
    first = aligned(ENGLISH, article(VÄNTA, SLUTA))
    assert first.sections[1] == LinkedSection(first.sections[1].here, None)
    second = aligned(ENGLISH, article(VÄNTA, SLUTA) + "\n", first, old=(ENGLISH, article(VÄNTA, SLUTA)))
    assert outdated(second) == [None, None, None]
