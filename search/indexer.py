"""The writer's side of the index: encodes what has no vector yet, and writes the next generation."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from corpus.answered_question_store import AnsweredQuestionStore
from corpus.message import message
from corpus.passage_store import ArticleChanges, LiveArticles, PassageStore, UnencodedPassage
from search.article_states import read_articles
from search.dense import FLAT_UP_TO
from search.encoder import Encoder
from search.errors import IndexUnavailableError
from search.generation import Generation
from search.generation_writer import write_changes, write_generation
from search.generations import folder_of, newest_held_back, newest_manifest, open_newest, open_served, prune
from search.judge import Judge
from search.judgement import HeldBack, Judgement
from search.leaning import Answered, background_texts
from search.live_index import LiveIndex
from search.manifest import ARTICLES, Manifest
from search.passage_sentences import encode_passages

_CHUNK = 256
"""Texts encoded in one go and saved in one transaction: what a killed writer may have to do again."""

SEGMENTED_FROM = 5_000
"""An index of fewer passages is written anew with every change: that takes a quarter of a second."""

MOST_CHANGED = 0.05
"""The share of the base that may have changed; then a new base is built."""

_ATTEMPTS = 3

_Some = Callable[[str, int, int], list[UnencodedPassage]]
"""Hands out passages that an encoder has to read: at most so many, with ids above the last one's."""

JUDGED_UP_TO = FLAT_UP_TO
"""On a larger base, changes of articles are not judged on the golden questions, which would take many seconds.

They could hardly be held back: what was changed counts in no comparison. What readers have keeps its figures until
there is a new base, or the questions themselves change.
"""

_log = logging.getLogger(__name__)


class Progress(Protocol):
    """Is told how far a long piece of work has come."""

    def __call__(self, done: int, total: int, /) -> None:
        """`done` of `total` passages, and questions that articles answer, are encoded."""


class Indexer:
    """Brings the index up to the store. Processes take turns at writing; readers never wait."""

    def __init__(
        self,
        passages: PassageStore,
        answered: AnsweredQuestionStore,
        encoder: Encoder,
        folder: Path,
        splitter: str,
        judge: Judge | None = None,
        *,
        served: LiveIndex | None = None,
        segmented_from: int = SEGMENTED_FROM,
        most_changed: float = MOST_CHANGED,
        judged_up_to: int = JUDGED_UP_TO,
    ) -> None:
        """`served` is the index that readers have: what it has opened is not opened once more."""
        self._served = served
        self._passages = passages
        self._answered = answered
        self._encoder = encoder
        self._folder = folder
        self._splitter = splitter
        self._judge = judge
        self._segmented_from = segmented_from
        self._most_changed = most_changed
        self._judged_up_to = judged_up_to
        self._background: npt.NDArray[np.float32] | None = None

    def is_behind(self, generation: Generation | None, store_generation: int) -> bool:
        """Whether a generation of the index shows another state than the store's.

        An older one, or a newer one when the database was put back from a copy. One that is held back counts: to write
        it again would end the same way.
        """
        held = newest_held_back(self._folder, self._encoder.fingerprint)
        made = held[1] if held else generation.manifest if generation else None
        return made is None or self._shows_another_state(made, store_generation)

    def _shows_another_state(self, made: Manifest, store_generation: int) -> bool:
        return made.store_generation != store_generation or made.splitter != self._splitter or not made.complete

    def held_back(self) -> HeldBack | None:
        """The newest generation, if readers do not get it since it is clearly worse than the one before it."""
        found = newest_held_back(self._folder, self._encoder.fingerprint)
        if found is None or found[1].golden is None or found[1].golden.comparison is None:
            return None
        has_older = newest_manifest(self._folder, self._encoder.fingerprint) is not None
        return HeldBack(found[0], found[1].golden.comparison, has_older)

    def catch_up(
        self,
        progress: Progress = lambda done, total: None,
        *,
        wait: bool = True,
        accept: bool = False,
        anew: bool = False,
    ) -> bool:
        """Encode all live passages that have no vector, then write a generation; work that was cut off goes on.

        That of a large library has what has changed beside the base of the one before. Once that is much, a generation
        with a new base follows; readers have the other one meanwhile. `anew` writes that one at once. A generation that
        is clearly worse on the golden questions is held back, unless it is to be `accept`ed.
        Returns False, without `wait`, when another process is writing. Raises IndexUnavailableError when the disk is
        full or read-only.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / "writer.lock", blocking=wait):
                before = None if anew else self._base()
                is_grown = before is not None and self._write_changes(before, progress, accept)
                if not is_grown:
                    self._encode_missing(progress)
                if not is_grown or self._has_changed_much():
                    self._write(accept)
                    self._complete_sentences(progress)
        except Timeout:
            return False
        except OSError as error:
            raise IndexUnavailableError(
                message(
                    "The search index cannot be written: the disk may be full or read-only. The articles are safe. "
                    "When there is space again, build the search index anew.",
                    console=f"The search index in {self._folder} cannot be written ({error.strerror or error}). Free "
                    "some space or make the folder writable; the articles are safe, and `mentorbase reindex` completes "
                    "the index.",
                )
            ) from error
        return True

    def _base(self) -> Generation | None:
        """The newest generation, if the next one may stand on its base."""
        newest = newest_manifest(self._folder, self._encoder.fingerprint)
        if newest is None or not self._may_grow(newest[1]):
            return None
        held = None if self._served is None else self._served.current()
        opened = open_newest(self._folder, self._encoder.fingerprint, held)
        return opened if opened is not None and self._may_grow(opened.manifest) else None

    def _may_grow(self, made: Manifest) -> bool:
        is_large = made.base >= max(self._segmented_from, 1)
        return is_large and made.complete and made.splitter == self._splitter

    def _write_changes(self, before: Generation, progress: Progress, accept: bool) -> bool:
        """Write a generation that has what differs from the one before; False when this is too much."""
        known = read_articles(folder_of(self._folder, before.number) / ARTICLES)
        changes = self._encoded_changes(known, progress)
        if changes is None or len(changes.snapshot.ids) + (before.manifest.segment or 0) > FLAT_UP_TO:
            return False
        answered = self._answered_questions(changes.articles.tolist())
        is_judged = before.manifest.base <= self._judged_up_to or not len(changes.articles)
        judge = self._judge_with_questions() if is_judged else None
        number = write_changes(self._folder, before, changes, judge, answered=answered, accept=accept)
        self._written(number, f"{len(changes.articles)} articles have changed")
        return True

    def _encoded_changes(self, known: LiveArticles, progress: Progress) -> ArticleChanges | None:
        """What differs from the articles that are known, with all vectors; None when it is too much."""
        fingerprint = self._encoder.fingerprint
        for _ in range(_ATTEMPTS):
            live, differing = self._passages.changed_articles(known)
            if len(differing) > FLAT_UP_TO // 2 or live.generation < known.generation:  # the latter in an older copy
                return None
            changed = differing.tolist()
            pending = self._passages.unencoded_in(changed, fingerprint)
            if len(pending) > FLAT_UP_TO // 2:
                return None
            self._encode(pending, self._answered.without_vector(fingerprint, changed), progress)
            changes = self._passages.changes(fingerprint, known, (live, differing))
            if changes.snapshot.complete:  # else an article has come meanwhile
                return changes
        return None

    def _has_changed_much(self) -> bool:
        found = newest_manifest(self._folder, self._encoder.fingerprint)
        if found is None or self.held_back() is not None:
            return False
        segment = found[1].segment or 0
        gone = found[1].base + segment - found[1].passages
        return segment + gone > self._most_changed * found[1].base

    def _encode(self, pending: Sequence[UnencodedPassage], questions: Sequence[str], progress: Progress) -> None:
        """Encode these passages and questions."""
        total = len(pending) + len(questions)
        for at in range(0, len(pending), _CHUNK):
            progress(at, total)
            self._encode_passages(pending[at : at + _CHUNK])
            progress(min(at + _CHUNK, len(pending)), total)
        self._encode_questions(questions, progress, len(pending), total)

    def _encode_missing(self, progress: Progress) -> None:
        fingerprint = self._encoder.fingerprint
        questions = self._answered.without_vector(fingerprint)
        total = self._passages.count_unencoded(fingerprint) + len(questions)
        done = self._encode_all(self._passages.unencoded, progress, total)
        self._encode_questions(questions, progress, done, total)

    def _complete_sentences(self, progress: Progress) -> None:
        """Keep the sentences of passages that were encoded before sentences were kept: a search need not read them."""
        self._encode_all(self._passages.without_sentences, progress, 0)

    def _encode_all(self, some: _Some, progress: Progress, total: int) -> int:
        """Encode the passages that `some` hands out, and return how many they were."""
        done = last = 0
        while pending := some(self._encoder.fingerprint, _CHUNK, last):
            progress(done, max(total, done + len(pending)))
            self._encode_passages(pending)
            done, last = done + len(pending), pending[-1].id
            progress(done, max(total, done))
        return done

    def _encode_passages(self, passages: Sequence[UnencodedPassage]) -> None:
        self._passages.save_encoded([each.id for each in passages], encode_passages(self._encoder, passages))

    def _encode_questions(self, questions: Sequence[str], progress: Progress, done: int, total: int) -> None:
        """Encode these questions: the last of the work, of which `done` is done."""
        for at in range(0, len(questions), _CHUNK):
            some = questions[at : at + _CHUNK]
            vectors = self._encoder.encode_passages(some)  # as what is searched for, not as what is asked
            self._answered.save_vectors(self._encoder.fingerprint, dict(zip(some, vectors, strict=True)))
            done += len(some)
            progress(done, max(total, done))

    def _answered_questions(self, articles: Sequence[int] | None = None) -> Answered | None:
        """The questions that the live articles, or some, answer and that are encoded; None where there are none."""
        fingerprint = self._encoder.fingerprint
        live = self._answered.live(articles)
        questions = {each.question for each in live}
        if articles is None:
            self._answered.forget_others(fingerprint, questions)
        vectors = self._answered.vectors(fingerprint, questions)
        live = [each for each in live if each.question in vectors]  # one that came just now raises the generation
        if not live:
            return None
        owners = np.array([each.article for each in live], np.int64)
        return Answered(owners, np.stack([vectors[each.question] for each in live]), self._asked_of_anything())

    def _asked_of_anything(self) -> npt.NDArray[np.float32]:
        if self._background is None:
            self._background = self._encoder.encode_queries(background_texts())
        return self._background

    def _write(self, accept: bool) -> None:
        fingerprint = self._encoder.fingerprint
        snapshot = self._passages.snapshot(fingerprint)
        answered = self._answered_questions()
        judge = self._judge_with_questions()
        number = write_generation(
            self._folder,
            snapshot,
            fingerprint,
            self._splitter,
            judge,
            answered=answered,
            asked=self._asked_of_anything() if len(snapshot.ids) > FLAT_UP_TO else None,
            accept=accept,
        )
        self._written(number, f"{len(snapshot.ids)} passages")

    def _written(self, number: int, what: str) -> None:
        prune(self._folder)
        _log.info("index generation %d: %s", number, what)
        held = self.held_back()
        if held is not None:
            _log.warning("index generation %d is held back: clearly worse on the golden questions", held.number)

    def _judge_with_questions(self) -> Callable[[Generation], Judgement] | None:
        """Judges a generation against the one that it is to take the place of; None where there are no questions."""
        judge = self._judge
        questions = judge.questions() if judge is not None else []
        if judge is None or not questions:
            return None
        return lambda made: judge.judge(questions, made, open_served(self._folder, self._encoder.fingerprint))
