"""Remembers what was handed in, so that what is unchanged is known at once and a site's own phrases are recognised."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from corpus import schema
from corpus.transactions import portions, reading, writing

article, kept, seen = schema.article.c, schema.kept_block.c, schema.seen_block.c


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file as it came: hashes of its bytes and of the document that a reader made of them, and of each block.

    `file_hash` is empty for a file that holds several articles: one of them may change without the others.
    """

    document_hash: str
    file_hash: str = ""
    blocks: Collection[str] = ()


class IntakeStore:
    """What was handed in and what editors have put back. Every method is one transaction; safe for threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find_by_file(self, file_hash: str) -> list[int]:
        """The articles, not deleted, that came from a file with these bytes."""
        query = select(article.id).where(article.file_hash == file_hash, article.deleted_at.is_(None))
        with reading(self._engine) as connection:
            return list(connection.scalars(query.order_by(article.id)))

    def note(self, identifier: int, given: HandedIn) -> None:
        """Remember what an article came from, where nothing else of it has changed."""
        with writing(self._engine) as connection:
            save_handed_in(connection, identifier, given)

    def others_with(self, blocks: Collection[str], but: int | None = None) -> dict[str, int]:
        """In how many articles, except one, each of these blocks stands; those in none are left out."""
        found: dict[str, int] = {}
        with reading(self._engine) as connection:
            for some in portions(sorted(blocks)):
                query = select(seen.block_hash, func.count()).where(seen.block_hash.in_(some))
                if but is not None:
                    query = query.where(seen.article_id != but)
                found.update(dict(map(tuple, connection.execute(query.group_by(seen.block_hash)))))
        return found

    def kept_blocks(self, identifier: int) -> frozenset[str]:
        """The blocks of an article that an editor has put back: they are never taken out again."""
        with reading(self._engine) as connection:
            return frozenset(connection.scalars(select(kept.block_hash).where(kept.article_id == identifier)))

    def keep_block(self, identifier: int, block: str) -> None:
        """Remember that a block belongs to an article."""
        with writing(self._engine) as connection:
            mine = (kept.article_id == identifier) & (kept.block_hash == block)
            if connection.scalar(select(func.count()).where(mine)) == 0:
                connection.execute(insert(schema.kept_block).values(article_id=identifier, block_hash=block))

    def drop_block(self, identifier: int, block: str) -> None:
        """Forget that a block belongs to an article."""
        with writing(self._engine) as connection:
            mine = (kept.article_id == identifier) & (kept.block_hash == block)
            connection.execute(delete(schema.kept_block).where(mine))


def save_handed_in(connection: Connection, identifier: int, given: HandedIn) -> None:
    """Write what an article came from; call it in the transaction that saves the article."""
    hashes = {"file_hash": given.file_hash or None, "document_hash": given.document_hash}
    connection.execute(update(schema.article).where(article.id == identifier).values(hashes))
    connection.execute(delete(schema.seen_block).where(seen.article_id == identifier))
    rows = [{"block_hash": block, "article_id": identifier} for block in sorted(set(given.blocks))]
    if rows:
        connection.execute(insert(schema.seen_block), rows)
