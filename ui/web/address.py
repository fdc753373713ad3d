"""The address as the pages' memory: whatever a reader may want to send to a friend stands in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from corpus.language import Language
from corpus.topic import Audience
from ui.coverage import CellState, Wanted
from ui.desk_list import DeskView
from ui.shelves import Order

_PAGES = Path(__file__).parent
ASK_PAGE = _PAGES / "ask_page.py"
BROWSE_PAGE = _PAGES / "browse_page.py"
ADD_PAGE = _PAGES / "add_page.py"
ARTICLE_PAGE = _PAGES / "article_page.py"
ADMIN_PAGE = _PAGES / "admin_page.py"
PROVIDER_PAGE = _PAGES / "provider_page.py"
QUESTION_PAGE = _PAGES / "question_page.py"
QUESTIONS_PAGE = _PAGES / "questions_page.py"
MAP_PAGE = _PAGES / "map_page.py"
SIDE_BY_SIDE_PAGE = _PAGES / "side_by_side_page.py"
EDIT_PAGE = _PAGES / "edit_page.py"
HISTORY_PAGE = _PAGES / "history_page.py"
REVIEW_PAGE = _PAGES / "review_page.py"
TRANSLATIONS_PAGE = _PAGES / "translations_page.py"
WRITE_PAGE = _PAGES / "write_page.py"
ICON = _PAGES / "icon.svg"

_PUBLISHED = "published-address"
_INTERFACE = "lang"
_QUESTION = "q"
_AMONG = "in"
_AUDIENCE = "for"
_TOPICS = "about"
_ORDER = "sort"
_BY_TOPIC = "by"
_PAGE = "page"
_ARTICLE = "id"
_OTHER = "with"
_PLACE = "at"
_PROVIDER = "with"
_TICKET = "ticket"
_VIEW = "view"
_WORDS = "find"
_REVISION = "rev"
_BEFORE = "before"
_TRANSLATE = "translate"
_INTO = "into"
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an article's text, `text[start:end]`."""

    start: int
    end: int


def publish(page: str) -> None:
    """Tell the browser the address of this run, where Streamlit does not.

    A link that leads to the page already shown, with other parameters, reruns the page and leaves the browser's
    address and its way back as they were (measured on 1.67).
    """
    parameters = st.query_params.to_dict()
    before = st.session_state.get(_PUBLISHED)
    if before and before[0] == page and before[1] != parameters:
        st.query_params.from_dict(parameters)
    st.session_state[_PUBLISHED] = (page, parameters)


def interface_language() -> Language | None:
    """The interface's language, where the reader has chosen one."""
    return _language(st.query_params.get(_INTERFACE, ""))


def choose_interface_language(language: Language) -> None:
    """Put a choice of the interface's language into the address."""
    st.query_params[_INTERFACE] = language


def question() -> str:
    """The question that is asked; empty when none is."""
    return st.query_params.get(_QUESTION, "").strip()


def ask(text: str) -> None:
    """Put a question into the address, or take it out when there is none."""
    _put(_QUESTION, text.strip())


def whole_question_address(text: str) -> str:
    """The path and parameters of the page that answers a question."""
    return f"/?{urlencode({_QUESTION: text, **to_page()})}"


def among() -> list[Language]:
    """The languages that articles are wanted in; empty for all."""
    wanted = (_language(code) for code in st.query_params.get(_AMONG, "").split(","))
    return [language for language in wanted if language]


def set_among(languages: list[Language]) -> None:
    """Put the wanted languages into the address."""
    _put(_AMONG, ",".join(languages))
    _put(_PAGE, "")


def audience() -> Audience | None:
    """Whom articles are wanted for; None for everyone."""
    wanted = st.query_params.get(_AUDIENCE, "")
    return Audience(wanted) if wanted in set(Audience) else None


def set_audience(wanted: Audience | None) -> None:
    """Put the wanted audience into the address."""
    _put(_AUDIENCE, wanted or "")
    _put(_PAGE, "")


def topics() -> list[str]:
    """The ids of the topics that articles are wanted on, be they known or not; empty for all."""
    return [topic for topic in st.query_params.get(_TOPICS, "").split(",") if topic]


def set_topics(wanted: list[str]) -> None:
    """Put the wanted topics into the address."""
    _put(_TOPICS, ",".join(wanted))
    _put(_PAGE, "")


def order() -> Order:
    """What comes first in a list of articles."""
    wanted = st.query_params.get(_ORDER, "")
    return Order(wanted) if wanted in set(Order) else Order.TITLE


def set_order(wanted: Order) -> None:
    """Put what comes first into the address."""
    _put(_ORDER, wanted if wanted is not Order.TITLE else "")
    _put(_PAGE, "")


def page() -> int:
    """The page of a long list, from 1."""
    number = st.query_params.get(_PAGE, "")
    return max(int(number), 1) if re.fullmatch(r"\d{1,6}", number) else 1


def set_page(number: int) -> None:
    """Put the page of a long list into the address."""
    _put(_PAGE, str(number) if number > 1 else "")


def by_topic() -> bool:
    """Whether the map's colours show topics rather than languages."""
    return st.query_params.get(_BY_TOPIC, "") == "topic"


def set_by_topic(wanted: bool) -> None:
    """Put into the address what the map's colours show."""
    _put(_BY_TOPIC, "topic" if wanted else "")


def article() -> int | None:
    """The id of the article that is read."""
    return _identifier(_ARTICLE)


def other_article() -> int | None:
    """The id of the translation that is read beside it."""
    return _identifier(_OTHER)


def place() -> Place | None:
    """The stretch of the article that a search has found."""
    span = _SPAN.fullmatch(st.query_params.get(_PLACE, ""))
    return Place(int(span[1]), int(span[2])) if span else None


def provider() -> str:
    """Who is to sign the reader in; empty for nobody."""
    return st.query_params.get(_PROVIDER, "")


def here() -> str:
    """The path and parameters of the page that is shown, for a way back to it."""
    page = st.session_state.get(_PUBLISHED, ("", {}))[0]
    parameters = urlencode(st.query_params.to_dict())
    return f"/{page}?{parameters}" if parameters else f"/{page}"


def to_article(identifier: int, at: Place | None = None) -> dict[str, str]:
    """The address's parameters for reading an article, at a place if one is given."""
    found = {_PLACE: f"{at.start}-{at.end}"} if at else {}
    return {_ARTICLE: str(identifier), **found, **to_page()}


def ticket() -> str:
    """The ticket of a question that was sent to the editors; empty where there is none."""
    return st.query_params.get(_TICKET, "")


def to_ticket(of: str) -> dict[str, str]:
    """The address's parameters for coming back to a question that was sent."""
    return {_TICKET: of, **to_page()}


def whole_ticket_address(of: str) -> str:
    """The address to keep of a question that was sent, from the start page."""
    base = (st.context.url or "").rstrip("/")
    return f"{base}/question?{_TICKET}={of}"


def to_side_by_side(identifier: int, other: int) -> dict[str, str]:
    """The address's parameters for reading two translations beside each other."""
    return {_ARTICLE: str(identifier), _OTHER: str(other), **to_page()}


def to_topic(topic: str | None) -> dict[str, str]:
    """The address's parameters for the articles on a topic, or on all; what else was chosen among them stays."""
    kept = {name: value for name in (_AMONG, _AUDIENCE, _ORDER) if (value := st.query_params.get(name))}
    return {**({_TOPICS: topic} if topic else {}), **kept, **to_page()}


def desk_view() -> DeskView:
    """Which articles an editor looks at."""
    wanted = st.query_params.get(_VIEW, "")
    return DeskView(wanted) if wanted in set(DeskView) else DeskView.WAITING


def set_desk_view(wanted: DeskView) -> None:
    """Put into the address which articles an editor looks at."""
    _put(_VIEW, wanted if wanted is not DeskView.WAITING else "")
    _put(_PAGE, "")


def desk_words() -> str:
    """The words that an editor looks for in titles."""
    return st.query_params.get(_WORDS, "").strip()


def set_desk_words(words: str) -> None:
    """Put the words that an editor looks for into the address."""
    _put(_WORDS, words.strip())
    _put(_PAGE, "")


def compared_revisions() -> tuple[int | None, int | None]:
    """The numbers of two revisions that are compared: the earlier one and the later one."""
    earlier, later = (st.query_params.get(name, "") for name in (_BEFORE, _REVISION))
    is_number = re.compile(r"\d{1,6}").fullmatch
    return int(earlier) if is_number(earlier) else None, int(later) if is_number(later) else None


def compare_revisions(earlier: int, later: int) -> None:
    """Put two revisions that are compared into the address."""
    _put(_BEFORE, str(earlier))
    _put(_REVISION, str(later))


def wanted_coverage() -> Wanted:
    """What an editor looks at of the coverage board."""
    state = st.query_params.get(_VIEW, "")
    languages, about = among(), topics()
    return Wanted(
        about[0] if about else "",
        languages[0] if languages else None,
        CellState(state) if state in set(CellState) else None,
        desk_words(),
    )


def set_wanted_coverage(wanted: Wanted) -> None:
    """Put into the address what an editor looks at of the coverage board."""
    for name, value in _coverage_parameters(wanted).items():
        _put(name, value)
    _put(_PAGE, "")


def to_coverage(wanted: Wanted, *, by_topic: bool = False) -> dict[str, str]:
    """The address's parameters for a part of the coverage board, or for its topics."""
    given = _coverage_parameters(wanted) | ({_BY_TOPIC: "topic"} if by_topic else {})
    return {**{name: value for name, value in given.items() if value}, **to_page()}


def _coverage_parameters(wanted: Wanted) -> dict[str, str]:
    return {
        _TOPICS: wanted.topic,
        _AMONG: wanted.language or "",
        _VIEW: wanted.state or "",
        _WORDS: wanted.words.strip(),
    }


def translated() -> tuple[int, Language] | None:
    """The article that is translated, and the language that it is translated into."""
    original, language = _identifier(_TRANSLATE), _language(st.query_params.get(_INTO, ""))
    return (original, language) if original is not None and language else None


def to_translate(original: int, language: Language, translation: int | None = None) -> dict[str, str]:
    """The address's parameters for translating an article, anew or beside the translation that is there."""
    there = {} if translation is None else {_ARTICLE: str(translation)}
    return {_TRANSLATE: str(original), _INTO: language.value, **there, **to_page()}


def to_page() -> dict[str, str]:
    """The address's parameters that every page keeps."""
    language = interface_language()
    return {_INTERFACE: language.value} if language else {}


def _language(code: str) -> Language | None:
    return Language(code) if code in set(Language) else None


def _identifier(name: str) -> int | None:
    number = st.query_params.get(name, "")
    return int(number) if re.fullmatch(r"\d{1,9}", number) else None


def _put(name: str, value: str) -> None:
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]
