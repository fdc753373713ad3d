"""Sentences of passages, with their vectors: those of passages that are there come with the next whole index."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_sentences",
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("encoder", sa.String(64), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passage.id"], name="fk_kept_sentences_passage_id_passage", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("passage_id", "encoder", name="pk_kept_sentences"),
    )


def downgrade() -> None:
    op.drop_table("kept_sentences")
