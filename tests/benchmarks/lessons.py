"""What the encoder is taught with: passages on mentoring and the questions that they answer, as tokens.

`adaptation/*.jsonl` holds groups: a passage in four languages, three questions in each, and sometimes a question nearby
that no passage answers. `adaptation/libraries/*.jsonl` holds small libraries: about ten passages of one theme, each in
a language of its own, and needs, each asked by several people, with a grade for each passage: 3 answers, 2 answers a
large part, 1 helps. Nothing of the bundled library or of the golden questions is among them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.language import Language
from search.embedded.checkpoint import PASSAGE_PROMPT, QUERY_PROMPT
from search.sentences import sentence_spans

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

GROUPS = Path(__file__).parent / "adaptation"
LIBRARIES = GROUPS / "libraries"

_LEAST_TOKENS_OF_A_SENTENCE = 4
_MOST_TOKENS = 256
_ITEM = "- "

Tokens = list[int]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage's tokens, and where its sentences are among them."""

    tokens: Tokens
    sentences: list[Span]


@dataclass(frozen=True, slots=True)
class Group:
    """A passage in each language, questions that it answers, and others that nothing answers."""

    theme: str
    passages: list[Passage]
    questions: list[Tokens]
    unanswered: list[Tokens]


@dataclass(frozen=True, slots=True)
class Need:
    """What several people ask, each in own words; `grades` are those of the passages that help, by their places."""

    asked: list[Tokens]
    grades: dict[int, int]


@dataclass(frozen=True, slots=True)
class Library:
    """Passages that are near each other, and what people want to know."""

    passages: list[Passage]
    needs: list[Need]


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that is learnt from."""

    groups: list[Group]
    libraries: list[Library]


class Reader:
    """Reads lessons from their files."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast) -> None:
        self._tokenizer = tokenizer

    def lessons(self, groups: Path = GROUPS, libraries: Path = LIBRARIES) -> Lessons:
        """Those of all files, in the order of their names."""
        return Lessons(
            [self._group(name, row) for name, row in rows(groups)],
            [self._library(row) for _, row in rows(libraries)],
        )

    def _group(self, file: str, row: dict[str, Any]) -> Group:
        passages = []
        for language in Language:
            above = [row[each][language] for each in ("title", "heading") if row.get(each, {}).get(language)]
            passages.append(self._passage(above, row["passages"][language], language))
        questions = [self._question(each) for language in Language for each in row["questions"][language]]
        unanswered = [self._question(row["unanswered"][each]) for each in Language] if "unanswered" in row else []
        return Group(f"{file} {row['theme']}", passages, questions, unanswered)

    def _library(self, row: dict[str, Any]) -> Library:
        places = {each["id"]: place for place, each in enumerate(row["passages"])}
        return Library(
            [
                self._passage(over(each), laid_out(each["sentences"])[0], Language(each["language"]))
                for each in row["passages"]
            ],
            [
                Need(
                    [self._question(each["text"]) for each in need["asked"]],
                    {places[name]: grade for name, grade in need["grades"].items()},
                )
                for need in row["needs"]
            ],
        )

    def _question(self, text: str) -> Tokens:
        tokens: Tokens = self._tokenizer(QUERY_PROMPT + text, truncation=True, max_length=_MOST_TOKENS)["input_ids"]
        return tokens

    def _passage(self, above: list[str], text: str, language: Language) -> Passage:
        lead = PASSAGE_PROMPT + "".join(f"{each}\n" for each in above)
        found = self._tokenizer(lead + text, truncation=True, max_length=_MOST_TOKENS, return_offsets_mapping=True)
        sentences = []
        for first, last in sentence_spans(text, language):
            places = [
                place
                for place, (begin, end) in enumerate(found["offset_mapping"])
                if begin < end and begin >= len(lead) + first - 1 and end <= len(lead) + last
            ]
            if len(places) >= _LEAST_TOKENS_OF_A_SENTENCE:
                sentences.append((places[0], places[-1] + 1))
        return Passage(found["input_ids"], sentences)


def laid_out(sentences: Sequence[str]) -> tuple[str, list[Span]]:
    """The text of a library's passage, from its sentences and items of lists, and where each stands in it.

    An item's place is that of its words, without the sign before them.
    """
    text = ""
    places = []
    for before, each in pairwise(["", *sentences]):
        if text:
            text += "\n" if each.startswith(_ITEM) or before.startswith(_ITEM) else " "
        start = len(text) + (len(_ITEM) if each.startswith(_ITEM) else 0)
        text += each
        places.append((start, len(text)))
    return text, places


def over(passage: dict[str, Any]) -> list[str]:
    """What stands over a library's passage: the title, and the heading if there is one."""
    return [passage[each] for each in ("title", "heading") if passage.get(each)]


def rows(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The lines of a folder's files, each with the file's name."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path.stem, json.loads(line)
