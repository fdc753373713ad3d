"""The glossary: what the concepts of mentoring are called."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concept",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("stands_for", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_concept"),
    )


def downgrade() -> None:
    op.drop_table("concept")
