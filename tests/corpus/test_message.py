"""Messages are English texts that can be said in another language, whoever has written them down."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.message import NOTHING, LanguageCode, Message, Share, Value, fields_of, fill, message, together
from tests.messages_of_source import written_messages

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
SIMPLE = (
    TEXTS
    | st.sampled_from(Language)
    | st.sampled_from([LanguageCode("da"), LanguageCode("no")])
    | st.integers(-(10**15), 10**15)
    | st.floats(-(10**15), 10**15)
    | st.floats(0, 1).map(Share)
)


def messages_of(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Message]:
    def made(given: dict[str, Value], between: str, english: str) -> Message:
        return Message(english, between.join(f"{{{name}}}" for name in given), given)

    return st.builds(made, st.dictionaries(NAMES, values, max_size=3), st.sampled_from([" ", ", ", "{", "}}"]), TEXTS)


VALUES: st.SearchStrategy[Value] = st.recursive(
    SIMPLE, lambda some: st.lists(some, max_size=3).map(tuple) | messages_of(some), max_leaves=8
)
MESSAGES = messages_of(VALUES) | TEXTS.map(Message)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda some: st.lists(some, max_size=3) | st.dictionaries(TEXTS, some, max_size=3),
    max_leaves=8,
)
HOSTILE_FIELDS = ["{0.__class__}", "{name!r}", "{name[0]}", "{name:>999999999}", "{}", "{{name}}", "%s", "{name"]


def everything(told: Value) -> Any:
    """What a message has in it: as a text it only equals another one's English."""
    if isinstance(told, Message):
        if told.is_as_it_is:
            return str(told)
        return str(told), told.template, {name: everything(value) for name, value in told.values.items()}
    if isinstance(told, tuple):
        return tuple(map(everything, told))
    return str(told) if isinstance(told, Language | LanguageCode) else told


def test_a_message_is_its_english_sentence() -> None:
    told = message("The file has {size} MB, and {most} MB are the most.", size=1200, most=50)
    assert told == "The file has 1,200 MB, and 50 MB are the most."
    assert str(MentorbaseError(told)) == told
    assert f"{told}" == str(told)


def test_the_command_line_may_have_another_wording() -> None:
    told = message("It is a draft.", console="It is a draft. `mentorbase articles publish ID` makes it live.")
    assert str(told) == "It is a draft. `mentorbase articles publish ID` makes it live."
    assert told.template == "It is a draft."


def test_values_are_written_in_english_as_their_kind_asks() -> None:
    told = message(
        "{id} {count} {seconds} {share} {language} {several} {message}",
        id="1200",
        count=1200,
        seconds=2.5,
        share=Share(0.923),
        language=LanguageCode("da"),
        several=(Language.ITALIAN, Language.DUTCH),
        message=message("It is missing: {name}", name="x"),
    )
    assert told == "1200 1,200 2.5 92% da it, nl It is missing: x"


def test_an_error_made_of_a_plain_text_has_a_message_too() -> None:
    error = MentorbaseError("No {space}.")  # type: ignore[arg-type]
    assert isinstance(error.message, Message)
    assert (error.message, error.message.template) == ("No {space}.", "{text}")


def test_several_messages_are_one_and_empty_ones_are_left_out() -> None:
    one, two = message("It is a draft."), message("It stays in the bin.")
    assert everything(together(one, NOTHING, two)) == (
        "It is a draft. It stays in the bin.",
        "{1} {2}",
        {"1": ("It is a draft.", "It is a draft.", {}), "2": ("It stays in the bin.", "It stays in the bin.", {})},
    )
    assert together(NOTHING, one) is one
    assert together() is NOTHING


@given(TEXTS)
def test_a_value_with_braces_stays_as_it_is(value: str) -> None:
    assert message("[{name}]", name=f"{{name}}{value}{{other}}") == f"[{{name}}{value}{{other}}]"


@given(MESSAGES)
def test_a_message_comes_back_whole_from_json_and_from_a_text(told: Message) -> None:
    assert everything(Message.from_json(json.loads(json.dumps(told.to_json())))) == everything(told)
    assert everything(Message.from_text(told.to_text())) == everything(told)


@given(MESSAGES)
def test_a_message_comes_back_whole_from_a_copy(told: Message) -> None:
    assert everything(copy.deepcopy(told)) == everything(told)


def test_a_message_in_a_file_is_a_text_and_comes_back_whole() -> None:
    told = message("There is no topic “{topic}”.", topic="x")
    adapter = TypeAdapter(Message)
    written = adapter.dump_json(told)
    assert isinstance(json.loads(written), str)
    assert everything(adapter.validate_json(written)) == everything(told)
    with pytest.raises(ValidationError):
        adapter.validate_python(5)


@given(TEXTS)
def test_a_text_that_an_older_mentorbase_kept_is_said_as_it_is(text: str) -> None:
    assert everything(Message.from_text(text)) == everything(Message(text))
    assert everything(Message.from_json(text)) == everything(Message(text))


@pytest.mark.parametrize("text", ['{"english":', '{"english": "a"}', '{"english": 1, "template": "", "values": {}}'])
def test_a_text_that_only_begins_like_a_message_is_said_as_it_is(text: str) -> None:
    assert everything(Message.from_text(text)) == everything(Message(text))
    assert everything(Message.from_text(Message(text).to_text())) == everything(Message(text))


@given(JSON)
def test_anything_else_is_refused(given: Any) -> None:
    if not isinstance(given, str):
        with pytest.raises(ValueError, match=r"."):
            Message.from_json(given)


@given(JSON, JSON, JSON)
def test_fields_of_other_kinds_are_refused_or_make_a_message(english: Any, template: Any, values: Any) -> None:
    try:
        told = Message.from_json({"english": english, "template": template, "values": values})
    except ValueError:
        return
    assert isinstance(told.template, str)
    assert len(fill(told.template, {})) == len(told.template)


@pytest.mark.parametrize("field", HOSTILE_FIELDS)
def test_a_hostile_template_is_not_formatted(field: str) -> None:
    told = Message.from_json({"english": "x", "template": f"a {field} b", "values": {"name": "x", "0": "y"}})
    said = fill(told.template, {"name": "x", "0": "y"})
    assert said == f"a {field} b".replace("{{name}}", "{x}")


def test_what_grows_without_end_is_refused() -> None:
    doubled = {"english": "x", "template": "{a}{a}", "values": {"a": "x"}}
    with pytest.raises(ValueError, match="again and again"):
        Message.from_json(doubled)
    deep: dict[str, Any] = {"english": "x", "template": "{a}", "values": {"a": "x"}}
    for _ in range(1000):
        deep = {"english": "x", "template": "{a}", "values": {"a": deep}}
    with pytest.raises(ValueError, match="neither a text nor a message"):
        Message.from_json(deep)
    lists: list[Any] = []
    for _ in range(1000):
        lists = [lists]
    with pytest.raises(ValueError, match="too deep"):
        Message.from_json({"english": "x", "template": "{a}", "values": {"a": lists}})


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**400, True, None])
def test_numbers_that_are_none_are_refused(number: Any) -> None:
    with pytest.raises(ValueError, match=r"number|neither"):
        Message.from_json({"english": "x", "template": "{a}", "values": {"a": number}})


@pytest.mark.parametrize("written", written_messages(), ids=lambda written: written.place)
def test_every_template_of_the_source_has_just_its_own_values_each_once(written: Any) -> None:
    assert sorted(fields_of(written.template)) == sorted(written.values)
    assert fill(written.template, dict.fromkeys(written.values, "")).count("{") == 0
