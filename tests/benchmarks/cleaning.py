"""How well pages are cleaned: ours beside trafilatura and jusText, on the noisy articles whose truth is marked.

`python -m tests.benchmarks.cleaning [development|final]`: shares of words and of pages, in per cent. For development
each page is judged by what was learnt from others, and every block that was judged wrongly is listed; of final, no text
is shown.
"""

from __future__ import annotations

import difflib
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import justext
import trafilatura

from corpus.language import Language
from ingest.article_language import detect_article_language
from ingest.clean import clean
from ingest.clean.decision import Decision
from ingest.clean.kinds import open_meaning
from ingest.repair import repair
from ingest.title import find_title
from search.encoder import Encoder, open_embedded_encoder, open_plain_encoder
from tests.benchmarks.learn_cleaning import bundled_pages, cross_validated, learnable, taught
from tests.benchmarks.marked_words import split_words
from tests.benchmarks.noisy_set import NOISY, NoisyPage, read_pages
from tests.benchmarks.record import record
from ui.settings import Settings

_NAMES = {"it": "Italian", "sv": "Swedish", "nl": "Dutch", "en": "English"}


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a tool makes of a page; `language` and `title` are empty where it tells none."""

    text: str
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A page's blocks with the words of each, and how many of them were kept."""

    page: NoisyPage
    words: tuple[int, ...]
    kept: tuple[int, ...]
    title_right: bool | None
    language_right: bool

    def counts(self) -> tuple[int, int, int, int]:
        """Words of boilerplate and those removed, words of content and those kept."""
        removed = total = kept = content = 0
        for block, count, stayed in zip(self.page.blocks, self.words, self.kept, strict=True):
            if block.keep:
                content, kept = content + count, kept + stayed
            else:
                total, removed = total + count, removed + count - stayed
        return total, removed, content, kept


Tool = Callable[[NoisyPage], Extraction]


def ours(
    encoder: Encoder | None,
    learnt: Mapping[str, Decision],
    outside: Callable[[NoisyPage], Sequence[str]] = lambda _: (),
) -> Tool:
    """The way of the pipeline on a page's plain text; `outside` are blocks that its file would mark.

    `learnt` are the decisions for pages from which the shipped one was learnt: learnt without them.
    """

    def extract(page: NoisyPage) -> Extraction:
        text = repair(page.text())
        cleaned = clean(text, encoder, outside=outside(page), decision=learnt.get(page.number))
        language = detect_article_language(cleaned.text).language
        title, text = find_title(cleaned.text)
        return Extraction(cleaned.text, title, str(language))

    return extract


def by_trafilatura(html: Callable[[NoisyPage], str]) -> Tool:
    """Trafilatura alone, as it comes."""

    def extract(page: NoisyPage) -> Extraction:
        found = trafilatura.bare_extraction(html(page), include_comments=False, with_metadata=True)
        if found is None:
            return Extraction("")
        told = found if isinstance(found, dict) else found.as_dict()
        title = str(told["title"] or "")
        return Extraction(f"{title}\n{told['text'] or ''}", title, str(told["language"] or ""))

    return extract


def by_justext(page: NoisyPage) -> Extraction:
    """JusText alone, with its word list of the article's own language."""
    paragraphs = justext.justext(page.html().encode(), justext.get_stoplist(_NAMES.get(page.language, "English")))
    return Extraction("\n".join(each.text for each in paragraphs if not each.is_boilerplate))


def bare_html(page: NoisyPage) -> str:
    """The page as HTML that tells nothing of its structure: each block a paragraph, no title."""
    body = "\n".join(f"<p>{escape(' '.join(block.text.split()))}</p>" for block in page.blocks)
    return f'<!doctype html>\n<html lang="{page.language}"><head></head><body>\n{body}\n</body></html>\n'


def outside_by_trafilatura(page: NoisyPage) -> list[str]:
    """The blocks that trafilatura leaves out, as a reader of HTML could hand them on."""
    judged = judge(page, by_trafilatura(NoisyPage.html)(page))
    return [
        block.text
        for block, words, kept in zip(page.blocks, judged.words, judged.kept, strict=True)
        if kept < words / 2
    ]


def judge(page: NoisyPage, extraction: Extraction) -> Judged:
    """What of a page's words an extraction has kept, by the longest common runs of words."""
    blocks = [split_words(repair(block.text)) for block in page.blocks]
    flat = [word for block in blocks for word in block]
    match = difflib.SequenceMatcher(None, flat, split_words(extraction.text), autojunk=False)
    stayed = [False] * len(flat)
    for run in match.get_matching_blocks():
        stayed[run.a : run.a + run.size] = [True] * run.size
    kept = []
    at = 0
    for block in blocks:
        kept.append(sum(stayed[at : at + len(block)]))
        at += len(block)
    _prefer_content(page, blocks, kept)
    titles = {_normal(block.text) for block in page.blocks if block.keep and block.kind == "title"}
    right = _normal(extraction.title) in {_normal(page.title), *titles} if titles else None
    language = extraction.language == page.language
    return Judged(page, tuple(len(block) for block in blocks), tuple(kept), right, language)


def _prefer_content(page: NoisyPage, blocks: list[list[str]], kept: list[int]) -> None:
    """Of two blocks with the same words, the article's own counts as kept first, or the one under the same title."""
    for mine, block in enumerate(page.blocks):
        if not block.keep:
            continue
        for other, words in enumerate(blocks):
            theirs = page.blocks[other]
            same = words == blocks[mine] and (not theirs.keep or (theirs.kind == block.kind == "title"))
            if same and other != mine and kept[mine] < kept[other]:
                kept[mine], kept[other] = kept[other], kept[mine]
    # A title stands in the line of title and site, too.
    for mine, block in enumerate(page.blocks):
        size = len(blocks[mine])
        for other, words in enumerate(blocks):
            within = any(words[at : at + size] == blocks[mine] for at in range(len(words) - size + 1))
            if block.keep and not page.blocks[other].keep and within and not kept[mine] and kept[other] >= size > 0:
                kept[mine], kept[other] = size, kept[other] - size
    # A title that the page says twice is kept whole when it is kept once.
    for mine, block in enumerate(page.blocks):
        if block.keep and block.kind == "title":
            kept[mine] = max(
                each for number, each in enumerate(kept) if page.blocks[number].keep and blocks[number] == blocks[mine]
            )


def _normal(text: str) -> str:
    return " ".join(repair(text).casefold().split())


def figures(judged: Sequence[Judged]) -> dict[str, object]:
    """Shares of words and of pages, in per cent, with the worst page of each."""
    sums = [sum(counts) for counts in zip(*(each.counts() for each in judged), strict=True)]
    titles = [each.title_right for each in judged if each.title_right is not None]
    removed = {each.page.number: _share(*each.counts()[:2]) for each in judged}
    kept = {each.page.number: _share(*each.counts()[2:]) for each in judged}
    worst_removed, worst_kept = min(removed, key=removed.__getitem__), min(kept, key=kept.__getitem__)
    return {
        "pages": len(judged),
        "boilerplate_removed": _share(*sums[:2]),
        "content_kept": _share(*sums[2:]),
        "least_removed": f"{removed[worst_removed]} (page {worst_removed})",
        "least_kept": f"{kept[worst_kept]} (page {worst_kept})",
        "language_right": _share(len(judged), sum(each.language_right for each in judged)),
        "title_right": _share(len(titles), sum(titles)),
    }


def _share(whole: int, part: int) -> float:
    return round(100 * part / whole, 2) if whole else 100.0


def by_language(judged: Sequence[Judged]) -> dict[str, object]:
    """The figures of each language and of all pages."""
    result: dict[str, object] = {"all": figures(judged)}
    for language in Language:
        own = [each for each in judged if each.page.language == language]
        if own:
            result[str(language)] = figures(own)
    return result


def mistakes(judged: Sequence[Judged]) -> list[str]:
    """The blocks that a tool has judged wrongly, for tuning."""
    return [
        f"{each.page.number} {'LOST' if block.keep else 'LEFT'} {kept}/{words} {block.kind}: {block.text[:90]!r}"
        for each in judged
        for block, words, kept in zip(each.page.blocks, each.words, each.kept, strict=True)
        if kept != (words if block.keep else 0)
    ] + [f"{each.page.number} TITLE" for each in judged if each.title_right is False]


def main(part: str = "development") -> None:
    """Entry of the command."""
    pages = learnable(read_pages(NOISY / part))
    encoder = open_plain_encoder(open_embedded_encoder(Settings().cache))
    clean("Warm up.", encoder)
    learnt = cross_validated(taught(), open_meaning(encoder)) if part == "development" else {}
    tools: dict[str, Tool] = {
        "ours": ours(encoder, learnt),
        "ours_without_encoder": ours(None, learnt),
        "ours_with_hints_of_html": ours(encoder, learnt, outside_by_trafilatura),
        "trafilatura": by_trafilatura(NoisyPage.html),
        "trafilatura_without_hints": by_trafilatura(bare_html),
        "justext": by_justext,
    }
    result: dict[str, object] = {}
    for name, tool in list(tools.items()):
        moment = time.perf_counter()
        judged = [judge(page, tool(page)) for page in pages]
        spent = time.perf_counter() - moment
        result[name] = {**by_language(judged), "ms_a_page": round(1000 * spent / len(pages), 1)}
        if part == "development" and name.startswith("ours"):
            sys.stdout.write("\n".join([name, *mistakes(judged), ""]))
    if part == "development":
        clean_articles = [judge(page, ours(encoder, learnt)(page)) for page in bundled_pages()]
        sys.stdout.write("\n".join(["articles without boilerplate", *mistakes(clean_articles), ""]))
        result["ours_on_articles_without_boilerplate"] = by_language(clean_articles)
    record(f"cleaning-{part}", result, (NOISY / part).glob("*.marked"))


if __name__ == "__main__":
    main(*sys.argv[1:2])
