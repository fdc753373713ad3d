"""Tries the golden questions as a job, and tells how search does on them by the newest figures that there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from corpus.golden_store import KeptQuestion
from corpus.job import Job, JobKind, JobState, Line

if TYPE_CHECKING:
    from ui.jobs import Steps
    from ui.service import Service


@dataclass(frozen=True, slots=True)
class GoldenResults:
    """How search does on the golden questions: nDCG@10 by a question's id, and the share found in the first three.

    `tried` and `tried_by` tell of the trial that found it out; without one the figures are those by which the present
    index was judged. A question that is new or has got other answers since has no figure.
    """

    ndcg_by_question: Mapping[int, float] = field(default_factory=dict)
    success_at_3: float | None = None
    tried: datetime | None = None
    tried_by: str | None = None


class GoldenTrials:
    """The work of the jobs of its kind. Only the newest trial is kept."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._store = service.library.jobs

    def run(self, job: Job, steps: Steps) -> None:
        """Ask every golden question, and keep what came of it in place of what came of it before."""
        kept = self._service.golden_questions()
        index = self._service.index_number()
        found = self._service.evaluate_golden_questions(steps.progress)
        asked = [
            {**_asked(each), "ndcg": found.ndcg_by_need[str(each.id)]}
            for each in kept
            if str(each.id) in found.ndcg_by_need
        ]
        steps.report({"index": index, "success_at_3": found.success_at_3, "questions": asked})
        for older in self._jobs():
            if older.id < job.id and not older.is_unfinished:
                self._store.remove(older.id)

    def results(self) -> GoldenResults:
        """By the newest trial, unless there is a newer index: that was judged when it was written."""
        done = next((each for each in self._jobs() if each.state is JobState.DONE), None)
        if done is not None:
            line = self._store.reports(done.id)[-1]
            if line["index"] == self._service.index_number():
                return GoldenResults(self._known(line), line["success_at_3"], done.ended, done.started_by)
        figures = self._service.golden_figures()
        if figures is None:
            return GoldenResults()
        by_question = {int(each): figure for each, figure in figures.ndcg_by_question.items()}
        return GoldenResults(by_question, figures.success_at_3)

    def _known(self, line: Line) -> dict[int, float]:
        """The figures of the questions that still ask the same and have the same answers."""
        figures = {(each["question"], *each["articles"]): each["ndcg"] for each in line["questions"]}
        keys = {each.id: (each.question, *_articles(each)) for each in self._service.golden_questions()}
        return {identifier: figures[key] for identifier, key in keys.items() if key in figures}

    def _jobs(self) -> list[Job]:
        return [each for each in self._store.all() if each.kind is JobKind.GOLDEN]


def _asked(kept: KeptQuestion) -> Line:
    return {"question": kept.question, "articles": _articles(kept)}


def _articles(kept: KeptQuestion) -> list[int]:
    return sorted(each.article for each in kept.answers)
