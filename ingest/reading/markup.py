"""Writes what a tree of HTML elements shows as blocks of Markdown, in the order of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from lxml import etree

from corpus.message import message
from ingest.errors import UnreadableError

_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_HIDDEN = frozenset(
    [
        "audio",
        "base",
        "canvas",
        "datalist",
        "embed",
        "head",
        "iframe",
        "input",
        "link",
        "map",
        "math",
        "meta",
        "noframes",
        "noscript",
        "object",
        "optgroup",
        "option",
        "param",
        "picture",
        "progress",
        "script",
        "select",
        "source",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "track",
        "video",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "written-table",
    ]
)
_PLACES = frozenset(("article", "aside", "blockquote", "footer", "form", "header", "main", "nav"))
_ROLES = {
    "banner": "header",
    "complementary": "aside",
    "contentinfo": "footer",
    "main": "main",
    "navigation": "nav",
    "search": "form",
}
_NO_POINT = (*_HEADINGS, "article", "section", "table")
"""What makes a list a layout: its items are no points of a text."""
_NO_CELL = (*_HEADINGS, "article", "blockquote", "form", "nav", "ol", "table", "ul")
"""What makes a table a layout."""
_NOT_SHOWN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_PARAGRAPH_END = re.compile(r"\n[ \n]*\n")
_DEEPEST_LIST, _DEEPEST_QUOTE = 6, 3
_MOST_COLUMNS, _LONGEST_CELL = 30, 600


@dataclass(frozen=True, slots=True)
class MarkupBlock:
    """A block of Markdown; `within` names the elements around it that tell what it is, such as `nav` and `article`.

    `linked` is the share of its characters that belong to links.
    """

    text: str
    within: frozenset[str] = frozenset()
    linked: float = 0.0


@dataclass(frozen=True, slots=True)
class _Around:
    """What the elements around the present place mean; `items` is the outermost list."""

    within: frozenset[str] = frozenset()
    heading: int = 0
    items: etree._Element | None = None
    lists: int = 0
    quotes: int = 0
    is_written: bool = False
    is_link: bool = False


@dataclass(slots=True)
class _Written:
    """A block to which the next items of its list are added."""

    lines: list[str]
    around: _Around
    letters: int
    linked: int


@dataclass(slots=True)
class _Page:
    """The blocks so far, and the text that will be the next one."""

    blocks: list[_Written] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    letters: int = 0
    linked: int = 0
    marker: str = ""
    """Stands before the next text of a list whose item has begun."""

    def add(self, text: str | None, around: _Around) -> None:
        """Collect a text as browsers show it: without its line ends, unless it is `pre`."""
        if text:
            self.pieces.append(text if around.is_written else _SPACE.sub(" ", text))
            self.letters += len(text)
            self.linked += len(text) if around.is_link else 0

    def end_block(self, around: _Around) -> None:
        """Make blocks of what has been collected: one, or several where empty lines part it."""
        parts = _PARAGRAPH_END.split("".join(self.pieces))
        letters, linked = self.letters, self.linked
        self.pieces.clear()
        self.letters = self.linked = 0
        for part in parts:
            lines = (
                part.split("\n") if around.is_written else [_SPACE.sub(" ", line).strip() for line in part.split("\n")]
            )
            lines = [line.rstrip() for line in lines if line.strip()]
            if lines:
                self._write(lines, around, letters, linked)

    def _write(self, lines: list[str], around: _Around, letters: int, linked: int) -> None:
        if around.heading:
            lines = [f"{'#' * around.heading} {' '.join(lines)}"]
        elif around.items is not None:
            indent = "  " * (min(around.lists, _DEEPEST_LIST) - 1)
            lines = [f"{indent}{self.marker or '  '}{lines[0]}", *(f"{indent}  {line}" for line in lines[1:])]
            self.marker = ""
        lines = ["> " * min(around.quotes, _DEEPEST_QUOTE) + line for line in lines]
        last = self.blocks[-1] if self.blocks else None
        if last is not None and around.items is not None and last.around.items is around.items:
            last.lines += lines
            last.letters += letters
            last.linked += linked
        else:
            self.blocks.append(_Written(lines, around, letters, linked))


def write_document(root: etree._Element, kind: str) -> str:
    """All that an office document of this kind shows, as Markdown. Raises UnreadableError when it has no text."""
    text = "\n\n".join(block.text for block in write_blocks(root))
    if not text:
        raise UnreadableError(
            message(
                "The document has no text in it, perhaps pictures of text. Hand in one that has.",
                console=f"The {kind} has no text in it, perhaps pictures of text. Hand in one that has.",
            )
        )
    return text


def write_blocks(root: etree._Element) -> list[MarkupBlock]:
    """The blocks that a tree shows: headings, lists, quotes, tables and paragraphs; nothing of what is hidden.

    The tree is changed. It may be as deep as it likes: it is walked without recursion.
    """
    _remove_hidden(root)
    _write_tables(root)
    layouts = _ancestors(root, "li", _NO_POINT)
    page = _Page()
    stack = [_Around()]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        is_block = tag in _BLOCKS or "-" in tag
        if is_block:
            page.end_block(stack[-1])
        if event == "start":
            stack.append(_enter(element, tag, stack[-1], layouts))
            if tag == "li" and stack[-1].items is not None:
                page.marker = _marker(element)
            elif tag == "br":
                page.pieces.append("\n")
            page.add(element.text, stack[-1])
        else:
            stack.pop()
            page.add(element.tail, stack[-1])
    page.end_block(stack[-1])
    return [_block(each) for each in page.blocks]


def _block(written: _Written) -> MarkupBlock:
    linked = written.linked / written.letters if written.letters else 0.0
    return MarkupBlock("\n".join(written.lines), written.around.within, linked)


def _enter(element: etree._Element, tag: str, outer: _Around, layouts: set[etree._Element]) -> _Around:
    if tag in _LISTS:
        items = outer.items if outer.items is not None else element
        return replace(outer, items=items, lists=outer.lists + 1, within=_places(element, tag, outer))
    if tag == "li":
        is_point = outer.items is not None and element not in layouts
        return outer if is_point else replace(outer, items=None, lists=0)
    if tag in _HEADINGS:
        return replace(outer, heading=int(tag[1]), items=None, lists=0)
    if tag == "blockquote":
        return replace(outer, quotes=outer.quotes + 1, within=outer.within | {tag})
    if tag in ("pre", "written-table"):
        return replace(outer, is_written=True, items=outer.items if tag == "pre" else None)
    if tag == "a":
        return replace(outer, is_link=True)
    within = _places(element, tag, outer)
    return outer if within == outer.within else replace(outer, within=within)


def _places(element: etree._Element, tag: str, outer: _Around) -> frozenset[str]:
    place = _ROLES.get(element.get("role") or "", tag)
    return outer.within | {place} if place in _PLACES else outer.within


def _marker(item: etree._Element) -> str:
    """`- `, or the number of an item."""
    above = item.getparent()
    if above is None or above.tag != "ol":
        return "- "
    number = int(above.get("data-written") or _number(above.get("start"), 1) - 1) + 1
    number = _number(item.get("value"), number)
    above.set("data-written", str(number))
    return f"{number}. "


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,4}", text) else otherwise


def _remove_hidden(root: etree._Element) -> None:
    """Takes out what no reader of the page sees; the text after it stays."""
    for element in [each for each in root.iter() if each is not root and _is_hidden(each)]:
        remove(element)


def remove(element: etree._Element) -> None:
    """Take an element out of its tree, without the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _is_hidden(element: etree._Element) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in _HIDDEN:
        return True
    if element.get("hidden") is not None or (tag == "dialog" and element.get("open") is None):
        return True
    return bool(_NOT_SHOWN.search(element.get("style") or ""))


def _ancestors(root: etree._Element, tag: str, within: tuple[str, ...]) -> set[etree._Element]:
    """The elements of this tag that have one of those in them."""
    found: set[etree._Element] = set()
    seen: set[etree._Element] = set()
    for element in root.iter(*within):
        for above in element.iterancestors():
            if above in seen:
                break
            seen.add(above)
            if above.tag == tag:
                found.add(above)
    return found


def _write_tables(root: etree._Element) -> None:
    """Puts written Markdown in the place of each table that holds data and is no layout."""
    layouts = _ancestors(root, "table", _NO_CELL)
    for table in list(root.iter("table")):
        if table in layouts or table.get("role") in ("presentation", "none"):
            continue
        rows = [[_cell(cell) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
        rows = [row for row in rows if any(row)]
        widest = max(map(len, rows), default=0)
        longest = max((len(cell) for row in rows for cell in row), default=0)
        if len(rows) < 2 or not 2 <= widest <= _MOST_COLUMNS or longest > _LONGEST_CELL:
            continue
        written = etree.SubElement(table, "written-table")
        written.text = write_table(rows)
        caption = table.find("caption")
        for child in list(table):
            if child is not written and child is not caption:
                table.remove(child)


def write_table(rows: list[list[str]]) -> str:
    """Markdown of a table; its first row is its head."""
    columns = [list(column) for column in zip_longest(*rows, fillvalue="")]
    head, *body = [" | ".join(row) for row in zip(*columns, strict=True)]
    rule = " | ".join("---" for _ in columns)
    return "\n".join(f"| {line} |" for line in (head, rule, *body))


def _cell(cell: etree._Element) -> str:
    for each in cell.iterdescendants():
        if each.tag in _BLOCKS or each.tag == "br":
            each.text = f" {each.text or ''}"
            each.tail = f" {each.tail or ''}"
    return _SPACE.sub(" ", "".join(map(str, cell.itertext()))).strip().replace("|", "\\|")
