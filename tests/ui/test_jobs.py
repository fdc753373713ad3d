from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from corpus.errors import MentorbaseError
from corpus.job import Job, JobKind, JobState
from corpus.library import Library, open_library
from corpus.message import Message
from ui.jobs import JobRunner, Steps, Work

TAKE_IN, REINDEX = JobKind.TAKE_IN, JobKind.REINDEX
MakeRunner = Callable[..., JobRunner]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return open_library(tmp_path / "library")


@pytest.fixture
def runner(library: Library) -> MakeRunner:
    def make(work: Work) -> JobRunner:
        return JobRunner(library.jobs, library.folder, {TAKE_IN: work, REINDEX: work})

    return make


class Gate:
    """A work that tells that it has begun, and goes on when it is let."""

    def __init__(self) -> None:
        self.begun = Event()
        self.opened = Event()

    def __call__(self, job: Job, steps: Steps) -> None:
        steps.report({"job": job.id, "step": 1})
        self.begun.set()
        assert self.opened.wait(30)
        steps.progress(1, 2)
        steps.report({"job": job.id, "step": 2})


def test_jobs_run_one_after_the_other_and_tell_how_far_they_are(runner: MakeRunner, library: Library) -> None:
    gate = Gate()
    jobs = runner(gate)
    first, second = jobs.submit(TAKE_IN, {"a": 1}, 2, "ada"), jobs.submit(REINDEX, {})
    assert gate.begun.wait(30)
    assert [(each.id, each.state) for each in jobs.jobs()] == [(second, JobState.WAITING), (first, JobState.RUNNING)]
    assert library.jobs.reports(first) == [{"job": first, "step": 1}]
    gate.opened.set()
    jobs.join()
    done = library.jobs.get(first)
    assert (done.state, done.done, done.total, done.started_by) == (JobState.DONE, 1, 2, "ada")
    assert library.jobs.reports(second) == [{"job": second, "step": 1}, {"job": second, "step": 2}]


def test_a_job_that_is_stopped_keeps_what_it_has_done_and_can_go_on(runner: MakeRunner, library: Library) -> None:
    gate = Gate()
    jobs = runner(gate)
    job = jobs.submit(TAKE_IN, {}, 2)
    assert gate.begun.wait(30)
    jobs.cancel(job)
    gate.opened.set()
    jobs.join()
    assert library.jobs.get(job).state is JobState.CANCELLED
    assert library.jobs.reports(job) == [{"job": job, "step": 1}]
    jobs.resume(job)
    jobs.join()
    assert library.jobs.get(job).state is JobState.DONE


def test_a_job_that_is_stopped_before_its_turn_never_runs(runner: MakeRunner, library: Library) -> None:
    gate = Gate()
    jobs = runner(gate)
    jobs.submit(TAKE_IN, {})
    assert gate.begun.wait(30)
    waiting = jobs.submit(TAKE_IN, {})
    jobs.cancel(waiting)
    assert library.jobs.get(waiting).state is JobState.CANCELLED
    gate.opened.set()
    jobs.join()
    assert library.jobs.reports(waiting) == []


@pytest.mark.parametrize(
    ("error", "told"), [(MentorbaseError(Message("No space.")), "No space."), (KeyError("x"), "KeyError: 'x'")]
)
def test_a_job_that_fails_says_why_and_the_next_one_runs(
    runner: MakeRunner, library: Library, error: Exception, told: str
) -> None:
    def work(job: Job, steps: Steps) -> None:
        if job.kind is TAKE_IN:
            raise error

    jobs = runner(work)
    bad, good = jobs.submit(TAKE_IN, {}), jobs.submit(REINDEX, {})
    jobs.join()
    assert (library.jobs.get(bad).state, library.jobs.get(bad).trouble) == (JobState.FAILED, told)
    assert library.jobs.get(good).state is JobState.DONE


def test_after_a_restart_what_was_cut_off_says_so_and_goes_on_when_it_is_asked_to(
    runner: MakeRunner, library: Library
) -> None:
    left = library.jobs.add(TAKE_IN, {}, 2, "ada")
    library.jobs.set_state(left, JobState.RUNNING)
    jobs = runner(lambda job, steps: steps.progress(2, 2))
    assert [each.state for each in jobs.jobs()] == [JobState.INTERRUPTED]
    jobs.resume(left)
    jobs.join()
    assert [(each.state, each.done) for each in jobs.jobs()] == [(JobState.DONE, 2)]


def test_the_jobs_of_a_program_that_still_runs_are_left_alone(runner: MakeRunner) -> None:
    gate = Gate()
    jobs = runner(gate)
    jobs.submit(TAKE_IN, {})
    assert gate.begun.wait(30)
    assert [each.state for each in runner(gate).jobs()] == [JobState.RUNNING]
    gate.opened.set()
    jobs.join()


def test_a_job_is_put_away_once_it_has_ended(runner: MakeRunner) -> None:
    gate = Gate()
    jobs = runner(gate)
    job = jobs.submit(TAKE_IN, {})
    assert gate.begun.wait(30)
    with pytest.raises(MentorbaseError, match="Stop it first"):
        jobs.remove(job)
    gate.opened.set()
    jobs.join()
    jobs.remove(job)
    assert jobs.jobs() == []
