"""Accounts of several editors: languages, disabled ones, sessions, one-time links and counts of attempts to sign in."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.alter_column("password_hash", existing_type=sa.Text(), nullable=True)
        account.add_column(sa.Column("folded", sa.Text(), nullable=True))
        account.add_column(sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"))
        account.add_column(sa.Column("is_disabled", sa.Boolean(), nullable=False, server_default=sa.false()))
    _fold_names()
    with op.batch_alter_table("account") as account:
        account.alter_column("folded", existing_type=sa.Text(), nullable=False)
        account.create_unique_constraint("uq_account_folded", ["folded"])
    op.create_table(
        "account_session",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_account_session"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_account_session_account_id_account", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_account_session_account_id", "account_session", ["account_id"])
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitation"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_invitation_account_id_account", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_invitation_account_id", "invitation", ["account_id"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_sign_in_attempt"),
    )


def _fold_names() -> None:
    """Names were told apart by their capitals: of two that now are one, the later gets its number behind it."""
    account = sa.table("account", sa.column("id"), sa.column("name"), sa.column("folded"))
    connection = op.get_bind()
    taken: set[str] = set()
    for row in connection.execute(sa.select(account.c.id, account.c.name).order_by(account.c.id)).all():
        name = unicodedata.normalize("NFC", row.name)
        if _fold(name) in taken:
            name = f"{name}-{row.id}"
        taken.add(_fold(name))
        named = sa.update(account).where(account.c.id == row.id).values(name=name, folded=_fold(name))
        connection.execute(named)


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def downgrade() -> None:
    op.drop_table("sign_in_attempt")
    op.drop_table("invitation")
    op.drop_table("account_session")
    account = sa.table("account", sa.column("password_hash"))
    op.execute(sa.delete(account).where(account.c.password_hash.is_(None)))
    with op.batch_alter_table("account") as batch:
        batch.drop_constraint("uq_account_folded", type_="unique")
        batch.drop_column("is_disabled")
        batch.drop_column("languages")
        batch.drop_column("folded")
        batch.alter_column("password_hash", existing_type=sa.Text(), nullable=False)
