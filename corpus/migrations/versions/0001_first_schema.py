"""The first schema: articles, revisions, passages, vectors, accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text()),
        sa.Column("language", sa.String(8)),
        sa.Column("translation_key", sa.String(64), nullable=False),
        sa.Column("live_revision_id", sa.Integer()),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("origin", name="uq_article_origin"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_article_translation_language",
        "article",
        ["translation_key", "language"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("translation_key", sa.String(64)),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_revision_article_id_article"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint("article_id", "number", name="uq_revision_article_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_revision_text_hash", "revision", ["text_hash"])
    op.create_table(
        "removed_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_removed_block_revision_id_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_removed_block"),
    )
    op.create_index("ix_removed_block_revision_id", "removed_block", ["revision_id"])
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("splitter", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_passage_revision_id_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_passage"),
        sa.UniqueConstraint("revision_id", "ordinal", name="uq_passage_revision_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "vector",
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("encoder", sa.String(64), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passage.id"], name="fk_vector_passage_id_passage", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("passage_id", "encoder", name="pk_vector"),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("name", name="uq_account_name"),
    )
    op.create_table(
        "library_state",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_library_state"),
    )


def downgrade() -> None:
    for table in ("library_state", "account", "vector", "passage", "removed_block", "revision", "article"):
        op.drop_table(table)
