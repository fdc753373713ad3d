"""Keeps readers' votes on cards, and how often each article was on one: no identities, no links between the two."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Engine, case, delete, func, insert, select, update

from corpus import schema
from corpus.language import Language
from corpus.reader_question import Vote, VoteCount
from corpus.transactions import now, reading, writing

vote, shown, article = schema.vote.c, schema.shown_article.c, schema.article.c


class FeedbackStore:
    """Votes and counts in the database. Every method is one transaction; safe for threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_vote(self, given: Vote) -> int:
        """Keep a vote and return its id."""
        values = {
            "article_id": given.article,
            "question": given.question,
            "language": given.language,
            "helpful": given.helpful,
            "word": given.word,
            "voted_at": now(),
        }
        with writing(self._engine) as connection:
            identifier: int = connection.scalars(insert(schema.vote).values(values).returning(vote.id)).one()
        return identifier

    def add_word(self, identifier: int, word: str) -> None:
        """Add a word to a vote, if that is still kept."""
        with writing(self._engine) as connection:
            connection.execute(update(schema.vote).where(vote.id == identifier).values(word=word))

    def vote_counts(self) -> dict[str, VoteCount]:
        """The votes on each family of translations that has any, by its translation key."""
        helpful = func.sum(case((vote.helpful, 1), else_=0))
        query = (
            select(article.translation_key, helpful.label("helpful"), func.count().label("all"))
            .join(schema.article, article.id == vote.article_id)
            .group_by(article.translation_key)
            .order_by(article.translation_key)
        )
        with reading(self._engine) as connection:
            return {
                row.translation_key: VoteCount(row.helpful, row.all - row.helpful) for row in connection.execute(query)
            }

    def helpful_questions(self, identifier: int, limit: int) -> list[str]:
        """The questions for which more readers have found an article helpful than not, those with most votes first."""
        balance = func.sum(case((vote.helpful, 1), else_=-1))
        query = (
            select(vote.question)
            .where(vote.article_id == identifier)
            .group_by(vote.question)
            .having(balance > 0)
            .order_by(balance.desc(), func.max(vote.id).desc())
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return list(connection.scalars(query))

    def votes_with_words(self, limit: int) -> list[Vote]:
        """The newest votes that came with a word."""
        query = select(schema.vote).where(vote.word != "").order_by(vote.id.desc()).limit(limit)
        with reading(self._engine) as connection:
            return [
                Vote(row.article_id, row.question, Language(row.language), row.helpful, row.word)
                for row in connection.execute(query)
            ]

    def count_shown(self, articles: Iterable[int], day: date) -> None:
        """Each of the articles was on a card once more on this day."""
        with writing(self._engine) as connection:
            for each in articles:
                mine = (shown.article_id == each) & (shown.day == day)
                more = update(schema.shown_article).where(mine).values(count=shown.count + 1)
                if not connection.execute(more).rowcount:
                    connection.execute(insert(schema.shown_article).values(article_id=each, day=day, count=1))

    def shown_counts(self) -> dict[str, int]:
        """How often each family that was on a card at all was on one, by its translation key."""
        query = (
            select(article.translation_key, func.sum(shown.count).label("times"))
            .join(schema.article, article.id == shown.article_id)
            .group_by(article.translation_key)
        )
        with reading(self._engine) as connection:
            return {row.translation_key: int(row.times) for row in connection.execute(query)}

    def forget_before(self, moment: datetime) -> None:
        """Delete the votes and counts from before a moment; those of its own day stay."""
        with writing(self._engine) as connection:
            connection.execute(delete(schema.vote).where(vote.voted_at < moment))
            connection.execute(delete(schema.shown_article).where(shown.day < moment.date()))
