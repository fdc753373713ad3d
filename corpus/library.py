"""A library: one folder that holds the database, the index and their locks."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus.account_store import AccountStore
from corpus.answered_question_store import AnsweredQuestionStore
from corpus.article_store import ArticleStore
from corpus.database import open_database
from corpus.feedback_store import FeedbackStore
from corpus.glossary_file import bundled_glossary
from corpus.glossary_store import GlossaryStore
from corpus.golden_store import GoldenStore
from corpus.intake_store import IntakeStore
from corpus.invitation_store import InvitationStore
from corpus.job_store import JobStore
from corpus.passage_store import PassageStore
from corpus.question_store import QuestionStore
from corpus.relation_store import RelationStore
from corpus.revision_store import RevisionStore
from corpus.session_store import SessionStore
from corpus.throttle import Throttle
from corpus.topic_file import bundled_topics
from corpus.topic_store import TopicStore
from corpus.whole_store import WholeStore

_DATABASE = "mentorbase.db"

BUNDLED_ARTICLES = Path(__file__).parent / "articles"
"""The articles that come with Mentorbase, in a folder for each language."""


@dataclass(frozen=True, slots=True)
class Library:
    """The parts of an opened library."""

    folder: Path
    articles: ArticleStore
    passages: PassageStore
    accounts: AccountStore
    intake: IntakeStore
    relations: RelationStore
    topics: TopicStore
    glossary: GlossaryStore
    golden: GoldenStore
    sessions: SessionStore
    invitations: InvitationStore
    throttle: Throttle
    questions: QuestionStore
    feedback: FeedbackStore
    revisions: RevisionStore
    jobs: JobStore
    whole: WholeStore
    answered: AnsweredQuestionStore

    @property
    def index_folder(self) -> Path:
        """Where the generations of the index are."""
        return self.folder / "index"


def open_library(folder: Path) -> Library:
    """Open the library in `folder`, making it if there is none. Raises LibraryError.

    A library that never had topics or a glossary gets those that come with Mentorbase.
    """
    engine = open_database(folder / _DATABASE)
    topics = TopicStore(engine)
    topics.seed(bundled_topics)
    glossary = GlossaryStore(engine)
    glossary.seed(bundled_glossary)
    return Library(
        folder,
        ArticleStore(engine),
        PassageStore(engine),
        AccountStore(engine),
        IntakeStore(engine),
        RelationStore(engine),
        topics,
        glossary,
        GoldenStore(engine),
        SessionStore(engine),
        InvitationStore(engine),
        Throttle(engine),
        QuestionStore(engine),
        FeedbackStore(engine),
        RevisionStore(engine),
        JobStore(engine),
        WholeStore(engine),
        AnsweredQuestionStore(engine),
    )


def copy_library(library: Library, folder: Path) -> Library:
    """A copy of a library's articles in another folder, as of one moment, while others may write: to try things on."""
    with (
        closing(sqlite3.connect(library.folder / _DATABASE)) as original,
        closing(sqlite3.connect(folder / _DATABASE)) as copy,
    ):
        original.backup(copy)
    for vectors in library.folder.glob("*.npy"):  # what would take long to compute again
        shutil.copy(vectors, folder)
    return open_library(folder)
