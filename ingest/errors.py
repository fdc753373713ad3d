"""Why a file cannot be taken in, in words for an editor."""

from pathlib import Path

from corpus.errors import MentorbaseError
from corpus.message import Message, message

ACCEPTED = message("Hand in .txt, .md, .html, .docx, .odt, .pdf, .csv or .jsonl files, or a .zip archive of them.")
"""What to do with a file of another kind."""


class UnreadableError(MentorbaseError):
    """The file holds nothing that can be read; the message says why and what to do."""


def too_large(size_mb: int, most_mb: int) -> Message:
    """Why a file of so many megabytes is not read."""
    return message(
        "The file has {size} MB, and {most} MB are the most that is read. An article has a few thousand words: cut the "
        "file into its articles.",
        size=size_mb,
        most=most_mb,
    )


class FolderGoneError(MentorbaseError):
    """The folder that is kept in step is not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            message(
                "The folder {folder} is not there or empty, although articles came from it. Nothing was changed: look "
                "whether its disk is connected.",
                console=f"The folder {folder} is not there or empty, although articles came from it. Nothing was "
                "changed: look whether its disk is connected. To remove the articles, use `mentorbase articles "
                "delete`.",
                folder=str(folder),
            )
        )
