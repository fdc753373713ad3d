"""The base of every error whose message may be shown to a user."""

from corpus.message import Message, message


class MentorbaseError(Exception):
    """An expected error: its message says what was given, what is allowed and what to do."""

    def __init__(self, told: Message) -> None:
        super().__init__(told)
        self.message = told if isinstance(told, Message) else Message(told)


def unexpected(error: Exception) -> Message:
    """What is told of an error that nobody has thought of."""
    return message(
        "Something went wrong that is not your fault; it has been noted. If it happens again, please report it: "
        "{error}",
        console=f"{type(error).__name__}: {error}",
        error=f"{type(error).__name__}: {error}",
    )


class LibraryError(MentorbaseError):
    """The library folder or its database cannot be used."""


class UnknownArticleError(MentorbaseError):
    """No article has the given id."""

    def __init__(self, article: int) -> None:
        super().__init__(
            message(
                "This article is not here.",
                console=f"There is no article {article}. `mentorbase articles list` shows the ids.",
            )
        )


class OriginTakenError(MentorbaseError):
    """An article that was read from the same place has been saved meanwhile."""


class LanguageTakenError(MentorbaseError):
    """A family of translations already has an article in the language."""
