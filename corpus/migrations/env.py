"""Alembic's entry: runs the migrations on the connection that ``corpus.database`` hands over."""

from alembic import context

from corpus.schema import metadata

connection = context.config.attributes["connection"]
# SQLite does take schema changes in a transaction: a migration that is cut off leaves nothing behind.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
