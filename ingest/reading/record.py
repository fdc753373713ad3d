"""Makes an article of a record, a row or a JSON object, whose fields are named in any of our languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from corpus.language import Language
from corpus.message import message
from ingest.errors import UnreadableError
from ingest.reading.document import Document, Documents, UnreadablePart
from ingest.reading.frame import MOST_DOCUMENTS, TOO_MANY
from ingest.reading.html import read_fragment

_NAMES = {
    "id": "id article_id articleid nr nummer numero slug",
    "title": "title titolo titel rubrik headline kop",
    "text": "text testo tekst body content contents contenuto innehåll brödtext inhoud full_text fulltext markdown "
    "html article articolo artikel",
    "language": "language lang lingua språk taal language_code",
    "translation_key": "translation_key translationkey translation traduzione översättning vertaling",
    "author": "author authors autore författare auteur schrijver byline",
    "date": "date data datum published published_at publication_date pubdate data_pubblicazione publicatiedatum",
    "source": "source url link fonte källa bron",
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split()}
_LANGUAGES = {
    Language.ITALIAN: "it ita italian italiano italienska italiaans",
    Language.SWEDISH: "sv swe swedish svedese svenska zweeds",
    Language.DUTCH: "nl nld dut dutch olandese nederländska nederlands",
    Language.ENGLISH: "en eng english inglese engelska engels",
}
_LANGUAGE_OF = {name: language for language, names in _LANGUAGES.items() for name in names.split()}
_IS_HTML = re.compile(
    r"</(p|div|h[1-6]|ul|ol|li|blockquote|article|section|table|strong|em|a|span)\s*>|<br\s*/?>", re.I
)
_LONGEST_PART = 100
_LONGEST_DETAIL = 2_000

NO_TEXT_FIELD = message(
    "No field is named as the text of an article. Name it 'text', 'testo' or 'tekst', and the title 'title', 'titolo', "
    "'titel' or 'rubrik'."
)


def field_of(name: str) -> str:
    """What a field of this name is, or the name itself where it is none of ours."""
    plain = "_".join(name.strip().strip("\ufeff").lower().split())
    return _FIELDS.get(plain.replace("-", "_"), plain)


def count_known(names: Iterable[str]) -> int:
    """How many of a table's columns are known, or 0 where none is that of the text."""
    fields = {field_of(name) for name in names}
    return len(fields & set(_NAMES)) if "text" in fields else 0


def read_record(values: Mapping[str, object], number: int, taken: set[str]) -> Document | UnreadablePart:
    """The article of one record; `number` is its place in the file, `taken` the parts that came before."""
    fields: dict[str, object] = {}
    for name, value in values.items():
        if value not in (None, "", [], {}):
            fields.setdefault(field_of(str(name)), value)
    part = " ".join(_plain(fields.pop("id", "")).split())[:_LONGEST_PART] or str(number)
    if part in taken:
        part = f"{part}, {number}"
    taken.add(part)
    text = _text(fields.pop("text", ""))
    if not text.strip():
        return UnreadablePart(part, message("The record has no text. Fill in its text, or leave the record out."))
    title, language, key = (_plain(fields.pop(name, "")) for name in ("title", "language", "translation_key"))
    details = {name: _detail(value) for name, value in fields.items() if name}
    document = Document(text, title, _language(language), key, details, part)
    if not _IS_HTML.search(text):
        return document
    try:
        page = read_fragment(text)
    except UnreadableError as error:
        return UnreadablePart(part, error.message)
    return replace(document, text=page.text, outside=page.outside)


def checked_count(documents: Documents) -> Documents:
    """The documents of a file, of which there are some and not too many. Raises UnreadableError."""
    if not documents:
        raise UnreadableError(message("The file has no records. Hand in one that has a record for each article."))
    if len(documents) > MOST_DOCUMENTS:
        raise UnreadableError(TOO_MANY)
    return documents


def _text(value: object) -> str:
    return "\n\n".join(map(_plain, value)) if isinstance(value, list) else _plain(value)


def _detail(value: object) -> str | list[str]:
    if isinstance(value, list):
        return [_plain(each)[:_LONGEST_DETAIL] for each in value[:_LONGEST_PART]]
    return _plain(value)[:_LONGEST_DETAIL]


def _plain(value: object) -> str:
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _language(told: str) -> str:
    name = told.lower()
    return _LANGUAGE_OF.get(name) or _LANGUAGE_OF.get(re.split(r"[-_]", name)[0]) or told
