from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import ingest.repair
from corpus.library import BUNDLED_ARTICLES
from ingest.repair import one_line, repair
from tests.benchmarks.repairing import pairs

# Many of the characters that matter here, and any other.
anything = st.text(
    st.one_of(st.sampled_from("aé e\u0301\n\r\t\f\u00a0\u00ad\u200b\u2028\x85\x1e\ufeff"), st.characters())
)

# Halves of broken characters, and the blanks and signs that a repair takes for their other halves.
broken = st.text(st.sampled_from("ÂÃâàã€™\u00a0\r\n\u00ad \x85\x9d…“”©¶'.,0a1bé"), max_size=14)


def letters(text: str) -> str:
    """The letters and digits of a text, as NFC writes them."""
    return "".join(character for character in unicodedata.normalize("NFC", text) if character.isalnum())


@given(st.one_of(anything, broken))
@example("a\r\x00\nb")
@example("e\u00ad\u0301")
@example("Â\r0")
def test_what_is_repaired_needs_no_repair(text: str) -> None:
    assert repair(repair(text)) == repair(text)


@given(anything)
@example("e\u200b\u0301")
def test_a_repaired_text_is_in_nfc_and_every_database_takes_it(text: str) -> None:
    repaired = repair(text)
    assert unicodedata.is_normalized("NFC", repaired)
    repaired.encode("utf-8")  # lone surrogates would fail
    assert "\0" not in repaired


@given(st.text(st.one_of(st.sampled_from(" \n\t\f'"), st.characters(max_codepoint=127, exclude_characters="&`"))))
def test_no_plain_letter_is_lost(text: str) -> None:
    assert letters(repair(text)) == letters(text)


@given(anything)
def test_lines_have_no_space_at_their_end_and_one_blank_line_between_them_at_most(text: str) -> None:
    assert re.search(r" (\n|$)|\n\n\n|^\n|\r|\f|\t", repair(text)) is None


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("wait\x85 what", "wait… what"),
        ("page one\fpage two\u2029page three", "page one\n\npage two\n\npage three"),
        ("a\u00a0b\tc\u2009d", "a b c d"),
        ("un\u00adder\u200bstand\ufeff", "understand"),
        ("perche\u0301", "perché"),
        ("\x07bell\x00", "bell"),
        ("\u202eabc\u202c\u2066d\u2069", "abcd"),
        ("one  \n\n \n\n\ntwo\n\n", "one\n\ntwo"),
        ("\ud835\udd04 and \ud835", "𝔄 and \ufffd"),
        ("Home   About   Contact", "Home   About   Contact"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
    ],
)
def test_broken_text_becomes_plain_text(broken: str, whole: str) -> None:
    assert repair(broken) == whole


@pytest.mark.timeout(30)
@pytest.mark.parametrize("run", [" ", "\n", "\t", "\f", "\n ", "\u00a0\f"])
def test_a_million_spaces_in_a_row_are_no_trap(run: str) -> None:
    """A pattern that tries the run from each of its places would take hours, not fractions of a second."""
    assert repair("a" + run * 1_000_000 + "b").split() == ["a", "b"]


def test_one_line_has_no_line_ends_and_single_spaces() -> None:
    assert one_line("  A  title\nover\t two \n\n lines ", 100) == "A title over two lines"


def test_a_long_line_is_cut_at_a_word_with_an_ellipsis() -> None:
    # 'Ask first,' has 10 characters; with the next word it would have 17, too many for 12 with the ellipsis
    assert one_line("Ask first, listen later", 12) == "Ask first…"


def test_one_long_word_is_cut_within() -> None:
    assert one_line("x" * 20, 10) == "x" * 9 + "…"


@given(st.one_of(anything, broken), st.integers(2, 50))
@example("Â\r0", 300)
@example("à¨ã‚", 3)  # "à¨" is broken, but mended only before the ellipsis
def test_one_line_keeps_to_its_limit_and_stays_as_it_is(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert one_line(line, limit) == line


# What is broken in the wild


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Serve piÃ¹ tempo.", "Serve più tempo."),  # UTF-8 read as Windows-1252
        ("Perchà © non chiedi?", "Perché non chiedi?"),  # the same, with a blank for what looked like a letter
        ("Dat helpt je carrià re vooruit.", "Dat helpt je carrière vooruit."),  # the second byte is lost
        ("Een carrià repad", "Een carrièrepad"),
        ("La universit à ha un programma.", "La università ha un programma."),
        ("F ö rsta m ö tet", "Första mötet"),
        ("Fö rsta mö tet på jobbet", "Första mötet på jobbet"),
        ("De co \u0308ordinator", "De coördinator"),
        ("Fo¨retaget a¨r litet.", "Företaget är litet."),
        ("La qualita` del dialogo", "La qualità del dialogo"),
        ("Perch\ufffd è importante", "Perché è importante"),
        ("a mentor\ufffds blessing", "a mentor’s blessing"),
        ("De programma ‘ s lopen door.", "De programma's lopen door."),
        ("l ' idea di un ' altra collega", "l'idea di un'altra collega"),
        ("I don ' t know", "I don't know"),
        ("“ Ascolta prima di parlare ” , dice.", "“Ascolta prima di parlare”, dice."),
        ("Prima le regole , poi il resto .", "Prima le regole, poi il resto."),
        ("ﬁrst ﬂoor", "first floor"),
        ("R&amp;D &ndash; the mentor&#8217;s view", "R&D – the mentor’s view"),
        ("too many  spaces in a line", "too many spaces in a line"),
    ],
)
def test_what_scrapers_and_translation_machines_have_broken_is_mended(broken: str, whole: str) -> None:
    assert repair(broken) == whole


RIGHT = [text for part in ("development",) for _, text, meant in pairs(part) if text == meant]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_in_one_of_the_languages_stays(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize("path", sorted(BUNDLED_ARTICLES.rglob("*.md")), ids=lambda path: path.stem)
def test_the_bundled_articles_need_no_repair(path: Path) -> None:
    text = path.read_text(encoding="utf-8").strip("\n ")
    assert repair(text) == text


def test_a_list_keeps_its_indentation_and_code_its_blanks() -> None:
    text = "- one\n  - two  words\n\n```\na  ,  b\n```\n\n    c  ,  d"
    assert repair(text) == "- one\n  - two words\n\n```\na  ,  b\n```\n\n    c  ,  d"


def test_a_list_of_words_with_accents_is_in_nfc_and_each_has_one() -> None:
    words = (Path(ingest.repair.__file__).parent / "accented.txt").read_text(encoding="utf-8").split()
    assert words == sorted(set(words))
    assert [word for word in words if word.isascii() or word != unicodedata.normalize("NFC", word.lower())] == []
