"""A text for a user can be kept, handed on and read again, whoever wrote it."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import MentorbaseError
from corpus.message import (
    LanguageName,
    Message,
    by_command,
    from_json,
    from_line,
    message,
    message_of,
    sentences,
    to_json,
    to_line,
)

texts = st.text(max_size=40)
names = st.sampled_from(["kind", "most", "problem", "template", "text"])
numbers = st.integers(-(10**6), 10**6) | st.floats(0, 1)
templates = st.lists(texts | names.map(lambda name: f"{{{name}}}"), max_size=6).map("".join)
said = st.recursive(
    st.builds(lambda template, values: message(template, **values), templates, st.dictionaries(names, texts | numbers)),
    lambda inner: (
        st.lists(inner | texts, max_size=3).map(lambda parts: sentences(*parts))
        | st.builds(by_command, texts, inner | texts)
        | st.builds(lambda name, value: message(f"“{{{name}}}”", **{name: value}), names, inner)
    ),
    max_leaves=4,
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(texts, inner, max_size=4)
        | st.fixed_dictionaries({"template": inner | templates, "values": inner | st.dictionaries(names, inner)})
        | st.fixed_dictionaries({"parts": inner | st.lists(inner)})
        | st.fixed_dictionaries({"command": inner, "in_app": inner})
    ),
    max_leaves=12,
)


def test_a_message_is_the_english_text_with_its_values() -> None:
    told = message("The {kind} has {most} words, {share} of them known.", kind="table", most=12000, share=0.923)
    assert told == "The table has 12,000 words, 92% of them known."
    assert str(MentorbaseError(told)) == told


def test_braces_in_values_and_in_what_is_no_field_stay() -> None:
    told = message('Write {"title": …} and {0} and {a.b}, not {wrong} or {unknown}.', wrong="{kind}", kind="x")
    assert told == 'Write {"title": …} and {0} and {a.b}, not {kind} or {unknown}.'


def test_sentences_stand_one_after_the_other_and_keep_what_they_are_made_of() -> None:
    whole = sentences(message("It is a draft."), "", by_command("`mentorbase articles publish 1` makes it live."))
    assert whole == "It is a draft. `mentorbase articles publish 1` makes it live."
    assert from_json(to_json(whole)) == whole
    assert to_json(whole) == {
        "parts": [
            {"template": "It is a draft.", "values": {}},
            {"command": "`mentorbase articles publish 1` makes it live.", "in_app": ""},
        ]
    }


def test_an_error_hands_on_its_message_and_any_other_its_text() -> None:
    told = message("There is no file {name}.", name="a")
    assert message_of(MentorbaseError(told)) is told
    assert message_of(OSError(2, "No such file")) == "[Errno 2] No such file"
    assert message_of(MentorbaseError()) == ""


@given(said)
def test_a_message_survives_json_and_copying(told: Message) -> None:
    written = json.dumps(to_json(told))
    read = from_json(json.loads(written))
    assert (read, to_json(read)) == (str(told), to_json(told))
    assert from_line(to_line(told)) == str(told)
    assert to_json(copy.deepcopy(told)) == to_json(told)
    assert json.loads(json.dumps({"reason": told})) == {"reason": str(told)}


@given(anything)
def test_what_was_written_by_another_hand_is_a_text_or_refused(written: object) -> None:
    try:
        read = from_json(written)
    except ValueError:
        return
    assert isinstance(read, str)
    assert from_json(to_json(read)) == read


@pytest.mark.parametrize(
    "written",
    [
        None,
        1,
        ["a"],
        {"template": "x"},
        {"template": 1, "values": {}},
        {"template": "{a}", "values": {"a": None}},
        {"template": "{a}", "values": {"a": True}},
        {"template": "{a}", "values": {"a": float("nan")}},
        {"template": "{a}", "values": {"a": 10**400}},
        {"template": "{a}", "values": {"a": {"language": "it"}}},
        {"template": "{a}" * 1000, "values": {"a": "x" * 1000}},
        {"template": "x" * 5000, "values": {}},
        {"template": "x", "values": {str(number): "" for number in range(30)}},
        {"parts": ["x"] * 100},
        {"parts": "x"},
        {"command": "x", "in_app": None},
        {"command": "x", "in_app": "", "values": {}},
    ],
)
def test_what_is_no_message_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(written)


def test_messages_in_each_other_without_an_end_are_refused() -> None:
    written: object = "x"
    for _ in range(8):
        written = {"parts": [written]}
    with pytest.raises(ValueError, match="neither a text nor a message"):
        from_json(written)


def test_a_template_reaches_nothing_but_plain_values() -> None:
    template = "{a.__class__} {a[0]} {a!r} {a:>1000000} {0} {} {{a}} {a}"
    read = from_json({"template": template, "values": {"a": "b", "template": "c"}})
    assert read == "{a.__class__} {a[0]} {a!r} {a:>1000000} {0} {} {b} b"


def test_a_name_of_a_language_keeps_its_code() -> None:
    told = message("Perhaps {language}.", language=LanguageName("Norwegian", "no"))
    assert told == "Perhaps Norwegian."
    assert to_json(told)["values"] == {"language": {"language": "no", "name": "Norwegian"}}


@pytest.mark.parametrize("line", ["", "It was kept before.", "{", "{a}", '{"parts": 1}', "{" * 100_000, "null"])
def test_a_line_that_holds_no_message_is_itself(line: str) -> None:
    assert from_line(line) == line
