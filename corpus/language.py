"""The languages of the knowledge base."""

from enum import StrEnum


class Language(StrEnum):
    """A language that articles are kept in, as its ISO 639-1 code."""

    ITALIAN = "it"
    SWEDISH = "sv"
    DUTCH = "nl"
    ENGLISH = "en"

    @property
    def own_name(self) -> str:
        """The language's name in the language itself."""
        return _OWN_NAMES[self]


_OWN_NAMES = {
    Language.ITALIAN: "Italiano",
    Language.SWEDISH: "Svenska",
    Language.DUTCH: "Nederlands",
    Language.ENGLISH: "English",
}


def parse_languages(codes: str) -> frozenset[Language]:
    """Languages from a comma-separated list of codes, such as ``it,sv``; ValueError names what is not one."""
    wanted = [code.strip().lower() for code in codes.split(",") if code.strip()]
    unknown = [code for code in wanted if code not in set(Language)]
    if unknown or not wanted:
        raise ValueError(f"{', '.join(unknown) or 'an empty list'}: choose from {', '.join(Language)}")
    return frozenset(Language(code) for code in wanted)
