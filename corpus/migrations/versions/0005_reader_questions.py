"""What readers ask in the app, how they vote on cards, and how often each article was on one."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reader_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("article_id", sa.Integer()),
        sa.Column("found_in", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("ticket_hash", sa.String(64)),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.Integer()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_reader_question_article_id_article"),
        sa.ForeignKeyConstraint(["answer_id"], ["article.id"], name="fk_reader_question_answer_id_article"),
        sa.PrimaryKeyConstraint("id", name="pk_reader_question"),
        sa.UniqueConstraint("ticket_hash", name="uq_reader_question_ticket_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reader_question_asked_at", "reader_question", ["asked_at"])
    op.create_index("ix_reader_question_state", "reader_question", ["state"])
    op.create_table(
        "question_vector",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("encoder", sa.String(64), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["reader_question.id"],
            name="fk_question_vector_question_id_reader_question",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", "encoder", name="pk_question_vector"),
    )
    op.create_table(
        "vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_vote_article_id_article"),
        sa.PrimaryKeyConstraint("id", name="pk_vote"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_vote_article_id", "vote", ["article_id"])
    op.create_table(
        "shown_article",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_shown_article_article_id_article"),
        sa.PrimaryKeyConstraint("article_id", "day", name="pk_shown_article"),
    )


def downgrade() -> None:
    op.drop_table("shown_article")
    op.drop_table("vote")
    op.drop_table("question_vector")
    op.drop_table("reader_question")
