"""Why a file cannot be taken in, in words for an editor."""

from pathlib import Path

from corpus.errors import MentorbaseError
from corpus.message import message

ACCEPTED = message("Hand in .txt, .md, .html, .docx, .odt, .pdf, .csv or .jsonl files, or a .zip archive of them.")
"""What to do with a file of another kind."""


class UnreadableError(MentorbaseError):
    """The file holds nothing that can be read; the message says why and what to do."""


class FolderGoneError(MentorbaseError):
    """The folder that is kept in step is not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The folder {folder} is not there or empty, although articles came from it. Nothing was changed: look "
            "whether its disk is connected. To remove the articles, use `mentorbase articles delete`."
        )
