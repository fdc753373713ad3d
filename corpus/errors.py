"""The base of every error whose message may be shown to a user."""

from corpus.message import by_command, message, sentences


class MentorbaseError(Exception):
    """An expected error: its message says what was given, what is allowed and what to do."""


class LibraryError(MentorbaseError):
    """The library folder or its database cannot be used."""


class UnknownArticleError(MentorbaseError):
    """No article has the given id."""

    def __init__(self, article: int) -> None:
        super().__init__(
            sentences(
                message("There is no article {article}.", article=str(article)),
                by_command("`mentorbase articles list` shows the ids."),
            )
        )


class OriginTakenError(MentorbaseError):
    """An article that was read from the same place has been saved meanwhile."""


class LanguageTakenError(MentorbaseError):
    """A family of translations already has an article in the language."""
