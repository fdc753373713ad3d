"""Keeps jobs with their progress and reports, so that they outlive the page and the program that started them."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from sqlalchemy import Engine, Row, delete, insert, select, update

from corpus import schema
from corpus.job import UNFINISHED, Job, JobKind, JobState, Line, UnknownJobError
from corpus.message import NOTHING, Message
from corpus.transactions import now, reading, writing

job, report = schema.job.c, schema.job_report.c


class JobStore:
    """Jobs in the database. Every method is one transaction; safe for threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, kind: JobKind, arguments: Line, total: int, started_by: str | None) -> int:
        """Save a job that waits, and return its id."""
        values = {"kind": kind, "arguments": arguments, "total": total, "started_by": started_by}
        with writing(self._engine) as connection:
            adding = insert(schema.job).values(
                **values, state=JobState.WAITING, done=0, trouble="", created_at=now(), ended_at=None
            )
            identifier: int = connection.execute(adding.returning(job.id)).scalar_one()
        return identifier

    def get(self, identifier: int) -> Job:
        """One job. Raises UnknownJobError."""
        with reading(self._engine) as connection:
            row = connection.execute(select(schema.job).where(job.id == identifier)).one_or_none()
        if row is None:
            raise UnknownJobError(identifier)
        return _job(row)

    def all(self) -> list[Job]:
        """Every job that was not removed, newest first."""
        with reading(self._engine) as connection:
            return [_job(row) for row in connection.execute(select(schema.job).order_by(job.id.desc()))]

    def set_state(self, identifier: int, state: JobState, trouble: Message = NOTHING) -> None:
        """Note how far a job has come; one that ends gets the present moment as its end."""
        ended = None if state in UNFINISHED else now()
        with writing(self._engine) as connection:
            changing = update(schema.job).where(job.id == identifier)
            connection.execute(changing.values(state=state, trouble=trouble.to_text(), ended_at=ended))

    def set_progress(self, identifier: int, done: int, total: int) -> None:
        """Note that `done` of `total` pieces of a job are finished."""
        with writing(self._engine) as connection:
            connection.execute(update(schema.job).where(job.id == identifier).values(done=done, total=total))

    def add_report(self, identifier: int, line: Line) -> None:
        """Keep a line of what a job has done."""
        with writing(self._engine) as connection:
            connection.execute(insert(schema.job_report).values(job_id=identifier, line=line))

    def reports(self, identifier: int) -> list[Line]:
        """The lines of what a job has done, in their order."""
        query = select(report.line).where(report.job_id == identifier).order_by(report.id)
        with reading(self._engine) as connection:
            return list(connection.scalars(query))

    def interrupt_unfinished(self) -> None:
        """Mark what a program that is gone has left: nobody is at it any more."""
        with writing(self._engine) as connection:
            left = update(schema.job).where(job.state.in_(UNFINISHED))
            connection.execute(left.values(state=JobState.INTERRUPTED, ended_at=now()))

    def remove(self, identifier: int) -> None:
        """Forget a job and its reports."""
        with writing(self._engine) as connection:
            connection.execute(delete(schema.job_report).where(report.job_id == identifier))
            connection.execute(delete(schema.job).where(job.id == identifier))


def _job(row: Row[Any]) -> Job:
    return Job(
        row.id,
        JobKind(row.kind),
        JobState(row.state),
        row.arguments,
        row.done,
        row.total,
        Message.from_text(row.trouble),
        row.started_by,
        row.created_at.replace(tzinfo=UTC),
        row.ended_at.replace(tzinfo=UTC) if row.ended_at else None,
    )
