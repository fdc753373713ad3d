"""Tables and JSON with an article in each row or object."""

from __future__ import annotations

import json

import pytest

from ingest.errors import UnreadableError
from ingest.reading.document import Document, UnreadablePart
from ingest.reading.json_records import read_json, read_json_lines
from ingest.reading.table import read_table


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_rows_of_a_table_are_articles(delimiter: str) -> None:
    rows = [["id", "title", "text", "author"], ["a1", "Listening", '"Wait,; \tand ask."', "Ada"], ["", "", "Ask.", ""]]
    table = "\r\n".join(delimiter.join(row) for row in rows)
    assert read_table(table.encode()) == [
        Document("Wait,; \tand ask.", "Listening", details={"author": "Ada"}, part="a1"),
        Document("Ask.", part="3"),
    ]


@pytest.mark.parametrize(
    "head",
    ["titolo,testo,lingua", "rubrik,text,språk", "titel,tekst,taal", "Title,Body,Language", "title,full text,lang"],
)
def test_columns_are_named_in_any_of_our_languages(head: str) -> None:
    [document] = read_table(f"{head}\nTitle,Words.,sv-SE\n".encode())
    assert isinstance(document, Document)
    assert (document.title, document.text, document.language) == ("Title", "Words.", "sv")


def test_a_table_in_windows_encoding_with_line_ends_in_its_fields_is_read() -> None:
    [document] = read_table('titel;text\r\nFörtroende;"Rad ett.\r\nRad två – å ä ö."\r\n'.encode("cp1252"))
    assert isinstance(document, Document)
    assert (document.title, document.text) == ("Förtroende", "Rad ett.\nRad två – å ä ö.")


def test_a_bad_row_does_not_spoil_the_others() -> None:
    table = 'title,text\nOne,Words.\nTwo,\nThree,"never closed\nFour,Words too.\nFive,a,b,c\n'
    read = read_table(table.encode())
    assert [(each.part, isinstance(each, Document)) for each in read] == [
        ("2", True),
        ("3", False),
        ("4", False),
        ("5", True),
        ("6", False),
    ]
    assert [each.reason.split(". ")[-1] for each in read if isinstance(each, UnreadablePart)] == [
        "Fill in its text, or leave the record out.",
        "Add it, or double it.",
        "Put fields that hold the separator in quotes.",
    ]


def test_two_rows_of_one_id_are_two_articles() -> None:
    read = read_table(b"id,text\na,One.\na,Two.\n")
    assert [each.part for each in read] == ["a", "a, 3"]


def test_a_table_without_a_column_of_texts_says_how_to_name_it() -> None:
    with pytest.raises(UnreadableError, match="Name it 'text', 'testo' or 'tekst'"):
        read_table(b"name,age\nAda,36\n")


def test_the_text_of_a_row_may_be_html() -> None:
    [document] = read_table(b'title,text\nOne,"<h2>First</h2><p>Words &amp; more.</p>"\n')
    assert isinstance(document, Document)
    assert document.text == "## First\n\nWords & more."


OBJECTS = [{"id": 7, "title": "One", "text": "Words.", "tags": ["a", "b"]}, {"body": "More words.", "lang": "Italian"}]
READ = [
    Document("Words.", "One", details={"tags": ["a", "b"]}, part="7"),
    Document("More words.", language="it", part="2"),
]


def test_each_line_of_json_lines_is_an_article_and_a_broken_one_is_told() -> None:
    lines = [json.dumps(each) for each in OBJECTS]
    assert read_json_lines("\n".join(lines).encode()) == READ
    first, broken, third = read_json_lines(f'{lines[0]}\n{{"text": \n{lines[1]}'.encode())
    assert (first, isinstance(broken, UnreadablePart), third.part) == (READ[0], True, "3")


@pytest.mark.parametrize("whole", [OBJECTS, {"articles": OBJECTS, "count": 2}])
def test_json_may_be_a_list_of_articles_or_hold_one(whole: object) -> None:
    assert read_json(json.dumps(whole).encode()) == READ


def test_json_that_is_no_article_says_what_is() -> None:
    with pytest.raises(UnreadableError, match="Write each article as one"):
        read_json(b"12")
