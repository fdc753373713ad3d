"""Reads the noisy articles whose truth is marked (`noisy/FORMAT.md`), and shows them as an editor would get them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

NOISY = Path(__file__).parent / "noisy"
DEVELOPMENT, FINAL = NOISY / "development", NOISY / "final"

_MARK = re.compile(r"([+-])([a-z-]*)\|[ ]?")
_BULLET = re.compile(r"^[-*•]\s*")
_HEADER = re.compile(r"%([a-z]+)[ ](.+)")
_BETWEEN = {"blank-lines": "\n\n", "one-line-paragraphs": "\n", "wrapped": "\n\n"}
_TAGS = {"title": "h1", "heading": "h2", "list": "ul", "quote": "blockquote"}
_AREAS = {"site": "nav", "menu": "nav", "copyright": "footer", "other-article": "section", "related": "aside"}


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block of a page: `keep` says whether it belongs to the article, `kind` what it is ("" for a paragraph)."""

    keep: bool
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class NoisyPage:
    """One page with its truth; `relations` are pairs of a relation's name and another page's number."""

    number: str
    language: str
    title: str
    family: str
    style: str
    relations: tuple[tuple[str, str], ...]
    blocks: tuple[MarkedBlock, ...] = field(repr=False)

    def text(self) -> str:
        """The page as plain text, as a scraper leaves it."""
        return _BETWEEN[self.style].join(block.text for block in self.blocks) + "\n"

    def html(self) -> str:
        """The page as HTML with the elements that such a page would have, for tools that read HTML."""
        body = "\n".join(_html(block) for block in self.blocks)
        return (
            f'<!doctype html>\n<html lang="{self.language}"><head><meta charset="utf-8">'
            f"<title>{escape(self.title)}</title></head>\n<body>\n{body}\n</body></html>\n"
        )


def read_pages(folder: Path) -> list[NoisyPage]:
    """All pages of a folder, in the order of their numbers. Raises ValueError for a block without a mark."""
    return [read_page(path) for path in sorted(folder.glob("*.marked"))]


def read_page(path: Path) -> NoisyPage:
    """One page. Raises ValueError for a block without a mark."""
    headers: dict[str, list[str]] = {}
    blocks = []
    for chunk in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()):
        if chunk.startswith("%"):
            for line in chunk.splitlines():
                header = _HEADER.fullmatch(line.strip())
                if header is None:
                    raise ValueError(f"{path.name}: {line!r} is no header")
                headers.setdefault(header[1], []).append(header[2].strip())
            continue
        mark = _MARK.match(chunk)
        if mark is None:
            raise ValueError(f"{path.name}: no mark in front of {chunk[:40]!r}")
        blocks.append(MarkedBlock(mark[1] == "+", mark[2], chunk[mark.end() :]))
    relations = tuple(tuple(value.split()[:2]) for value in headers.get("relation", []))
    return NoisyPage(
        path.stem,
        headers["language"][0],
        headers["title"][0],
        headers.get("family", [path.stem])[0],
        headers.get("style", ["blank-lines"])[0],
        relations,  # type: ignore[arg-type]
        tuple(blocks),
    )


def _html(block: MarkedBlock) -> str:
    if block.kind == "list":
        items = [_BULLET.sub("", line) for line in block.text.splitlines()]
        return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
    tag = _TAGS.get(block.kind, "p")
    inner = f"<{tag}>{escape(' '.join(block.text.split()))}</{tag}>"
    area = None if block.keep else _AREAS.get(block.kind)
    return f"<{area}>{inner}</{area}>" if area else inner
