"""The sentence of a passage that answers."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import LivePassage
from corpus.language import Language
from search.answer import AnswerFinder
from search.late_chunking import Spanned, Spans
from search.passage_sentences import Sentences, candidate_spans, pack
from tests.fakes import FakeEncoder

_TEXT = "Goal boat goal boat goal. Plan tree plan tree plan. Talk walk talk walk talk."


class CountingEncoder(FakeEncoder):
    """Remembers how many passages it has encoded."""

    encoded = 0

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.encoded += len(texts)
        return super().encode_passages(texts)


def _passage(text: str, identifier: int = 1, heading: str = "") -> LivePassage:
    return LivePassage(identifier, 1, "family", Language.ENGLISH, 0, len(text), "", heading, text)


def _found(question: str, *passages: LivePassage) -> list[str]:
    encoder = FakeEncoder()
    answers = AnswerFinder(encoder).find(encoder.encode_queries([question])[0], passages)
    return [passage.text[each.start : each.end] for passage, each in zip(passages, answers, strict=True)]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("goal", "Goal boat goal boat goal."),
        ("plan and tree", "Plan tree plan tree plan."),
        ("walk", "Talk walk talk walk talk."),
    ],
)
def test_the_nearest_sentence_is_the_answer(question: str, answer: str) -> None:
    assert _found(question, _passage(_TEXT)) == [answer]


def test_each_passage_gets_its_own_answer() -> None:
    other = _passage("Nothing about it is written in here at all.", 2)
    assert _found("plan", other, _passage(_TEXT)) == [other.text, "Plan tree plan tree plan."]


def test_no_passages_have_no_answers() -> None:
    assert _found("goal") == []


@pytest.mark.parametrize(
    ("text", "heading", "candidates"),
    [
        ("## What is a goal to you?\nIt is where you want to be.", "", ["It is where you want to be."]),
        (
            "What is a goal to you\nIt is where you want to be.",
            "What is a goal to you",
            ["It is where you want to be."],
        ),
        ("Why? Since a goal is where you want to be.", "", ["Since a goal is where you want to be."]),
        ("Why? Why not?", "", ["Why?", "Why not?"]),
        ("## What is a goal to you?", "", ["## What is a goal to you?"]),
    ],
    ids=["marked heading", "plain heading", "scrap", "nothing but scraps", "nothing but a heading"],
)
def test_headings_and_scraps_are_answers_only_where_there_is_nothing_else(
    text: str, heading: str, candidates: list[str]
) -> None:
    spans = candidate_spans(_passage(text, heading=heading))
    assert [text[start:end] for start, end in spans] == candidates


def test_an_item_of_a_list_is_marked_as_a_whole_and_without_its_bullet() -> None:
    text = (
        "Do this first:\n- **Ask.** What do you need? And when?\n2. Write it down. Today.\n\nThen go home. It is late."
    )
    spans = candidate_spans(_passage(text))
    assert [text[start:end] for start, end in spans] == [
        "**Ask.** What do you need? And when?",
        "Write it down. Today.",
    ]


def test_a_sentence_is_read_under_its_title_and_heading() -> None:
    class Reading(FakeEncoder):
        read: tuple[Sequence[str], Sequence[Spans]] = ((), ())

        def encode_with_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> Spanned:
            self.read = (texts, spans)
            return super().encode_with_spans(texts, spans)

    encoder = Reading()
    passage = LivePassage(1, 1, "family", Language.ENGLISH, 0, 26, "Title", "Heading", "A sentence that is to read.")
    AnswerFinder(encoder).find(encoder.encode_queries(["read"])[0], [passage])
    # The title takes 0-5 with its line's end at 5, the heading 6-13; the sentence begins at 14.
    assert encoder.read == (["Title\nHeading\nA sentence that is to read."], [[(14, 41)]])


@given(st.text(max_size=200))
def test_candidates_lie_in_the_passage_and_there_is_always_one(text: str) -> None:
    spans = candidate_spans(_passage(text))
    assert spans
    assert all(0 <= start <= end <= len(text) for start, end in spans)


def test_the_sentences_of_a_passage_are_encoded_once() -> None:
    encoder = CountingEncoder()
    finder = AnswerFinder(encoder)
    query = encoder.encode_queries(["goal"])[0]
    encoder.encoded = 0
    first = finder.find(query, [_passage(_TEXT, 1)])
    again = finder.find(query, [_passage(_TEXT, 1), _passage(_TEXT, 2)])
    assert again == [*first, *first]
    assert encoder.encoded == 2


def test_sentences_that_the_store_keeps_are_not_encoded() -> None:
    encoder = CountingEncoder()
    kept = Sentences([(0, 25), (26, 51)], encoder.encode_passages([_TEXT[:25], _TEXT[26:51]]))
    asked: list[Sequence[int]] = []

    def stored(ids: Sequence[int]) -> dict[int, bytes]:
        asked.append(ids)
        return {1: pack(kept, Language.ENGLISH), 2: pack(kept, Language.DUTCH)}

    finder = AnswerFinder(encoder, stored)
    query = encoder.encode_queries(["plan"])[0]
    encoder.encoded = 0
    answers = finder.find(query, [_passage(_TEXT, 1), _passage(_TEXT, 2), _passage(_TEXT, 3)])
    assert [(each.start, each.end) for each in answers] == [(26, 51)] * 3
    assert encoder.encoded == 2  # the third has none, and those of the second were cut by another language's rules
    assert finder.find(query, [_passage(_TEXT, 1)]) == answers[:1]
    assert asked == [[1, 2, 3]]  # what was found once is remembered


class HeldEncoder(CountingEncoder):
    """Begins with the first texts, and goes on when others have come."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go_on = Event(), Event()

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        if self.begun.is_set():
            self.go_on.set()
        self.begun.set()
        assert self.go_on.wait(30)
        return super().encode_passages(texts)


def test_what_another_search_is_encoding_is_waited_for() -> None:
    encoder = HeldEncoder()
    query = FakeEncoder().encode_queries(["plan"])[0]
    finder = AnswerFinder(encoder)
    shared, other = _passage(_TEXT), _passage("Nothing about it is written in here at all.", 2)
    with ThreadPoolExecutor(2) as searches:
        first = searches.submit(finder.find, query, [shared])
        assert encoder.begun.wait(30)
        second = searches.submit(finder.find, query, [other, shared])
        assert second.result(30)[1:] == first.result(30)
    assert encoder.encoded == 2  # each passage once


def test_an_error_while_encoding_is_told_to_the_search_and_not_kept() -> None:
    class Failing(CountingEncoder):
        def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
            if not self.encoded:
                self.encoded = 1
                raise OSError("disk")
            return super().encode_passages(texts)

    finder = AnswerFinder(Failing())
    query = FakeEncoder().encode_queries(["plan"])[0]
    with pytest.raises(OSError, match="disk"):
        finder.find(query, [_passage(_TEXT)])
    assert len(finder.find(query, [_passage(_TEXT)])) == 1
