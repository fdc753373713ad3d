"""The catalogues say everything that the app says, and nothing else."""

from __future__ import annotations

import ast
import datetime
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import ui
from corpus.errors import UnknownArticleError
from corpus.language import Language
from corpus.message import LanguageCode, Share, Value, fields_of, message, together
from corpus.message import Message as Told
from tests.messages_of_source import WrittenMessage, written_messages
from ui.translator import CATALOGUES, Translator

TRANSLATED = [language for language in Language if language is not Language.ENGLISH]
Message = str | tuple[str, ...]


def used_messages() -> set[Message]:
    """Every text that the code hands to a translator, and every message that has words of its own."""
    texts = {message for path in Path(ui.__file__).parent.rglob("*.py") for message in messages_in(path)}
    return texts | {each.template for each in written_messages() if each.has_words}


def messages_in(path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if "self" in ast.unparse(node.func):
            continue  # the translator's own calls to its catalogue
        if node.func.attr == "gettext":
            yield ast.literal_eval(node.args[0])
        elif node.func.attr == "ngettext":
            yield ast.literal_eval(node.args[0]), ast.literal_eval(node.args[1])


def catalogue(language: Language) -> Catalog:
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file)


def forms(text: str | Sequence[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def names(text: str) -> list[str]:
    return sorted(re.findall(r"{(\w*)}", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_every_text_of_the_app_and_nothing_obsolete(language: Language) -> None:
    held = {message.id for message in catalogue(language) if message.id}
    assert held == used_messages()
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_with_the_same_values_in_it(language: Language) -> None:
    for entry in catalogue(language):
        if not entry.id:
            continue
        originals = forms(entry.id)
        translations = forms(entry.string)
        assert not entry.fuzzy
        assert len(translations) == len(originals)
        for original, translation in zip(originals, translations, strict=True):
            assert translation.strip(), original
            assert names(translation) == names(original), original


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        (Language.ENGLISH, "1 article", "2 articles"),
        (Language.ITALIAN, "1 articolo", "2 articoli"),
        (Language.SWEDISH, "1 artikel", "2 artiklar"),
        (Language.DUTCH, "1 artikel", "2 artikelen"),
    ],
)
def test_things_are_counted_as_the_language_counts(language: Language, one: str, many: str) -> None:
    translator = Translator(language)
    assert translator.ngettext("{count} article", "{count} articles", 1) == one
    assert translator.ngettext("{count} article", "{count} articles", 2) == many


def test_a_translator_names_languages_lists_and_days_in_its_own() -> None:
    translator = Translator(Language.SWEDISH)
    assert translator.language_name(Language.DUTCH) == "nederländska"
    assert translator.listing(["adepter", "mentorer"]) == "adepter och mentorer"
    assert translator.date(datetime.date(2026, 9, 1)) == "1 september 2026"


def test_a_translator_tells_moments_sizes_and_shares_in_its_own_way() -> None:
    moment = datetime.datetime(2026, 9, 1, 12, 30, tzinfo=datetime.UTC)
    dutch = Translator(Language.DUTCH)
    assert dutch.moment(moment, "Europe/Amsterdam") == "1 sep 2026, 14:30:00"
    assert dutch.ago(moment, moment + datetime.timedelta(hours=3)) == "3 uur geleden"
    assert (dutch.size(900), dutch.size(2_500_000), dutch.share(0.923)) == ("1 kB", "2,4 MB", "92%")


def test_a_value_may_hold_braces() -> None:
    assert Translator(Language.DUTCH).gettext("For {readers}", readers="{x}") == "Voor {x}"


def test_a_message_is_said_in_the_readers_language_with_its_values_as_that_language_writes_them() -> None:
    told = message(
        "The question has {count} characters; at most {most} are read. Ask for one thing in a few sentences.",
        count=12345,
        most=1000,
    )
    said = "Frågan har 12\xa0345 tecken; högst 1\xa0000 läses. Fråga om en sak i taget, i några meningar."
    assert Translator(Language.SWEDISH).message(told) == said
    assert Translator(Language.ENGLISH).message(told) == told


def test_languages_and_shares_in_a_message_are_told_in_the_readers_language() -> None:
    told = message(
        "The language is not certain (perhaps {language}, {share}).", language=LanguageCode("da"), share=Share(0.71)
    )
    assert Translator(Language.ITALIAN).message(told) == "La lingua non è certa (forse danese, 71%)."
    wrong = message(
        "The file gives its language as '{given}'; the library holds {languages}.",
        given="de",
        languages=tuple(Language),
    )
    assert Translator(Language.DUTCH).message(wrong) == (
        "Het bestand geeft als taal ‘de’ op; de bibliotheek heeft artikelen in het Italiaans, Zweeds, Nederlands en "
        "Engels."
    )


def test_messages_in_a_message_are_said_in_the_same_language() -> None:
    told = together(message("It stays in the bin."), Told("As it is."), message("It is a draft."))
    assert Translator(Language.SWEDISH).message(told) == "Den är kvar i papperskorgen. As it is. Den är ett utkast."


def test_the_app_names_no_command_of_the_command_line() -> None:
    error = UnknownArticleError(7)
    assert str(error) == "There is no article 7. `mentorbase articles list` shows the ids."
    assert Translator(Language.ENGLISH).message(error) == "This article is not here."
    assert Translator(Language.SWEDISH).message(error) == "Artikeln finns inte här."
    assert not [each.place for each in written_messages() if "`" in each.template or "mentorbase" in each.template]


@pytest.mark.parametrize("language", list(Language))
def test_a_text_that_is_no_message_of_ours_is_said_as_it_is(language: Language) -> None:
    translator = Translator(language)
    assert translator.message("Once {kept} as text.") == "Once {kept} as text."
    assert translator.message(Told("Once {kept} as text.")) == "Once {kept} as text."
    assert translator.message(Told("")) == ""
    unknown = Told.from_json(
        {"english": "x", "template": "No {0.__class__} of {name!r} {name}", "values": {"name": "{"}}
    )
    assert translator.message(unknown) == "No {0.__class__} of {name!r} {"
    assert translator.message(Told.from_json({"english": "x", "template": "", "values": {}})) == "x"


VALUES: st.SearchStrategy[Value] = (
    st.text(st.characters(codec="utf-8"), max_size=10)
    | st.integers(-(10**15), 10**15)
    | st.floats(-(10**15), 10**15)
    | st.sampled_from([*Language, LanguageCode("xx"), Share(0.5), message("It is a draft.")])
    | st.lists(st.sampled_from(Language), max_size=3).map(tuple)
)


@given(st.data(), st.sampled_from(written_messages()), st.sampled_from(Language))
def test_every_message_of_the_source_can_be_said_with_any_values(
    data: st.DataObject, written: WrittenMessage, language: Language
) -> None:
    values = {name: data.draw(VALUES, label=name) for name in written.values}
    translator = Translator(language)
    said = translator.message(Told("English", written.template, values))
    marked = translator.message(Told("English", written.template, {name: f"<{name}>" for name in values}))
    assert all(f"<{name}>" in marked for name in fields_of(written.template))
    assert "{" not in said or "{" in "".join(each for each in values.values() if isinstance(each, str))
