"""Sentence boundaries, as offsets into the text."""

from __future__ import annotations

import sentencex

from corpus.language import Language


def sentence_spans(text: str, language: Language | None) -> list[tuple[int, int]]:
    """Where the sentences of a text are: `text[start:end]` is one, without the space around it.

    A line's end always ends a sentence. Rules by `sentencex`, in the given language or in English; beyond them, what
    begins with a small letter goes on with the sentence before: "t.ex. en bok", "”Varför?” undrade hon".
    """
    spans: list[tuple[int, int]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        start = at
        known = len(spans)
        for sentence in sentencex.segment(str(language or Language.ENGLISH), line):
            start = text.index(sentence, start)
            end = start + len(sentence)
            stripped = sentence.strip()
            if stripped:
                first = start + sentence.index(stripped)
                last = first + len(stripped)
                if stripped[0].islower() and len(spans) > known:
                    first, _ = spans.pop()
                spans.append((first, last))
            start = end
        at += len(line)
    return spans
