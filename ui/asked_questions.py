"""What readers ask, vote and send, and what editors do about it. Never who: no names, no addresses, no sessions."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil

import numpy as np
import numpy.typing as npt

from corpus.answered_questions import tidy_questions
from corpus.article import ArticleStatus, ArticleSummary
from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.library import Library
from corpus.message import message
from corpus.question_store import UnknownQuestionError
from corpus.reader_question import WAITING, DayCount, NewQuestion, QuestionState, ReaderQuestion, Vote, VoteCount
from search.encoder import Encoder
from search.gaps import Gap, GapFinder
from search.question_groups import group_questions
from search.result import Hit, SearchResult
from search.searcher import SearchedIndex

LONGEST_DETAILS = 1000
LONGEST_WORD = 200
MOST_GROUPED = 10_000
"""Waiting questions that are grouped, the newest ones: it takes seconds, and more nobody reads."""

_ENCODED_AT_ONCE = 64
_DAYS_A_MONTH = 365.25 / 12
_MOST_WORDS = 20
_DECIDED_LOOKED_AT = 500
_UNANSWERED_LOOKED_UP = 100
_MOST_PROPOSED = 8


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept of readers' questions and for how long. A question that is sent on purpose is always kept."""

    questions: bool = True
    months: int = 12


class TooManySentError(MentorbaseError):
    """Many questions were sent from one place."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(
            message(
                "Many questions were sent from where you are. Try again in {seconds} s.",
                seconds=ceil(wait.total_seconds()),
            )
        )
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Ticket:
    """A sent question as its reader sees it again; `article` is the answer, while readers can see one."""

    question: str
    language: Language
    details: str
    asked: datetime
    state: QuestionState
    article: ArticleSummary | None
    reason: str


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that ask for the same; the first says it best. `languages` are in order of how often each asks."""

    questions: tuple[ReaderQuestion, ...]
    languages: tuple[Language, ...]
    gap: Gap | None = None

    @property
    def ids(self) -> list[int]:
        """The ids of all its questions."""
        return [each.id for each in self.questions]

    @property
    def sent(self) -> list[ReaderQuestion]:
        """Those that readers wait for an answer to."""
        return [each for each in self.questions if each.sent]

    @property
    def assignees(self) -> list[str]:
        """The names of the accounts that have taken one of them on."""
        return sorted({each.assignee for each in self.questions if each.assignee})

    @property
    def newest(self) -> datetime:
        """When it was asked last."""
        return max(each.asked for each in self.questions)


@dataclass(frozen=True, slots=True)
class WaitingQuestions:
    """What waits for editors: the groups that are asked most, and how many groups and questions there are."""

    groups: tuple[QuestionGroup, ...]
    all_groups: int
    all_questions: int


@dataclass(frozen=True, slots=True)
class ArticleVotes:
    """The votes on an article and its translations."""

    article: ArticleSummary
    count: VoteCount


@dataclass(frozen=True, slots=True)
class QuestionStatistics:
    """What was asked and voted, of all that is kept; `days` since a day.

    `never_found` are the articles that were on no card of an answer, nor any translation of theirs.
    """

    days: tuple[DayCount, ...]
    asked: int
    answered: int
    in_own_language: int
    sent: int
    waiting: int
    votes: tuple[ArticleVotes, ...]
    words: tuple[Vote, ...]
    never_found: tuple[ArticleSummary, ...]


class AskedQuestions:
    """Readers' questions and votes, for the pages and the command line. Safe for threads.

    Who may do what an editor does is not checked here.
    """

    def __init__(self, library: Library, encoder: Encoder, index: SearchedIndex, keeping: Keeping) -> None:
        self._library = library
        self._store = library.questions
        self._feedback = library.feedback
        self._encoder = encoder
        self._gaps = GapFinder(library, encoder, index)
        self._keeping = keeping
        self._forgotten: date | None = None
        self._grouped: tuple[tuple[int, ...], list[list[int]]] | None = None
        self._answers: tuple[int, dict[tuple[str, Language], int | None]] = -1, {}
        self._lock = threading.Lock()

    # Readers

    @property
    def keeping(self) -> Keeping:
        """What is kept, as the settings say."""
        return self._keeping

    def record(self, result: SearchResult) -> int | None:
        """Keep a question with what search found in the whole library, and return its id; None where nothing is kept.

        Each call counts as asked once: a page calls it once for a question, however often it is run.
        """
        if not self._keeping.questions:
            return None
        self.forget_old()
        identifier = self._store.add(_new_question(result))
        if result.answered:
            self._feedback.count_shown([hit.article.id for hit in result.hits], _today())
        return identifier

    def send(self, result: SearchResult, address: str, details: str = "", recorded: int | None = None) -> str:
        """Send a question to the editors, whatever the settings, and return the ticket by which its reader comes back.

        `address` is the network address that it comes from, of which a hash is kept for a day, empty for this very
        machine; `recorded` is the id of the question, if it was kept before. Raises TooManySentError when many came
        from the address.
        """
        if address and (wait := self._library.throttle.admit_sending(address)):
            raise TooManySentError(wait)
        self.forget_old()
        details = details.strip()[:LONGEST_DETAILS]
        if recorded is not None:
            try:
                return self._store.send(recorded, details)
            except UnknownQuestionError:
                pass  # it has become too old since
        return self._store.send(self._store.add(_new_question(result)), details)

    def ticket(self, ticket: str, reader: Language) -> Ticket | None:
        """A sent question, with its answer in the reader's language if there is one; None once it is not kept."""
        self.forget_old()
        found = self._store.by_ticket(ticket)
        if found is None:
            return None
        article = None if found.answer is None else self._live_article(found.answer, [reader, found.language])
        return Ticket(found.question, found.language, found.details, found.asked, found.state, article, found.reason)

    def vote(self, result: SearchResult, hit: Hit, *, helpful: bool) -> int | None:
        """Keep what a reader thinks of a card, and return the vote's id; None where nothing is kept."""
        if not self._keeping.questions:
            return None
        return self._feedback.add_vote(Vote(hit.article.id, result.question, result.language, helpful))

    def add_word(self, vote: int, word: str) -> None:
        """Add a short word to a vote."""
        self._feedback.add_word(vote, " ".join(word.split())[:LONGEST_WORD])

    def helpful_families(self) -> dict[str, int]:
        """How many more readers have found a family helpful than not, by translation key, where anyone has voted."""
        return {key: count.balance for key, count in self._feedback.vote_counts().items()}

    def forget_old(self) -> None:
        """Delete what is older than the settings allow; looks once a day."""
        today = _today()
        if self._forgotten != today:
            moment = datetime.now(UTC) - timedelta(days=self._keeping.months * _DAYS_A_MONTH)
            self._store.forget_before(moment)
            self._feedback.forget_before(moment)
            self._forgotten = today

    # Editors

    def questions(self, *, every: bool = False) -> list[ReaderQuestion]:
        """The questions that wait for an editor, or `every` one that is kept, in the order of their ids."""
        self.forget_old()
        return self._store.questions(QuestionState if every else WAITING)

    def well_answered_by(self, article: int, known: Collection[str] = ()) -> tuple[str, ...]:
        """What readers have asked and found answered by an article, or an editor has answered with it; none of `known`.

        They are proposals for the questions that it answers: at most eight, none longer than such a question may be.
        """
        self.forget_old()
        most = _MOST_PROPOSED + len(known)
        found = tidy_questions(
            [*self._store.answered_with(article, most), *self._feedback.helpful_questions(article, most)]
        )
        folded = {each.casefold() for each in known}
        return tuple(each for each in found if each.casefold() not in folded)[:_MOST_PROPOSED]

    def question(self, identifier: int) -> ReaderQuestion:
        """One question. Raises UnknownQuestionError."""
        return self._store.get(identifier)

    def groups(self, limit: int = 50) -> WaitingQuestions:
        """The waiting questions by what they ask, most asked first, each group with what the library lacks for it.

        Questions that have no vector yet are encoded.
        """
        waiting = self.questions()[-MOST_GROUPED:]
        vectors = self._vectors(waiting, WAITING)
        groups = [_group([waiting[row] for row in rows]) for rows in self._rows_of_groups(waiting, vectors)]
        groups.sort(key=lambda group: (-len(group.questions), -len(group.sent), -group.newest.timestamp()))
        first = groups[:limit]
        asked = [(group.questions[0].question, vectors[group.questions[0].id], group.languages) for group in first]
        gaps = self._gaps.find(asked)
        described = tuple(
            QuestionGroup(group.questions, group.languages, gap) for group, gap in zip(first, gaps, strict=True)
        )
        return WaitingQuestions(described, len(groups), len(waiting))

    def asked_for(self) -> dict[int, Counter[Language]]:
        """How many waiting questions of each language an article answers, be it a draft or in another language.

        What search had answered counts for the article that it found. The newest of the questions that it had no answer
        for are looked up again, each once for every state of the library: an article may have come since.
        """
        waiting = self.questions()
        found: dict[int, Counter[Language]] = defaultdict(Counter)
        for each in waiting:
            if each.answered and each.article is not None:
                found[each.article][each.language] += 1
        unanswered = [each for each in waiting if not each.answered][-_UNANSWERED_LOOKED_UP:]
        for each, article in zip(unanswered, self._looked_up(unanswered), strict=True):
            if article is not None:
                found[article][each.language] += 1
        return dict(found)

    def _looked_up(self, questions: Sequence[ReaderQuestion]) -> list[int | None]:
        """The article, or draft, that would answer each of these questions by now."""
        generation = self._library.articles.generation()
        with self._lock:
            if self._answers[0] != generation:
                self._answers = generation, {}
            known = self._answers[1]
        new = {
            (each.question, each.language): each for each in questions if (each.question, each.language) not in known
        }
        if new:
            vectors = self._vectors(list(new.values()), WAITING)
            gaps = self._gaps.find([(text, vectors[each.id], [language]) for (text, language), each in new.items()])
            known |= {key: gap.article.id if gap.article else None for key, gap in zip(new, gaps, strict=True)}
        return [known[each.question, each.language] for each in questions]

    def decided(self, limit: int = 20) -> list[QuestionGroup]:
        """What editors have answered or closed, by what it asks and what was decided; the newest questions first."""
        states = (QuestionState.ANSWERED, QuestionState.CLOSED)
        questions = self._store.questions(states)[-_DECIDED_LOOKED_AT:]
        vectors = self._vectors(questions, states)
        alike: dict[tuple[object, ...], list[ReaderQuestion]] = {}
        for each in questions:
            alike.setdefault((each.state, each.answer, each.reason), []).append(each)
        groups = [
            _group([some[row] for row in rows])
            for some in alike.values()
            for rows in group_questions(np.stack([vectors[each.id] for each in some]))
        ]
        return sorted(groups, key=lambda group: -max(group.ids))[:limit]

    def assign(self, identifiers: Sequence[int], name: str) -> None:
        """Give questions to an account. Raises UnknownQuestionError, and MentorbaseError when there is no name."""
        if not name.strip():
            raise MentorbaseError(message("A question is assigned to an account: give its name."))
        self._store.assign(identifiers, name.strip())

    def answer(self, identifiers: Sequence[int], article: int) -> None:
        """Answer questions with an article that readers can see.

        Raises UnknownQuestionError, UnknownArticleError, and MentorbaseError when the article is not live.
        """
        if self._library.articles.get(article).status is not ArticleStatus.LIVE:
            raise MentorbaseError(
                message(
                    "Readers cannot see this article yet. Publish it first, then answer with it.",
                    console=f"Readers cannot see article {article} yet. Publish it first, then answer with it.",
                )
            )
        self._store.answer(identifiers, article)

    def close(self, identifiers: Sequence[int], reason: str) -> None:
        """Leave questions without an answer, with a word why, which a reader who has sent one will read.

        Raises UnknownQuestionError, and MentorbaseError when there is no word.
        """
        reason = " ".join(reason.split())
        if not reason:
            raise MentorbaseError(
                message("Say in a word why the question is closed; a reader who has sent it will read it.")
            )
        self._store.close(identifiers, reason[:LONGEST_WORD])

    def reopen(self, identifiers: Sequence[int]) -> None:
        """Take back what was decided about questions. Raises UnknownQuestionError."""
        self._store.reopen(identifiers)

    def statistics(self, reader: Language, days: int = 30) -> QuestionStatistics:
        """What was asked and voted, and the counts of the last `days`; articles in the reader's language if there."""
        self.forget_old()
        counts = self._store.counts_by_day(date.min)
        since = _today() - timedelta(days=days - 1)
        kept = self._store.questions()
        families = _live_families(self._library.articles.summaries(), reader)
        votes = [
            ArticleVotes(families[key], count) for key, count in self._feedback.vote_counts().items() if key in families
        ]
        shown = self._feedback.shown_counts()
        return QuestionStatistics(
            days=tuple(each for each in counts if each.day >= since),
            asked=sum(each.asked for each in counts),
            answered=sum(each.answered for each in counts),
            in_own_language=sum(each.in_own_language for each in counts),
            sent=sum(each.sent for each in kept),
            waiting=sum(each.state in WAITING for each in kept),
            votes=tuple(sorted(votes, key=lambda each: (-each.count.balance, each.article.title.casefold()))),
            words=tuple(self._feedback.votes_with_words(_MOST_WORDS)),
            never_found=tuple(article for key, article in families.items() if key not in shown),
        )

    def _vectors(
        self, questions: Sequence[ReaderQuestion], states: Iterable[QuestionState]
    ) -> dict[int, npt.NDArray[np.float32]]:
        """The vectors of questions in some states by their ids; those that are missing are encoded and kept."""
        states = tuple(states)
        known = self._store.vectors(self._encoder.fingerprint, states)
        missing = [each for each in questions if each.id not in known]
        for at in range(0, len(missing), _ENCODED_AT_ONCE):
            some = missing[at : at + _ENCODED_AT_ONCE]
            encoded = self._encoder.encode_queries([each.question for each in some])
            made = {each.id: vector for each, vector in zip(some, encoded, strict=True)}
            self._store.save_vectors(self._encoder.fingerprint, made)
            known |= made
        return known

    def _rows_of_groups(
        self, questions: Sequence[ReaderQuestion], vectors: dict[int, npt.NDArray[np.float32]]
    ) -> list[list[int]]:
        """The questions' groups, kept until there are other questions: a page asks for them with every click."""
        ids = tuple(each.id for each in questions)
        with self._lock:
            if self._grouped is None or self._grouped[0] != ids:
                self._grouped = ids, group_questions(np.stack([vectors[each] for each in ids])) if ids else []
            return self._grouped[1]

    def _live_article(self, identifier: int, languages: Sequence[Language]) -> ArticleSummary | None:
        """An article that readers can see, or a translation of it: the first of some languages that exists, else it."""
        key = self._library.articles.get(identifier).translation_key
        family = self._library.articles.live_families([key])[key]
        wanted = [each for language in languages for each in family if each.language == language]
        return next(iter([*wanted, *(each for each in family if each.id == identifier), *family]), None)


def _new_question(result: SearchResult) -> NewQuestion:
    if not result.hits:
        return NewQuestion(result.question, result.language)
    first = result.hits[0]
    languages = tuple(each.language for each in (first.article, *first.variants) if each.language is not None)
    return NewQuestion(result.question, result.language, result.answered, first.article.id, languages)


def _group(questions: Sequence[ReaderQuestion]) -> QuestionGroup:
    spoken = Counter(each.language for each in questions)
    order = list(Language)
    languages = sorted(spoken, key=lambda each: (-spoken[each], order.index(each)))
    return QuestionGroup(tuple(questions), tuple(languages))


def _live_families(articles: Iterable[ArticleSummary], reader: Language) -> dict[str, ArticleSummary]:
    """The live article to show of each family, by translation key: the reader's language, else the oldest."""
    families: dict[str, ArticleSummary] = {}
    for each in articles:
        if each.status is ArticleStatus.LIVE and (each.translation_key not in families or each.language == reader):
            families[each.translation_key] = each
    return dict(sorted(families.items(), key=lambda item: item[1].title.casefold()))


def _today() -> date:
    return datetime.now(UTC).date()
