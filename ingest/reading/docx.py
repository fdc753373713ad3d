"""Reads Word's .docx files."""

from __future__ import annotations

import io
import zipfile

import lxml.html
import mammoth
from lxml import etree

from ingest.errors import UnreadableError
from ingest.reading.document import Document
from ingest.reading.made_up import real_author, real_title
from ingest.reading.markup import write_document
from ingest.reading.package import Package, damaged

KIND = "Word document"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
"""
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_STUMBLES = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError, OSError)
"""What mammoth and the XML parsers under it raise on files that are not as they should be."""


def read_docx(data: bytes) -> Document:
    """A Word document's text as Markdown, with its headings, lists, tables and quotes; headers and footers left out.

    Raises UnreadableError when it is damaged, protected or empty.
    """
    package = Package(data, KIND)
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(_without_pictures(package)), style_map=_STYLES, convert_image=lambda _: []
        ).value
    except (*_STUMBLES, zipfile.BadZipFile, etree.LxmlError) as error:
        raise UnreadableError(damaged(KIND)) from error
    root = lxml.html.fromstring(f"<html><body>{html}</body></html>", parser=lxml.html.HTMLParser(huge_tree=True))
    text = write_document(root, KIND)
    title, details = _properties(package)
    return Document(text, "" if text.startswith("# ") else title, details=details)


def _without_pictures(package: Package) -> bytes:
    """The document with only those parts that hold its text, each of which has been checked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as copy:
        for name in dict.fromkeys(package.names()):
            if name.endswith((".xml", ".rels")):
                copy.writestr(name, package.read_xml(name))
    return file.getvalue()


def _properties(package: Package) -> tuple[str, dict[str, str | list[str]]]:
    """What the document says about itself; its date is that of the last change."""
    if "docProps/core.xml" not in package.names():
        return "", {}
    root = package.parse("docProps/core.xml")
    title = real_title(root.findtext(f"{_DUBLIN_CORE}title") or "")
    author = real_author(root.findtext(f"{_DUBLIN_CORE}creator") or "")
    date = (root.findtext(f"{_TERMS}modified") or root.findtext(f"{_TERMS}created") or "").strip()[:10]
    told: dict[str, str | list[str]] = {"author": author, "date": date}
    return title, {name: value for name, value in told.items() if value}
