"""Why a file cannot be taken in, in words for an editor."""

from corpus.errors import MentorbaseError


class UnreadableError(MentorbaseError):
    """The file holds nothing that can be read; the message says why and what to do."""
