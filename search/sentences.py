"""Sentence boundaries, as offsets into the text."""

from __future__ import annotations

import sentencex

from corpus.language import Language


def sentence_spans(text: str, language: Language | None) -> list[tuple[int, int]]:
    """Where the sentences of a text are: `text[start:end]` is one, without the space around it.

    A line's end always ends a sentence. Rules by `sentencex`, in the given language or in English.
    """
    spans = []
    at = 0
    for line in text.splitlines(keepends=True):
        start = at
        for sentence in sentencex.segment(str(language or Language.ENGLISH), line):
            start = text.index(sentence, start)
            end = start + len(sentence)
            stripped = sentence.strip()
            if stripped:
                first = start + sentence.index(stripped)
                spans.append((first, first + len(stripped)))
            start = end
        at += len(line)
    return spans
