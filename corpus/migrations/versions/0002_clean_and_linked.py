"""What ingest found out about an article: doubts, block languages, relations, alignments, topics."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("file_hash", sa.String(64)))
    op.add_column("article", sa.Column("document_hash", sa.String(64)))
    op.add_column("article", sa.Column("is_gone", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_article_file_hash", "article", ["file_hash"])
    op.add_column("revision", sa.Column("doubtful", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("revision", sa.Column("foreign", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("revision", sa.Column("question", sa.Text()))
    op.create_table(
        "kept_block",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("block_hash", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_kept_block_article_id_article"),
        sa.PrimaryKeyConstraint("article_id", "block_hash", name="pk_kept_block"),
    )
    op.create_table(
        "seen_block",
        sa.Column("block_hash", sa.String(16), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_seen_block_article_id_article"),
        sa.PrimaryKeyConstraint("block_hash", "article_id", name="pk_seen_block"),
    )
    op.create_index("ix_seen_block_article_id", "seen_block", ["article_id"])
    op.create_table(
        "sketch",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_sketch_article_id_article"),
        sa.PrimaryKeyConstraint("article_id", name="pk_sketch"),
    )
    op.create_table(
        "sketch_band",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_sketch_band_article_id_article"),
        sa.PrimaryKeyConstraint("band", "article_id", name="pk_sketch_band"),
    )
    op.create_index("ix_sketch_band_article_id", "sketch_band", ["article_id"])
    op.create_table(
        "relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.String(16)),
        sa.Column("replaced_revision_id", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_relation_article_id_article"),
        sa.ForeignKeyConstraint(["other_id"], ["article.id"], name="fk_relation_other_id_article"),
        sa.PrimaryKeyConstraint("id", name="pk_relation"),
        sa.UniqueConstraint("article_id", "other_id", "kind", name="uq_relation_article_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_relation_other_id", "relation", ["other_id"])
    op.create_table(
        "alignment",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("other_revision_id", sa.Integer(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_alignment_article_id_article"),
        sa.ForeignKeyConstraint(["other_id"], ["article.id"], name="fk_alignment_other_id_article"),
        sa.PrimaryKeyConstraint("article_id", "other_id", name="pk_alignment"),
    )
    op.create_index("ix_alignment_other_id", "alignment", ["other_id"])
    op.create_table(
        "topic",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("descriptions", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topic"),
    )
    op.create_table(
        "article_topic",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.String(64), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_article_topic_article_id_article"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="fk_article_topic_topic_id_topic", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("article_id", "topic_id", name="pk_article_topic"),
    )
    op.create_index("ix_article_topic_topic_id", "article_topic", ["topic_id"])


def downgrade() -> None:
    for table in (
        "article_topic",
        "topic",
        "alignment",
        "relation",
        "sketch_band",
        "sketch",
        "seen_block",
        "kept_block",
    ):
        op.drop_table(table)
    with op.batch_alter_table("revision") as revision_table:
        revision_table.drop_column("question")
        revision_table.drop_column("foreign")
        revision_table.drop_column("doubtful")
    op.drop_index("ix_article_file_hash", "article")
    with op.batch_alter_table("article") as article_table:
        article_table.drop_column("is_gone")
        article_table.drop_column("document_hash")
        article_table.drop_column("file_hash")
