"""Golden questions that editors keep, and which articles answer them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "golden_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_golden_question"),
        sa.UniqueConstraint("question", name="uq_golden_question_question"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "golden_answer",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["golden_question.id"],
            name="fk_golden_answer_question_id_golden_question",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_golden_answer_article_id_article"),
        sa.PrimaryKeyConstraint("question_id", "article_id", name="pk_golden_answer"),
    )
    op.create_index("ix_golden_answer_article_id", "golden_answer", ["article_id"])


def downgrade() -> None:
    op.drop_table("golden_answer")
    op.drop_table("golden_question")
