"""Exports and imports of a whole library as jobs: what was exported waits as a zip file to be downloaded."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from corpus.errors import MentorbaseError
from corpus.job import Job
from corpus.message import message
from ingest.incoming import Incoming
from ui.jobs import Steps
from ui.library_archive import pack, unpack
from ui.output import kept_file_line

if TYPE_CHECKING:
    from ui.service import Service


class Transfer:
    """The work of both kinds of jobs. Only the newest export is kept."""

    def __init__(self, service: Service, incoming: Incoming) -> None:
        self._service = service
        self._incoming = incoming
        self._folder = service.library.folder / "exports"

    def export(self, job: Job, steps: Steps) -> None:
        """Write the library to a zip file of its own."""
        self._folder.mkdir(exist_ok=True)
        for older in self._folder.iterdir():
            older.unlink()
        with TemporaryDirectory(dir=self._service.library.folder) as temporary:
            folder = Path(temporary) / "library"
            for _ in self._service.export_library(folder, steps.progress):
                pass
            pack(folder, self._file(job.id))

    def take_in(self, job: Job, steps: Steps) -> None:
        """Take in a zip file that was handed in. Raises MentorbaseError when it is no library."""
        token = job.arguments["files"]
        if not self._incoming.is_there(token):
            raise MentorbaseError(message("The file of this job is not there any more. Hand it in again."))
        (archive,) = self._incoming.paths(token)
        with TemporaryDirectory(dir=self._service.library.folder) as temporary:
            folder = unpack(archive, Path(temporary))
            for report in self._service.import_library(folder, steps.progress):
                steps.report(kept_file_line(report))
        self._incoming.remove(token)

    def exported(self, job: int) -> Path | None:
        """The zip file that a job has written, as long as it is kept."""
        path = self._file(job)
        return path if path.is_file() else None

    def remove(self, job: int) -> None:
        """Keep what a job has written no longer."""
        self._file(job).unlink(missing_ok=True)

    def _file(self, job: int) -> Path:
        return self._folder / f"{job}.zip"
