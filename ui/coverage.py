"""The coverage board: which article is there in which language, which is out of date, and what readers wait for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from corpus.article import ArticleStatus
from corpus.language import Language
from corpus.library import Library
from corpus.relation import Alignment, Outdated, Span
from corpus.revision import ListedArticle
from corpus.topic import Topic
from ingest.relate.parts import heading_of

Asked = Mapping[int, Mapping[Language, int]]
"""How many waiting questions of each language an article would answer, by the article's id."""


class CellState(StrEnum):
    """How an article stands in a language."""

    LIVE = "live"
    OUTDATED = "outdated"
    """It is live, and sections of a translation were changed after it was made."""

    DRAFT = "draft"
    MISSING = "missing"


WORK = (CellState.MISSING, CellState.DRAFT, CellState.OUTDATED)
"""The states in which there is something to do."""


@dataclass(frozen=True, slots=True)
class Lag:
    """An article is behind a translation of it: `sections` are the headings there of what has changed since.

    A section that was taken out has the heading that it still has here, and one without a heading none.
    """

    other: int
    language: Language
    count: int
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """An article in one language, or that it is missing; `asked` counts the readers' questions that wait for it."""

    language: Language
    state: CellState
    article: ListedArticle | None = None
    asked: int = 0
    lags: tuple[Lag, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A family of translations with a cell for each language; `shown` gives it its title."""

    key: str
    shown: ListedArticle
    cells: tuple[Cell, ...]
    topics: tuple[str, ...] = ()
    found: int = 0
    helpful: int = 0

    @property
    def articles(self) -> list[ListedArticle]:
        """The articles that are there."""
        return [each.article for each in self.cells if each.article]

    @property
    def asked(self) -> int:
        """How many questions wait for something that is missing of it."""
        return sum(each.asked for each in self.cells)

    @property
    def newest(self) -> datetime:
        """When one of its articles was saved last."""
        return max(each.saved for each in self.articles)

    @property
    def is_live(self) -> bool:
        """Whether readers see any of its articles."""
        return any(each.status is ArticleStatus.LIVE for each in self.articles)

    def cell(self, language: Language) -> Cell:
        """The cell of one language."""
        return next(each for each in self.cells if each.language is language)

    def original_for(self, language: Language, reader: Language) -> ListedArticle | None:
        """What a translation into a language is made from: a live text that is not behind, best in the reader's own."""
        others = [each for each in self.cells if each.article and each.language is not language]
        others.sort(key=lambda each: (_ORDER[each.state], each.language is not reader))
        return others[0].article if others else None


_THERE = frozenset({CellState.LIVE, CellState.OUTDATED})
_ORDER = {CellState.LIVE: 0, CellState.OUTDATED: 1, CellState.DRAFT: 2, CellState.MISSING: 3}


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic: how many families are live on it, in how many of them each language is live, and is not."""

    topic: Topic
    families: int
    live: Mapping[Language, int]

    def lacking(self, language: Language) -> int:
        """How many families are not there in a language."""
        return self.families - self.live[language]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an editor looks at: a topic, a language with something to do, a state, words of a title; empty for all."""

    topic: str = ""
    language: Language | None = None
    state: CellState | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The board: the families that are wanted, in order, and how many there are in each state but for that filter."""

    rows: tuple[Row, ...]
    counts: Mapping[CellState, int]
    every: int
    topics: tuple[TopicRow, ...]


def read_coverage(library: Library, reader: Language, asked: Asked, wanted: Wanted) -> Coverage:
    """The board as the library is now, what readers ask for first; titles in the reader's language where there are.

    What they ask for is counted in `asked`; then come the families that searches find most and that readers found
    helpful, then the newest. Six statements, however large the library is; the sections of lags are not named yet.
    """
    articles = library.revisions.listed()
    keys = {each.id: each.translation_key for each in articles}
    lags = _lags(library.relations.outdated(), {each.id: each.language for each in articles})
    found, votes = library.feedback.shown_counts(), library.feedback.vote_counts()
    questions: dict[str, Counter[Language]] = defaultdict(Counter)
    for identifier, by_language in asked.items():
        questions[keys.get(identifier, "")].update(by_language)
    about = library.topics.topics_by_article()
    rows = []
    for key, members in _families(articles).items():
        cells = tuple(_cell(language, members, lags, questions[key]) for language in Language)
        topics = dict.fromkeys(each for member in members.values() for each in about.get(member.id, ()))
        balance = votes[key].balance if key in votes else 0
        rows.append(Row(key, _shown(cells, reader), cells, tuple(topics), found.get(key, 0), balance))
    rows.sort(key=_first_wanted)
    chosen = [each for each in rows if _is_about(each, wanted)]
    return Coverage(
        tuple(each for each in chosen if _has_work(each, wanted.language, wanted.state)),
        {state: sum(_has_work(each, wanted.language, state) for each in chosen) for state in WORK},
        sum(_has_work(each, wanted.language, None) for each in chosen),
        _topic_rows(library.topics.topics(), rows),
    )


def name_sections(library: Library, rows: Sequence[Row]) -> list[Row]:
    """The rows with the headings of what has changed, in one statement more; for the rows of one page."""
    behind = {(cell.article.id, lag.other) for row in rows for cell in row.cells if cell.article for lag in cell.lags}
    alignments = library.relations.outdated([each for pair in behind for each in pair]) if behind else []
    revisions = {each for one in alignments for each in (one.revision, one.other_revision)}
    texts = library.relations.texts_of_revisions(list(revisions)) if revisions else {}
    named = {}
    for each in (side for one in alignments for side in (one, one.turned())):
        here, there = texts.get(each.revision, ""), texts.get(each.other_revision, "")
        named[each.article, each.other] = tuple(
            _heading(there, section.there) or _heading(here, section.here)
            for section in each.sections
            if section.outdated is Outdated.HERE
        )
    return [replace(row, cells=tuple(_with_names(cell, named) for cell in row.cells)) for row in rows]


def _families(articles: Iterable[ListedArticle]) -> dict[str, dict[Language, ListedArticle]]:
    """The articles that are not in the bin and whose language is known, by their translation keys."""
    families: dict[str, dict[Language, ListedArticle]] = defaultdict(dict)
    for each in articles:
        if each.status is not ArticleStatus.DELETED and each.language is not None:
            # A draft over a live article may ask for a language that the family has: the live one stands for it.
            known = families[each.translation_key].get(each.language)
            if known is None or known.status is not ArticleStatus.LIVE:
                families[each.translation_key][each.language] = each
    return families


def _lags(alignments: Iterable[Alignment], languages: Mapping[int, Language | None]) -> dict[int, list[Lag]]:
    lags: dict[int, list[Lag]] = defaultdict(list)
    for one in alignments:
        for each in (one, one.turned()):
            count = sum(section.outdated is Outdated.HERE for section in each.sections)
            language = languages[each.other]
            if count and language:
                lags[each.article].append(Lag(each.other, language, count))
    return lags


def _cell(
    language: Language,
    members: Mapping[Language, ListedArticle],
    lags: Mapping[int, list[Lag]],
    questions: Mapping[Language, int],
) -> Cell:
    article = members.get(language)
    if article is None:
        return Cell(language, CellState.MISSING, asked=questions.get(language, 0))
    behind = tuple(sorted(lags.get(article.id, ()), key=lambda each: (-each.count, each.other)))
    if article.status is not ArticleStatus.LIVE:
        return Cell(language, CellState.DRAFT, article, questions.get(language, 0), behind)
    return Cell(language, CellState.OUTDATED if behind else CellState.LIVE, article, lags=behind)


def _shown(cells: Sequence[Cell], reader: Language) -> ListedArticle:
    """The article whose title stands for all: the reader's own if it is live, else the first one that is."""
    there = [each for each in cells if each.article]
    there.sort(key=lambda each: (each.state is CellState.DRAFT, each.language is not reader))
    [first] = [each.article for each in there[:1] if each.article]
    return first


def _first_wanted(row: Row) -> tuple[object, ...]:
    return not row.is_live, -row.asked, -row.found, -row.helpful, -row.newest.timestamp(), row.shown.title.casefold()


def _is_about(row: Row, wanted: Wanted) -> bool:
    words = wanted.words.casefold().split()
    titles = " ".join(each.title for each in row.articles).casefold()
    return (not wanted.topic or wanted.topic in row.topics) and all(word in titles for word in words)


def _has_work(row: Row, language: Language | None, state: CellState | None) -> bool:
    """Whether a cell is in a state; without one every family counts, or with a language those with work in it."""
    cells = [each for each in row.cells if language in (None, each.language)]
    if state is None:
        return language is None or cells[0].state in WORK
    return any(each.state is state for each in cells)


def _topic_rows(topics: Iterable[Topic], rows: Iterable[Row]) -> tuple[TopicRow, ...]:
    families: Counter[str] = Counter()
    live: dict[str, Counter[Language]] = defaultdict(Counter)
    for row in rows:
        there = [each.language for each in row.cells if each.state in _THERE]
        if there:
            families.update(row.topics)
            for topic in row.topics:
                live[topic].update(there)
    return tuple(TopicRow(each, families[each.id], {lang: live[each.id][lang] for lang in Language}) for each in topics)


def _heading(text: str, span: Span | None) -> str:
    return heading_of(text[slice(*span)]) if span else ""


def _with_names(cell: Cell, named: Mapping[tuple[int, int], tuple[str, ...]]) -> Cell:
    article = cell.article
    if article is None or not cell.lags:
        return cell
    lags = tuple(replace(each, sections=named.get((article.id, each.other), ())) for each in cell.lags)
    return replace(cell, lags=lags)
