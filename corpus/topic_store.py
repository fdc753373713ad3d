"""Keeps the taxonomy, and which articles are about which of its topics."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, delete, func, insert, select, text, update

from corpus import schema
from corpus.errors import MentorbaseError, UnknownArticleError
from corpus.language import Language
from corpus.message import message
from corpus.topic import ArticleTopic, Audience, Topic, TopicState, named_audiences
from corpus.transactions import portions, raise_wording, reading, seed_once, writing

topic, article_topic = schema.topic.c, schema.article_topic.c
_SEEDED = "topics seeded"


class UnknownTopicError(MentorbaseError):
    """The taxonomy has no topic with the given id."""

    def __init__(self, identifier: str) -> None:
        super().__init__(
            message(
                "There is no topic “{topic}”.",
                console=f"There is no topic '{identifier}'. `mentorbase topics list` shows the ids.",
                topic=identifier,
            )
        )


class TopicsInUseError(MentorbaseError):
    """Topics that articles have would go; `articles` counts these articles by topic."""

    def __init__(self, articles: dict[str, int]) -> None:
        self.articles = articles
        told = ", ".join(f"'{identifier}' ({count} articles)" for identifier, count in articles.items())
        super().__init__(
            message(
                "These topics would go, and the articles lose them: {topics}.",
                console=f"These topics would go, and the articles lose them: {told}. Give --yes to go on.",
                topics=tuple(articles),
            )
        )


class TopicStore:
    """Topics in the database. Every method is one transaction; safe for threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # The taxonomy

    def seed(self, make: Callable[[], Sequence[Topic]]) -> None:
        """Give a library that never had a taxonomy the one that `make` returns; any other keeps its own."""
        seed_once(self._engine, _SEEDED, lambda connection: _save(connection, make()))

    def topics(self) -> list[Topic]:
        """The whole taxonomy, in its order."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(schema.topic).order_by(topic.position))
            return [_topic(row) for row in rows]

    def get(self, identifier: str) -> Topic:
        """One topic. Raises UnknownTopicError."""
        with reading(self._engine) as connection:
            return _topic(_topic_row(connection, identifier))

    def replace(self, topics: Sequence[Topic], *, confirmed: bool = False) -> dict[str, int]:
        """Take this taxonomy instead of the present one; topics that keep their ids keep their articles.

        Returns how many articles each topic that went has lost. Unless that is `confirmed`, raises TopicsInUseError
        and changes nothing when there is one. What an editor has rejected is lost without being counted.
        """
        kept = {each.id for each in topics}
        with writing(self._engine) as connection:
            counts = (
                select(topic.id, func.count(article_topic.article_id))
                .outerjoin(
                    schema.article_topic,
                    (article_topic.topic_id == topic.id) & (article_topic.state != TopicState.REJECTED),
                )
                .group_by(topic.id)
                .order_by(topic.position)
            )
            gone = {row[0]: row[1] for row in connection.execute(counts) if row[0] not in kept}
            used = {identifier: count for identifier, count in gone.items() if count}
            if used and not confirmed:
                raise TopicsInUseError(used)
            for identifier in gone:
                connection.execute(delete(schema.topic).where(topic.id == identifier))
            _save(connection, topics)
            raise_wording(connection)
        return used

    # The topics of articles

    def set_found(self, found: Mapping[int, Mapping[str, float]]) -> None:
        """Propose topics for articles, by article and topic with scores, instead of those proposed earlier.

        What an editor has accepted or rejected stays, with its score. Articles and topics that have gone are left out.
        """
        with writing(self._engine) as connection:
            known = set(connection.scalars(select(topic.id)))
            for some in portions(list(found)):
                mine = article_topic.article_id.in_(some)
                proposed = article_topic.state == TopicState.PROPOSED
                connection.execute(delete(schema.article_topic).where(mine, proposed))
                there = set(connection.scalars(select(schema.article.c.id).where(schema.article.c.id.in_(some))))
                decided = {tuple(row) for row in connection.execute(_pairs().where(mine))}
                rows = [
                    {"article_id": article, "topic_id": each, "score": score, "state": TopicState.PROPOSED}
                    for article in some
                    for each, score in found[article].items()
                    if article in there and each in known and (article, each) not in decided
                ]
                if rows:
                    connection.execute(insert(schema.article_topic), rows)

    def accept(self, article: int, identifier: str) -> None:
        """An editor says that an article is about a topic. Raises UnknownArticleError and UnknownTopicError."""
        self._decide(article, identifier, TopicState.ACCEPTED)

    def reject(self, article: int, identifier: str) -> None:
        """An editor says that an article is not about a topic, so that it is not proposed again.

        Raises UnknownArticleError and UnknownTopicError.
        """
        self._decide(article, identifier, TopicState.REJECTED)

    def decide_as(self, article: int, other: int) -> None:
        """Accept and reject for an article what editors have accepted and rejected for another one."""
        with writing(self._engine) as connection:
            decided = (article_topic.article_id == other) & (article_topic.state != TopicState.PROPOSED)
            rows = connection.execute(select(schema.article_topic).where(decided)).mappings().all()
            mine = (article_topic.article_id == article) & article_topic.topic_id.in_([row["topic_id"] for row in rows])
            connection.execute(delete(schema.article_topic).where(mine))
            if rows:
                connection.execute(insert(schema.article_topic), [{**row, "article_id": article} for row in rows])

    def topics_of(self, articles: Sequence[int], *, rejected: bool = False) -> dict[int, list[ArticleTopic]]:
        """The topics of each article, accepted ones first, then by score; `rejected` ones only if asked for."""
        found: dict[int, list[ArticleTopic]] = {article: [] for article in articles}
        with reading(self._engine) as connection:
            for some in portions(articles):
                query = select(schema.article_topic).where(article_topic.article_id.in_(some))
                if not rejected:
                    query = query.where(article_topic.state != TopicState.REJECTED)
                for row in connection.execute(query.order_by(*_BEST_FIRST)):
                    found[row.article_id].append(_article_topic(row))
        return found

    def topics_by_article(self) -> dict[int, list[str]]:
        """The ids of the topics of every article that has any, best first as `topics_of` has them; one statement."""
        query = select(article_topic.article_id, article_topic.topic_id)
        query = query.where(article_topic.state != TopicState.REJECTED).order_by(article_topic.article_id, *_BEST_FIRST)
        found: dict[int, list[str]] = {}
        with reading(self._engine) as connection:
            for row in connection.execute(query):
                found.setdefault(row.article_id, []).append(row.topic_id)
        return found

    def articles_of(self, identifier: str) -> list[ArticleTopic]:
        """The articles on a topic that are not deleted, those that an editor gave it first, then by score.

        Raises UnknownTopicError.
        """
        shown = schema.article.c.deleted_at.is_(None)
        query = (
            select(schema.article_topic)
            .join(schema.article, schema.article.c.id == article_topic.article_id)
            .where(article_topic.topic_id == identifier, article_topic.state != TopicState.REJECTED, shown)
        )
        with reading(self._engine) as connection:
            _topic_row(connection, identifier)
            rows = connection.execute(query.order_by(*_BEST_FIRST, article_topic.article_id))
            return [_article_topic(row) for row in rows]

    def read_about(self, topics: Collection[str]) -> set[str]:
        """Those of these topics that there is a live article on."""
        is_there = (
            select(article_topic.article_id)
            .join(schema.article, schema.article.c.id == article_topic.article_id)
            .where(article_topic.topic_id == topic.id, article_topic.state != TopicState.REJECTED)
            .where(schema.is_live())
            .exists()
        )
        with reading(self._engine) as connection:
            return set(connection.scalars(select(topic.id).where(topic.id.in_(topics), is_there)))

    def articles_for(self, topics: Collection[str], audiences: Collection[Audience]) -> set[int]:
        """The articles on any of these topics and for any of these audiences; where none are given, on or for any.

        An article is for those whom its own details name; where they name nobody, for those whom its topics are for.
        Whether readers see it is for whoever reads it to ask: a search does so for the few that it finds. Raises
        UnknownTopicError.
        """
        with reading(self._engine) as connection:
            for identifier in topics:
                _topic_row(connection, identifier)
            if not audiences:
                return _about(connection, topics) if topics else set(connection.scalars(select(schema.article.c.id)))
            found = _meant_for(connection, audiences)
            return found & _about(connection, topics) if topics else found

    def _decide(self, article: int, identifier: str, chosen: TopicState) -> None:
        mine = (article_topic.article_id == article) & (article_topic.topic_id == identifier)
        with writing(self._engine) as connection:
            if connection.scalar(select(schema.article.c.id).where(schema.article.c.id == article)) is None:
                raise UnknownArticleError(article)
            _topic_row(connection, identifier)
            if not connection.execute(update(schema.article_topic).where(mine).values(state=chosen)).rowcount:
                score = 1.0 if chosen is TopicState.ACCEPTED else 0.0
                values = {"article_id": article, "topic_id": identifier, "score": score, "state": chosen}
                connection.execute(insert(schema.article_topic).values(values))


# The states' names stand in this order: accepted, proposed, rejected.
_BEST_FIRST = (article_topic.state, article_topic.score.desc(), article_topic.topic_id)


def _save(connection: Connection, topics: Sequence[Topic]) -> None:
    """Write topics over those with the same ids, and the others beside them."""
    known = set(connection.scalars(select(topic.id)))
    for position, each in enumerate(topics):
        values = {
            "position": position,
            "audience": list(each.audience),
            "names": dict(each.names),
            "descriptions": dict(each.descriptions),
        }
        if each.id in known:
            connection.execute(update(schema.topic).where(topic.id == each.id).values(values))
        else:
            connection.execute(insert(schema.topic).values(id=each.id, **values))


def _topic_row(connection: Connection, identifier: str) -> Row[Any]:
    row = connection.execute(select(schema.topic).where(topic.id == identifier)).one_or_none()
    if row is None:
        raise UnknownTopicError(identifier)
    return row


def _topic(row: Row[Any]) -> Topic:
    names, descriptions = (
        {Language(code): text for code, text in texts.items()} for texts in (row.names, row.descriptions)
    )
    return Topic(row.id, tuple(Audience(each) for each in row.audience), names, descriptions)


def _article_topic(row: Row[Any]) -> ArticleTopic:
    return ArticleTopic(row.article_id, row.topic_id, row.score, TopicState(row.state))


_NAMES_SOMEBODY = text("json_extract(revision.details, '$.audience') IS NOT NULL")
"""As the index `ix_revision_audience` has it, so that articles that name nobody are not read."""


def _naming() -> Select[Any]:
    """The articles whose details, as readers see them, have an audience, and that audience."""
    revision, article = schema.revision, schema.article
    shown = (article.c.id == revision.c.article_id) & (article.c.live_revision_id == revision.c.id)
    audience = revision.c.details["audience"].label("audience")
    return select(article.c.id, audience).select_from(revision).join(article, shown).where(_NAMES_SOMEBODY)


def _meant_for(connection: Connection, audiences: Collection[Audience]) -> set[int]:
    """The articles for any of these audiences."""
    theirs = [each.id for each in connection.execute(select(schema.topic)) if set(each.audience) & set(audiences)]
    found = _about(connection, theirs)
    for row in connection.execute(_naming()):
        named = named_audiences({"audience": row.audience})
        if set(named) & set(audiences):
            found.add(row.id)
        elif named:
            found.discard(row.id)
    return found


def _about(connection: Connection, topics: Collection[str]) -> set[int]:
    """The articles that have one of these topics."""
    given = article_topic.topic_id.in_(topics), article_topic.state != TopicState.REJECTED
    return set(connection.scalars(select(article_topic.article_id).where(*given)))


def _pairs() -> Any:
    return select(article_topic.article_id, article_topic.topic_id)
