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

import corpus
import ingest
import search
import ui
from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.message import LanguageName, by_command, message, sentences
from corpus.topic_file import read_topics
from ui.translator import CATALOGUES, Translator

TRANSLATED = [language for language in Language if language is not Language.ENGLISH]
Message = str | tuple[str, ...]


def used_messages() -> set[Message]:
    """Every text that the code hands to a translator, or keeps in a Message for one."""
    folders = [Path(str(package.__file__)).parent for package in (corpus, ingest, search, ui)]
    return {text for folder in folders for path in folder.rglob("*.py") for text in messages_in(path)}


def messages_in(path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == "message" and path.name != "message.py":
            yield ast.literal_eval(node.args[0])
        if not isinstance(node.func, ast.Attribute):
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
    held = {each.id for each in catalogue(language) if each.id}
    assert held == used_messages()
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_with_the_same_values_in_it(language: Language) -> None:
    for each in catalogue(language):
        if not each.id:
            continue
        originals = forms(each.id)
        translations = forms(each.string)
        assert not each.fuzzy
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


def test_a_message_is_said_with_its_parts_numbers_and_names_in_the_language() -> None:
    italian, swedish = Translator(Language.ITALIAN), Translator(Language.SWEDISH)
    many = message("The file holds more than {most} articles. Cut it into several files.", most=10_000)
    assert italian.message(many) == "Il file contiene più di 10.000 articoli. Dividilo in più file."
    norwegian = LanguageName("Norwegian", "no")
    unsure = message("The language is not certain (perhaps {language}, {share}).", language=norwegian, share=0.5)
    draft = sentences(unsure, message("It is kept as a draft."), by_command("`mentorbase articles publish ID`."))
    assert swedish.message(draft) == "Språket är osäkert (kanske norska, 50\xa0%). Den behålls som utkast."
    assert Translator(Language.ENGLISH).message(draft) == (
        "The language is not certain (perhaps Norwegian, 50%). It is kept as a draft."
    )


def test_an_error_is_told_in_the_language_and_where_a_command_is_named_what_to_do_here() -> None:
    told = by_command("`mentorbase articles restore 1` brings it back.", message("It stays in the bin."))
    assert str(MentorbaseError(told)) == "`mentorbase articles restore 1` brings it back."
    assert Translator(Language.ITALIAN).message(MentorbaseError(told)) == "Resta nel cestino."


def test_what_was_kept_as_plain_text_is_told_in_the_language_where_it_is_known() -> None:
    dutch = Translator(Language.DUTCH)
    assert dutch.message("It is a draft.") == "Het is een concept."
    assert dutch.message("Something else {happened}.") == "Something else {happened}."
    assert dutch.message("") == ""


def test_a_value_with_braces_stays_as_it_is_in_any_language() -> None:
    told = message("The file has moved here from {before}.", before="{before}")
    assert Translator(Language.DUTCH).message(told) == "Het bestand is hierheen verplaatst vanaf {before}."


def test_what_is_wrong_in_a_file_of_topics_is_told_in_the_language() -> None:
    with pytest.raises(MentorbaseError, match="The topics cannot be taken:\nline 3, topic 1, colour: ") as told:
        read_topics('[[topics]]\nid = "a"\ncolour = "red"\naudience = ["mentor"]\n')
    said = Translator(Language.SWEDISH).message(told.value)
    assert "fältet finns inte; ett ämne har " in said
    assert "names.it: det saknas." in said
