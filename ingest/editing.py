"""What an editor decides about the blocks of an article: back into the text, or out of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from corpus.article import DoubtfulBlock, RemovedBlock, RevisionContent
from corpus.article_store import KnownArticle, Splitting
from corpus.errors import MentorbaseError
from corpus.library import Library
from ingest.article_language import foreign_blocks
from ingest.clean import block_hash, put_back
from ingest.clean.removal import Cut, Reason, with_spaces
from ingest.split import SPLITTER, split

_Block = TypeVar("_Block", RemovedBlock, DoubtfulBlock)


class Editor:
    """Makes a new revision for each decision; the block is remembered, so that the next cleaning does as decided."""

    def __init__(self, library: Library) -> None:
        self._articles = library.articles
        self._intake = library.intake

    def put_back(self, article: int, number: int) -> None:
        """Put a removed block, numbered from 1 as the article lists them, back where it stood.

        Raises UnknownArticleError, and MentorbaseError when there is no such block.
        """
        known = self._articles.known(article)
        block = _numbered(known.content.removed, number, f"Article {article} has no removed block {number}")
        self._save(known, with_block(known.content, number))
        self._intake.keep_block(article, block_hash(block.text))

    def take_out(self, article: int, number: int) -> None:
        """Take a doubtful block, numbered from 1 as the article lists them, out of the text.

        Raises UnknownArticleError, and MentorbaseError when there is no such block.
        """
        known = self._articles.known(article)
        block = _numbered(known.content.doubtful, number, f"Article {article} has no doubtful block {number}")
        text = known.content.text[block.start : block.end]
        self._save(known, without_block(known.content, block))
        self._intake.drop_block(article, block_hash(text))

    def _save(self, known: KnownArticle, content: RevisionContent) -> None:
        language = known.language or (self._articles.get(known.id).language if known.newest_is_live else None)
        content = replace(content, foreign=foreign_blocks(content.text, language) if language else ())
        self._articles.revise(
            known.id,
            content,
            language,
            known.translation_key,
            Splitting(SPLITTER, split(content.text, language)),
            live=known.newest_is_live,
        )


def with_block(content: RevisionContent, number: int) -> RevisionContent:
    """The content with its removed block `number` (from 1) in the text again."""
    block = content.removed[number - 1]
    text, removed = put_back(content.text, content.removed, number)
    length = len(text) - len(content.text)
    doubtful = tuple(
        replace(each, start=each.start + length, end=each.end + length) if each.start >= block.start else each
        for each in content.doubtful
    )
    return replace(content, text=text, removed=removed, doubtful=doubtful)


def without_block(content: RevisionContent, block: DoubtfulBlock) -> RevisionContent:
    """The content with a doubtful block of it among the removed ones."""
    [cut] = with_spaces(content.text, [Cut(block.start, block.end, Reason(block.reason))])
    length = cut.end - cut.start
    text = content.text[: cut.start] + content.text[cut.end :]
    before = [each for each in content.removed if each.start <= cut.start]
    behind = [
        replace(each, start=max(each.start - length, cut.start)) for each in content.removed if each.start > cut.start
    ]
    taken = RemovedBlock(cut.start, content.text[cut.start : cut.end], block.reason)
    doubtful = tuple(
        replace(each, start=each.start - length, end=each.end - length) if each.start >= cut.end else each
        for each in content.doubtful
        if each != block
    )
    return replace(content, text=text, removed=(*before, taken, *behind), doubtful=doubtful)


def _numbered(blocks: tuple[_Block, ...], number: int, problem: str) -> _Block:
    if not 1 <= number <= len(blocks):
        raise MentorbaseError(f"{problem}: it has {len(blocks)}, counted from 1.")
    return blocks[number - 1]
