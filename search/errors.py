"""What can go wrong while searching, in words for a user."""

from collections.abc import Iterator
from contextlib import contextmanager

from corpus.errors import MentorbaseError
from corpus.message import by_command, message, sentences

FOR_WHO_RUNS_IT = message("Whoever runs this Mentorbase can put it right.")
"""What pages say in the place of commands and settings."""


class ModelUnavailableError(MentorbaseError):
    """A model cannot be had."""


class QuestionError(MentorbaseError):
    """A question that cannot be searched for."""


class IndexUnavailableError(MentorbaseError):
    """The index cannot be read or written."""


@contextmanager
def loading_model(model: str, advice: str) -> Iterator[None]:
    """Raises ModelUnavailableError, with what to do, for whatever goes wrong inside while a model is loaded.

    The libraries raise OSError, ValueError, KeyError and their own kinds for a name, a folder or a network.
    """
    try:
        yield
    except Exception as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        told = message("{model} cannot be loaded ({problem}).", model=model, problem=reason)
        raise ModelUnavailableError(sentences(told, by_command(advice, FOR_WHO_RUNS_IT))) from error
