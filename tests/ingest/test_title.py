from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.repair import repair
from ingest.title import find_title

BODY = "Wait for the answer. It may take a while, and that is fine."


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        (f"# Ask first #\n\n{BODY}", "Ask first", BODY),
        (f"# Feedback.\n{BODY}", "Feedback.", BODY),
        (f"# Learning C#\n\n{BODY}", "Learning C#", BODY),
        (f"Ask before you tell\n\n{BODY}", "Ask before you tell", BODY),
        (f"**Ask before you tell**\n\n{BODY}", "Ask before you tell", BODY),
        (f"Is it my turn?\n{BODY}", "Is it my turn?", BODY),
        (f"Feedback\n{BODY}", "Feedback", BODY),
        (f"12 May\n\n---\n\nAsk before you tell\n\n{BODY}", "Ask before you tell", None),
        (BODY, BODY, None),
        (f"{BODY}\n\nMore of it.", BODY, None),
        (f"# ##\n\n***\n\n{BODY}", BODY, None),
        ("A short text", "A short text", None),
        (f"  \n\n Ask before you tell\n\n  {BODY}", "Ask before you tell", BODY),
    ],
)
def test_a_title_is_found_and_its_line_leaves_the_text(text: str, title: str, rest: str | None) -> None:
    assert find_title(text) == (title, text.strip() if rest is None else rest)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Here are three reasons to read aloud:", "Three reasons to read aloud"),
        ("Ecco quattro modi di chiedere aiuto:", "Quattro modi di chiedere aiuto"),
        ("Här är fem frågor till din mentor:", "Fem frågor till din mentor"),
        ("Hier zijn twee manieren om te luisteren:", "Twee manieren om te luisteren"),
        ("7 skäl att lyssna på sin adept", "7 skäl att lyssna på sin adept"),
        ("Here they are:", BODY),
        ("Here are three reasons to read aloud.", BODY),
    ],
)
def test_what_the_beginning_announces_is_the_title_of_a_text_without_one(line: str, title: str) -> None:
    text = f"{BODY}\n\n{line}\n\n- one\n- two"
    assert find_title(text) == (title, text)


def test_numbered_headings_are_no_title() -> None:
    text = "\n\n".join([BODY] * 5 + ["3 Skriv det som en scen", BODY, "4 Datum brukar hjälpa mycket", BODY])
    assert find_title(text) == (BODY, text)


def test_the_beginning_of_a_text_without_a_title_is_cut_at_a_word() -> None:
    line = "One question at a time is enough, as the other person needs time to think about each of them."
    # with 'about' there are 79 characters, with the ellipsis 80
    title, text = find_title(line)
    assert (title, text) == ("One question at a time is enough, as the other person needs time to think about…", line)
    assert len(title) == 80


@pytest.mark.parametrize(
    "first", ["# Ask first\n\n", "Ask first\n", "**Ask  first**\n\n", "# Ask first\n\nAsk first\n\n"]
)
def test_lines_that_only_repeat_the_proposed_title_leave_the_text(first: str) -> None:
    assert find_title(first + BODY, "Ask first") == ("Ask first", BODY)


def test_another_first_line_stays_under_a_proposed_title() -> None:
    assert find_title(f"# Introduction\n\n{BODY}", "Ask first") == ("Ask first", f"# Introduction\n\n{BODY}")


def test_a_first_sentence_stays_although_it_is_the_title() -> None:
    assert find_title(f"Wait.\n\n{BODY}", "Wait.") == ("Wait.", f"Wait.\n\n{BODY}")


def test_a_first_paragraph_that_begins_with_a_long_title_stays() -> None:
    title = "word " * 30 + "end"
    assert find_title(f"{title} and much more\n\n{BODY}", title)[1] == f"{title} and much more\n\n{BODY}"


def test_a_text_that_is_nothing_but_its_title_keeps_it() -> None:
    assert find_title("# Ask first", "Ask first") == ("Ask first", "# Ask first")


lines = st.one_of(
    st.sampled_from(["# Ask first", "Ask first", "Ask first.", "## More", "***", "Feedback", BODY, "word " * 40]),
    st.text(max_size=30),
    st.text("ÂÃâàã€\u00a0\u00ad ¨©¶'.0a1b", max_size=12),
    st.text("ÂÃã¶© abcd", min_size=5, max_size=30).map(lambda said: f"Here are {said}:"),
)


@given(st.lists(lines, min_size=1, max_size=6), st.sampled_from(["\n", "\n\n"]), st.sampled_from(["", "Ask first"]))
@example(["Wait.", BODY], "\n\n", "")
@example(["# Twice", "# Twice", BODY], "\n\n", "")
def test_a_text_that_is_given_its_title_back_stays_as_it_is(parts: list[str], between: str, proposed: str) -> None:
    title, text = find_title(repair(between.join(parts)), proposed)
    assert find_title(text, title) == (title, text)


@given(st.lists(lines, min_size=1, max_size=6), st.sampled_from(["\n", "\n\n"]))
def test_no_word_is_lost_between_title_and_text(parts: list[str], between: str) -> None:
    whole = repair(between.join(parts))
    title, text = find_title(whole)
    words = re.compile(r"\w+")
    assert set(words.findall(whole)) <= set(words.findall(f"{title} {text}"))


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "text", ["ab\n" * 300_000, "*" * 1_000_000 + "x y z", "# " + " " * 500_000 + "#" * 500_000 + "x"]
)
def test_a_strange_text_is_no_trap(text: str) -> None:
    title, _ = find_title(text)
    assert title
