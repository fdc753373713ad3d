"""Reads web pages: all that a page shows as Markdown, and which of it does not belong to the article."""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

import lxml.html
from lxml import etree
from trafilatura import bare_extraction
from trafilatura.metadata import extract_metadata
from trafilatura.utils import detect_encoding

from corpus.message import message
from ingest.errors import UnreadableError
from ingest.reading.document import Document
from ingest.reading.markup import MarkupBlock, write_blocks
from ingest.reading.plain import MARKS, decode_loosely

_MOST_BYTES = 10 * 1024 * 1024
_MOST_ELEMENTS = 20_000
"""Of a page that is asked for its article, which takes trafilatura seconds. Real pages have a few thousand at most."""
_DEEPEST = 250
_HEAD_BYTES = 4096
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,30})["']""")
_LATIN = frozenset(("ascii", "iso8859-1", "latin-1", "iso8859-15"))
"""Browsers read these as Windows-1252, which is what the files are in."""
_OURS = frozenset("àáâäåæçèéêëìíîïñòóôöøùúûüÀÁÂÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖØÙÚÛÜß‘’‚“”„–—…•·«»‹›€£°©®™§´\u00a0\u00ad½¼¾²³")
"""What texts in our languages have beyond ASCII."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_WORD = re.compile(r"\w+")
_ALWAYS_OUTSIDE = frozenset(("nav", "footer"))
_PERHAPS_OUTSIDE = frozenset(("aside", "form", "header"))
_WORDS_OF_PROSE = 12
_LINKED = 0.6
_RUN = 4
"""Words in a row by which a block is known in what trafilatura extracts."""

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read_html(data: bytes) -> Document:
    """A web page: `text` is all that it shows, `outside` what does not belong to its article.

    `details` may have author, date, source (its address), site, and `lang` as the page declares it, which may be wrong.
    Raises UnreadableError when it shows no text.
    """
    if len(data) > _MOST_BYTES:
        raise UnreadableError(
            message(
                "The web page has more than {most} MB, mostly pictures or scripts in its source. Save it as plain "
                "text, or copy the article into a .txt file.",
                most=_MOST_BYTES // 1024**2,
            )
        )
    return read_html_text(decode_html(data))


def read_html_text(source: str) -> Document:
    """The same, of a page or a piece of one that has been decoded."""
    root = _parse(source)
    language = _declared_language(root)
    details: dict[str, str | list[str]] = {}
    title, kept = "", None
    if sum(1 for _ in root.iter()) <= _MOST_ELEMENTS and _depth_of(root) <= _DEEPEST:
        title, details = _metadata(_parse(source))
        kept = _extracted(_parse(source))
    headline = _headline(root)
    blocks = write_blocks(root)
    if not blocks:
        raise UnreadableError(
            message(
                "The web page shows no text: it loads its article by scripts. Open it in a browser and save what you "
                "see as a PDF or as text."
            )
        )
    title = headline if headline and headline != details.get("site") else title or _plain_title(source)
    if language:
        details["lang"] = language
    inside = _judge(blocks, kept, title)
    shown = {block.text for block, is_inside in zip(blocks, inside, strict=True) if is_inside}
    outside = [block.text for block, is_inside in zip(blocks, inside, strict=True) if not is_inside]
    text = "\n\n".join(block.text for block in blocks)
    return Document(
        text, title, details=details, outside=[each for each in dict.fromkeys(outside) if each not in shown]
    )


def read_fragment(source: str) -> Document:
    """A piece of a page that holds an article: only menus that say so are outside. Raises UnreadableError."""
    blocks = write_blocks(_parse(source))
    if not blocks:
        raise UnreadableError(message("The text is HTML that shows nothing. Fill in its text, or leave it out."))
    inside = _judge(blocks, None, "")
    outside = [block.text for block, is_inside in zip(blocks, inside, strict=True) if not is_inside]
    return Document("\n\n".join(block.text for block in blocks), outside=list(dict.fromkeys(outside)))


def decode_html(data: bytes) -> str:
    """Bytes to text: by byte order mark, as UTF-8, as declared, as Windows-1252, else as it is guessed."""
    if any(data.startswith(mark) for mark, _ in MARKS):
        return decode_loosely(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _declared_encoding(data)
    if declared == "utf-8":
        return decode_loosely(data)
    for encoding in (declared, *_guessed_encodings(data)):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return decode_loosely(data)


def _declared_encoding(data: bytes) -> str:
    found = _CHARSET.search(data[:_HEAD_BYTES]) or _XML_ENCODING.match(data[:_HEAD_BYTES])
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else ""
    except LookupError:
        return ""
    return "cp1252" if name in _LATIN else name


def _guessed_encodings(data: bytes) -> Iterable[str]:
    try:
        beyond = {character for character in data.decode("cp1252") if character > "\x7f"}
    except UnicodeDecodeError:
        beyond = {""}
    return ["cp1252"] if beyond <= _OURS else detect_encoding(data)


def _parse(source: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = lxml.html.document_fromstring(
            source.replace("\0", "\ufffd").encode("utf-8", "replace"), parser=parser, ensure_head_body=True
        )
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise UnreadableError(
            message("The web page is empty or broken. Open it in a browser and save it anew.")
        ) from error
    if any("depth" in entry.message for entry in parser.error_log):  # it leaves out what lies deeper
        raise UnreadableError(
            message(
                "The web page is built in a way that cannot be read. Copy the article into a text file and hand that "
                "in.",
                console="The web page's elements lie in each other too deeply. Copy the article into a text file and "
                "hand that in.",
            )
        )
    return root


def _depth_of(root: etree._Element) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _declared_language(root: lxml.html.HtmlElement) -> str:
    body = root.find("body")
    declared = [root.get("lang"), root.get("xml:lang"), body.get("lang") if body is not None else None]
    declared += root.xpath("//meta[translate(@http-equiv, 'CL', 'cl') = 'content-language']/@content")
    declared += root.xpath("//meta[@property = 'og:locale']/@content")
    return next((each.strip() for each in declared if each and _LANGUAGE.fullmatch(each.strip())), "")


def _headline(root: lxml.html.HtmlElement) -> str:
    """The page's only heading of the first level."""
    found = [" ".join(str(each.text_content()).split()) for each in root.iter("h1")]
    found = [each for each in dict.fromkeys(found) if each]
    return found[0] if len(found) == 1 and len(found[0]) <= 300 else ""


def _plain_title(source: str) -> str:
    found = re.search(r"<title[^>]{0,200}>([^<]{1,300})</title>", source[: 64 * _HEAD_BYTES], re.IGNORECASE)
    return " ".join(lxml.html.fromstring(f"<p>{found[1]}</p>").text_content().split()) if found else ""


def _metadata(root: lxml.html.HtmlElement) -> tuple[str, dict[str, str | list[str]]]:
    try:
        found = extract_metadata(root, extensive=False)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):  # it stumbles over odd pages
        return "", {}
    told = {"author": found.author, "date": found.date, "source": _address(found.url), "site": found.sitename}
    return str(found.title or ""), {name: str(value) for name, value in told.items() if value}


def _address(url: str | None) -> str:
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") and len(url) <= 2000 else ""
    except ValueError:
        return ""


def _extracted(root: lxml.html.HtmlElement) -> str | None:
    """What trafilatura takes for the article, or None where it finds none."""
    try:
        found = bare_extraction(root, favor_recall=True, include_comments=False, include_tables=True)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None
    text = getattr(found, "text", None)
    return str(text) if text else None


def _judge(blocks: Sequence[MarkupBlock], kept: str | None, title: str) -> list[bool]:
    """Whether each block may belong to the article.

    Menus and page footers never do. What trafilatura leaves out does not when it stands before or after all that it
    keeps, or is made of links; it is believed less inside an article, of which it often forgets a part.
    """
    known = _Known(kept or "")
    is_kept = [known.has(block.text) for block in blocks]
    places = [number for number, each in enumerate(is_kept) if each]
    first, last = (places[0], places[-1]) if places else (0, len(blocks) - 1)
    judged = []
    for number, block in enumerate(blocks):
        if block.text.startswith("# ") and block.text.removeprefix("# ") == title:
            judged.append(True)
            continue
        outside = block.within - {"article", "main"}
        if "blockquote" in outside:  # whose footer names whom it quotes
            outside = outside - {"footer"}
        if outside & _ALWAYS_OUTSIDE:
            judged.append("article" in block.within and "footer" in outside and is_kept[number])
        elif is_kept[number]:
            judged.append(True)
        elif outside & _PERHAPS_OUTSIDE:
            judged.append("article" in block.within and _is_prose(block))
        elif not places:
            judged.append(True)
        else:
            is_at_edge = not first < number < last
            judged.append(not (is_at_edge or block.linked > _LINKED) or (_is_in_article(block) and _is_prose(block)))
    return judged


def _is_in_article(block: MarkupBlock) -> bool:
    return bool(block.within & {"article", "main"})


def _is_prose(block: MarkupBlock) -> bool:
    return block.linked < _LINKED / 2 and len(_WORD.findall(block.text)) >= _WORDS_OF_PROSE


class _Known:
    """Knows whether a text is in another, by its runs of words."""

    def __init__(self, text: str) -> None:
        self._lines = {_words(line) for line in text.split("\n")}
        words = _words(text)
        self._runs = set(zip(*(words[start:] for start in range(_RUN)), strict=False))

    def has(self, block: str) -> bool:
        """Whether half of the block's runs are there, or all of a short block as a line."""
        words = _words(block)
        if len(words) < _RUN + 2:
            return words in self._lines or (len(words) >= _RUN and words[:_RUN] in self._runs)
        runs = list(zip(*(words[start:] for start in range(_RUN)), strict=False))
        return sum(run in self._runs for run in runs) >= len(runs) / 2


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))
