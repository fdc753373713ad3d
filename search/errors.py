"""What can go wrong while searching, in words for a user."""

from collections.abc import Iterator
from contextlib import contextmanager

from corpus.errors import MentorbaseError
from corpus.message import message


class ModelUnavailableError(MentorbaseError):
    """A model cannot be had; why, and what to do about it, is for whoever has the command line."""

    def __init__(self, english: str) -> None:
        super().__init__(
            message(
                "The language model, which search needs, cannot be loaded. Ask whoever looks after Mentorbase.",
                console=english,
            )
        )


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
        raise ModelUnavailableError(f"{model} cannot be loaded ({reason}). {advice}") from error
