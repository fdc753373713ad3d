"""Makes of a document what is saved of it: repaired, cleaned, titled, its language told, split into passages."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.article import DoubtfulBlock, ForeignBlock, RemovedBlock, RevisionContent
from corpus.article_store import Splitting
from corpus.language import Language
from corpus.message import NOTHING, Message, message, together
from corpus.passage_store import UnencodedPassage
from ingest.article_language import detect_article_language, foreign_blocks
from ingest.blocks import cut_blocks
from ingest.clean import Cleaned, Seen, block_hash, clean
from ingest.details import find_details
from ingest.errors import UnreadableError
from ingest.reading.document import Document
from ingest.repair import repair
from ingest.sentence_vectors import SentenceVectors
from ingest.split import SPLITTER, split
from ingest.summary import choose_summary
from ingest.title import find_title
from search.encoder import Encoder
from search.passage_sentences import encode_passages

_KEY = re.compile(r"[\w.:-]{1,64}")
_LEAST_WORDS = 5
_LEAST_WORDS_OF_A_BLOCK = 4
"""Shorter ones, such as a heading, are the same in many articles that have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article as it will be saved; a question in its content keeps it a draft."""

    content: RevisionContent
    language: Language | None
    translation_key: str | None
    splitting: Splitting


@dataclass(frozen=True, slots=True)
class Repaired:
    """A document in clean Unicode, with the hashes by which it and its blocks are known again."""

    document: Document
    document_hash: str
    blocks: frozenset[str]


def document_hash(document: Document) -> str:
    """Names a document by all that its reader found in it."""
    return hashlib.sha256(json.dumps(dataclasses.astuple(document), sort_keys=True).encode()).hexdigest()


def repair_document(document: Document) -> Repaired:
    """The document with its text and details repaired. Raises UnreadableError when there is hardly a word in it."""
    text = repair(document.text)
    if len(re.findall(r"\w{2,}", text)) < _LEAST_WORDS:
        raise UnreadableError(
            message("There is hardly a word in the file. An article has at least {count} words.", count=_LEAST_WORDS)
        )
    repaired = dataclasses.replace(
        document,
        text=text,
        title=repair(document.title),
        details=_repaired_details(document.details),
        outside=[repair(block) for block in document.outside],
    )
    blocks = (text[block.start : block.end] for block in cut_blocks(text))
    hashes = frozenset(block_hash(block) for block in blocks if len(block.split()) >= _LEAST_WORDS_OF_A_BLOCK)
    return Repaired(repaired, document_hash(document), hashes)


class Preparer:
    """Prepares articles with an encoder, which tells boilerplate and summaries better than words alone do.

    `reading` is the one that tells boilerplate, by default the one that makes the passages' vectors; `sentences` are
    kept for whoever needs them after the summary. With `as_written`, nothing is taken out of the text: for articles of
    our own. The folder keeps what the encoder makes of texts that stay the same.
    """

    def __init__(
        self,
        encoder: Encoder | None,
        *,
        reading: Encoder | None = None,
        sentences: SentenceVectors | None = None,
        as_written: bool = False,
        folder: Path | None = None,
    ) -> None:
        self._encoder = encoder
        self._reading = reading or encoder
        self._sentences = sentences or (SentenceVectors(encoder) if encoder else None)
        self._folder = folder
        self._as_written = as_written

    def prepare(self, repaired: Repaired, seen: Seen, keep: Collection[str] = ()) -> Prepared:
        """Everything that can be said of an article before the library is asked; its passages have no vectors yet.

        `keep` are hashes of blocks that an editor has put back.
        """
        document = repaired.document
        cleaned = self._clean(document, seen, keep)
        title, text = find_title(cleaned.text, document.title)
        language, question = _language(document.language, text)
        removed, doubtful = _moved(cleaned, len(cleaned.text) - len(text))
        details = {
            **({} if self._as_written else find_details(removed, language)),
            **_repaired_details(document.details),
        }
        foreign = foreign_blocks(text, language) if language else ()
        if "summary" not in details and (summary := self._summary(text, language, foreign)):
            details["summary"] = summary
        key = document.translation_key.strip()
        if key and not _KEY.fullmatch(key):
            wrong = message(
                "The translation_key '{key}' is not one: use letters, digits, '-', '_', '.' and ':', 64 at most.",
                key=key[:40],
            )
            key, question = "", together(question, wrong)
        content = RevisionContent(title, text, removed, details, doubtful, foreign, question)
        return Prepared(content, language, key or None, Splitting(SPLITTER, split(text, language)))

    def encode(self, prepared: Sequence[Prepared]) -> list[Prepared]:
        """The articles with the vectors of their passages, all encoded in one go; without an encoder as they are."""
        if self._encoder is None:
            return list(prepared)
        passages = [_passages(each) for each in prepared]
        together = encode_passages(self._encoder, [each for own in passages for each in own])
        encoded = []
        at = 0
        for each, own in zip(prepared, passages, strict=True):
            splitting = dataclasses.replace(each.splitting, encoded=together.only(range(at, at + len(own))))
            encoded.append(dataclasses.replace(each, splitting=splitting))
            at += len(own)
        return encoded

    def _clean(self, document: Document, seen: Seen, keep: Collection[str]) -> Cleaned:
        if self._as_written or document.is_edited:
            return Cleaned(document.text)
        outside = document.outside
        return clean(document.text, self._reading, seen=seen, keep=keep, outside=outside, folder=self._folder)

    def _summary(self, text: str, language: Language | None, foreign: tuple[ForeignBlock, ...]) -> str:
        if self._as_written or self._sentences is None:
            return ""
        return choose_summary(text, language, self._sentences, foreign)


def _moved(cleaned: Cleaned, cut: int) -> tuple[tuple[RemovedBlock, ...], tuple[DoubtfulBlock, ...]]:
    """Removed and doubtful blocks where they stand once the text has lost so many characters, its title, in front."""
    removed = tuple(dataclasses.replace(block, start=max(block.start - cut, 0)) for block in cleaned.removed)
    doubtful = (
        dataclasses.replace(block, start=max(block.start - cut, 0), end=block.end - cut) for block in cleaned.doubtful
    )
    return removed, tuple(block for block in doubtful if block.end > block.start)


def _passages(prepared: Prepared) -> list[UnencodedPassage]:
    content = prepared.content
    return [
        UnencodedPassage(0, content.title, span.heading, content.text[span.start : span.end], prepared.language)
        for span in prepared.splitting.spans
    ]


def _repaired_details(details: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
    repaired: dict[str, str | list[str]] = {
        repair(name): repair(value) if isinstance(value, str) else [repair(each) for each in value]
        for name, value in details.items()
    }
    return {name: value for name, value in repaired.items() if name and value}


def _language(declared: str, text: str) -> tuple[Language | None, Message]:
    """The language, and what the editor is asked where it is not certain."""
    if declared.strip().lower() in set(Language):
        return Language(declared.strip().lower()), NOTHING
    if declared.strip():
        wrong = message(
            "The file gives its language as '{given}'; the library holds {languages}.",
            console=f"The front matter gives the language '{declared[:20]}'; the library holds {', '.join(Language)}.",
            given=declared[:20],
            languages=tuple(Language),
        )
        return None, wrong
    guess = detect_article_language(text)
    if guess.language is None:
        kept = message(
            "It is kept as a draft. If it is in one of the library's languages, choose that one.",
            console=f"It is kept as a draft. If it is one of {', '.join(Language)}, publish it with `mentorbase "
            "articles publish ID --language CODE`.",
        )
        return None, together(guess.reason, kept)
    return guess.language, NOTHING
