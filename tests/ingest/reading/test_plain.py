from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnreadableError
from ingest.reading.document import Document
from ingest.reading.plain import decode, read_plain

TEXT = "Perché aspettare? Åsa väntar så länge. Één vraag… “Bene”, disse – 5 €."
WORDS = "Fråga först, città è più, één keer "


def test_a_plain_text_is_a_document_with_a_text_and_nothing_else() -> None:
    assert read_plain("Ciao, perché?".encode()) == Document("Ciao, perché?")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_a_text_is_read_in_the_encoding_that_it_has(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_tells_the_order_of_the_bytes(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding)) == TEXT


def test_latin_1_keeps_the_letters_of_our_languages() -> None:
    text = "La città è bella, così. Skön höst åt alla. Geïnteresseerd, één keer."
    assert decode(text.encode("latin-1")) == text


@pytest.mark.parametrize(
    "last", ["caffè", "città", "perché", "così", "però", "più", "Åå", "så", "tä", "kö", "coöperatieë"]
)
def test_a_latin_1_text_whose_only_accent_is_its_last_letter_keeps_it(last: str) -> None:
    text = f"We met for a {last}"
    assert decode(text.encode("latin-1")) == text


@given(st.text(st.sampled_from("abcdefg èéåäö…“’"), min_size=1).map(lambda text: f"Mentor {text}"), st.integers(1, 2))
def test_utf_8_that_was_cut_off_within_its_last_letter_loses_that_letter_only(text: str, lost: int) -> None:
    cut = text.encode()[:-lost]
    whole = cut.decode("utf-8", errors="ignore")
    assert decode(cut) == whole


def test_utf_8_with_a_few_broken_bytes_is_not_taken_for_another_encoding() -> None:
    data = (WORDS * 10).encode() + b"\xff" + (WORDS * 10).encode()
    assert decode(data) == WORDS * 10 + "\ufffd" + WORDS * 10


@pytest.mark.parametrize("data", [b"", b"   \n\t \r\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, "\u00a0\u2003".encode()])
def test_a_file_without_a_letter_is_empty(data: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"^The file is empty\. Hand in a file that has text in it\.$"):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [
        random.Random(1).randbytes(5000),  # noqa: S311 - junk, not a secret
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
        b"\x7fELF" + b"\0" * 500,
        b"hello\0world\0" * 20,
        b"1234567890;" * 50,
    ],
)
def test_what_is_no_text_is_refused_as_binary(data: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"not text but binary data\. Hand in \.txt, \.md,"):
        decode(data)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_a_reason(data: bytes) -> None:
    try:
        text = decode(data)
    except UnreadableError:
        return
    assert text.strip()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_known_by_its_zeros(encoding: str) -> None:
    assert (
        decode("words in UTF-16, with é, without a mark".encode(encoding)) == "words in UTF-16, with é, without a mark"
    )
