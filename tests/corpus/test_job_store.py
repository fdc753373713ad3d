from __future__ import annotations

import pytest

from corpus.job import JobKind, JobState, UnknownJobError
from corpus.library import Library
from corpus.message import Message


def test_a_job_is_kept_with_its_progress_and_reports(library: Library) -> None:
    job = library.jobs.add(JobKind.TAKE_IN, {"files": "abc"}, 2, "ada")
    library.jobs.set_state(job, JobState.RUNNING)
    library.jobs.set_progress(job, 1, 3)
    library.jobs.add_report(job, {"source": "a.md"})
    library.jobs.add_report(job, {"source": "b.md"})
    kept = library.jobs.get(job)
    assert (kept.kind, kept.arguments, kept.started_by) == (JobKind.TAKE_IN, {"files": "abc"}, "ada")
    assert (kept.state, kept.done, kept.total, kept.ended) == (JobState.RUNNING, 1, 3, None)
    assert library.jobs.reports(job) == [{"source": "a.md"}, {"source": "b.md"}]
    library.jobs.set_state(job, JobState.FAILED, Message("No space."))
    kept = library.jobs.get(job)
    assert (kept.state, kept.trouble, kept.is_unfinished) == (JobState.FAILED, "No space.", False)
    assert kept.ended is not None


def test_what_nobody_is_at_any_more_is_interrupted(library: Library) -> None:
    done, running, waiting = (library.jobs.add(JobKind.REINDEX, {}, 0, None) for _ in range(3))
    library.jobs.set_state(done, JobState.DONE)
    library.jobs.set_state(running, JobState.RUNNING)
    library.jobs.interrupt_unfinished()
    assert [(each.id, each.state) for each in library.jobs.all()] == [
        (waiting, JobState.INTERRUPTED),
        (running, JobState.INTERRUPTED),
        (done, JobState.DONE),
    ]


def test_a_job_is_removed_with_its_reports(library: Library) -> None:
    job = library.jobs.add(JobKind.REINDEX, {}, 0, None)
    library.jobs.add_report(job, {"source": "a.md"})
    library.jobs.remove(job)
    assert (library.jobs.all(), library.jobs.reports(job)) == ([], [])
    with pytest.raises(UnknownJobError):
        library.jobs.get(job)
