"""Reads OpenDocument texts, as LibreOffice writes them."""

from __future__ import annotations

from lxml import etree

from corpus.message import message
from ingest.errors import UnreadableError
from ingest.reading.document import Document
from ingest.reading.made_up import real_author, real_title
from ingest.reading.markup import remove, write_document
from ingest.reading.package import Package, protected

KIND = "OpenDocument text"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_TAGS = {
    f"{_TEXT}p": "p",
    f"{_TEXT}list": "ul",
    f"{_TEXT}list-item": "li",
    f"{_TEXT}list-header": "li",
    f"{_TEXT}line-break": "br",
    f"{_TEXT}section": "div",
    f"{_TEXT}a": "a",
    f"{_TABLE}table": "table",
    f"{_TABLE}table-row": "tr",
    f"{_TABLE}table-cell": "td",
    f"{_TABLE}covered-table-cell": "td",
}
_NOT_SHOWN = (
    f"{_TEXT}tracked-changes",
    f"{_TEXT}sequence-decls",
    f"{_TEXT}table-of-content",
    f"{_OFFICE}annotation",
    f"{_OFFICE}annotation-end",
    f"{_OFFICE}forms",
)
_SPACES = {f"{_TEXT}s": " ", f"{_TEXT}tab": " "}
_QUOTES = ("Quotations", "Quote")
_MOST_SPACES = 100


def read_odt(data: bytes) -> Document:
    """An OpenDocument text as Markdown, with its headings, lists, tables and quotes; headers and footers left out.

    Raises UnreadableError when it is damaged, protected or empty.
    """
    package = Package(data, KIND)
    if _is_encrypted(package):
        raise UnreadableError(protected(KIND))
    root = package.parse("content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise UnreadableError(
            message(
                "The file is not the document that it claims to be. Save it as .docx, .odt or .pdf.",
                console=f"The file is no {KIND}. Save it as .docx, .odt or .pdf.",
            )
        )
    _make_html(body, _styles(root, package), _numbered(root))
    text = write_document(body, KIND)
    title, details = _properties(package)
    return Document(text, "" if text.startswith("# ") else title, details=details)


def _is_encrypted(package: Package) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in package.names() and b":encryption-data" in package.read(manifest)


def _styles(root: etree._Element, package: Package) -> dict[str, str]:
    """The named style that each style is or is made of."""
    trees = [root, package.parse("styles.xml")] if "styles.xml" in package.names() else [root]
    found = {}
    for tree in trees:
        for style in tree.iter(f"{_STYLE}style"):
            name = style.get(f"{_STYLE}name") or ""
            found[name] = (style.get(f"{_STYLE}parent-style-name") or name).replace("_20_", " ")
    return found


def _numbered(root: etree._Element) -> set[str]:
    """The list styles that number their first level."""
    return {
        style.get(f"{_STYLE}name") or ""
        for style in root.iter(f"{_TEXT}list-style")
        if (first := next(style.iterchildren(), None)) is not None and first.tag == f"{_TEXT}list-level-style-number"
    }


def _make_html(body: etree._Element, styles: dict[str, str], numbered: set[str]) -> None:
    """Gives every element the name that it has in HTML."""
    for element in list(body.iter(*_NOT_SHOWN)):
        remove(element)
    _move_notes(body)
    for element in list(body.iter()):
        tag = str(element.tag)
        if tag in _SPACES:
            count = element.get(f"{_TEXT}c") or "1"
            element.text = _SPACES[tag] * (min(int(count), _MOST_SPACES) if count.isdecimal() else 1)
        if tag == f"{_TEXT}h":
            level = element.get(f"{_TEXT}outline-level") or "1"
            element.tag = f"h{min(int(level), 6)}" if level in list("123456789") else "h6"
        elif tag == f"{_TEXT}p":
            name = element.get(f"{_TEXT}style-name") or ""
            named = styles.get(name, name)
            element.tag = "h1" if named == "Title" else "blockquote" if named in _QUOTES else "p"
        elif tag == f"{_TEXT}list":
            element.tag = "ol" if element.get(f"{_TEXT}style-name") in numbered else "ul"
        else:
            element.tag = _TAGS.get(tag, "span")


def _move_notes(body: etree._Element) -> None:
    """Footnotes go to the end, and their marks stay in their places."""
    for note in list(body.iter(f"{_TEXT}note")):
        mark = "".join(map(str, note.xpath("string(*[local-name() = 'note-citation'])")))
        content = note.find(f"{_TEXT}note-body")
        place = etree.Element("span")
        place.text = f"[{mark.strip()}]"
        place.tail, note.tail = note.tail, None
        parent = note.getparent()
        if content is None or parent is None:
            continue
        parent.replace(note, place)
        paragraph = etree.SubElement(body, f"{_TEXT}p")
        paragraph.text = f"[{mark.strip()}] {' '.join(' '.join(map(str, content.itertext())).split())}"


def _properties(package: Package) -> tuple[str, dict[str, str | list[str]]]:
    if "meta.xml" not in package.names():
        return "", {}
    root = package.parse("meta.xml")
    title = real_title(root.findtext(f".//{_DUBLIN_CORE}title") or "")
    author = root.findtext(f".//{_META}initial-creator") or root.findtext(f".//{_DUBLIN_CORE}creator") or ""
    date = root.findtext(f".//{_DUBLIN_CORE}date") or root.findtext(f".//{_META}creation-date") or ""
    told: dict[str, str | list[str]] = {"author": real_author(author), "date": date.strip()[:10]}
    return title, {name: value for name, value in told.items() if value}
