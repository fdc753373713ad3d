"""Revisions that name whom they are for, found without all others being read."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # As text: the value has to stand in a search exactly as it stands here.
    op.execute(
        "CREATE INDEX ix_revision_audience ON revision (json_extract(details, '$.audience')) "
        "WHERE json_extract(details, '$.audience') IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_index("ix_revision_audience", "revision")
