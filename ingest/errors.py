"""Why a file cannot be taken in, in words for an editor."""

from corpus.errors import MentorbaseError

ACCEPTED = "Hand in .txt, .md, .html, .docx, .odt, .pdf, .csv or .jsonl files, or a .zip archive of them."
"""What to do with a file of another kind."""


class UnreadableError(MentorbaseError):
    """The file holds nothing that can be read; the message says why and what to do."""
