"""What can go wrong while searching, in words for a user."""

from corpus.errors import MentorbaseError


class ModelUnavailableError(MentorbaseError):
    """The encoder's model cannot be had."""


class QuestionError(MentorbaseError):
    """A question that cannot be searched for."""


class IndexUnavailableError(MentorbaseError):
    """The index cannot be read or written."""
