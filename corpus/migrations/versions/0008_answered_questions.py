"""Vectors of the questions that articles answer."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answered_question_vector",
        sa.Column("question_hash", sa.String(64), nullable=False),
        sa.Column("encoder", sa.String(64), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("question_hash", "encoder", name="pk_answered_question_vector"),
    )


def downgrade() -> None:
    op.drop_table("answered_question_vector")
