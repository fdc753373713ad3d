"""Vectors of passages and of the questions that articles answer in half precision: half of the room.

Nothing is encoded again. Rows are read and written some after the other, so that a million of them need no memory; all
of it is one transaction, and whoever cuts it off finds the vectors as they were.
"""

from typing import Any

import numpy as np
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_PORTION = 2_000


def upgrade() -> None:
    _convert("<f4", "<f2")


def downgrade() -> None:
    _convert("<f2", "<f4")


def _convert(old: str, new: str) -> None:
    for table, key in (("vector", "passage_id"), ("answered_question_vector", "question_hash")):
        columns: list[sa.Column[Any]] = [sa.Column(name) for name in (key, "encoder", "value")]
        _convert_table(sa.Table(table, sa.MetaData(), *columns), key, np.dtype(old), np.dtype(new))


def _convert_table(table: sa.Table, key: str, old: np.dtype[Any], new: np.dtype[Any]) -> None:
    connection = op.get_bind()
    own, encoder = table.c[key], table.c["encoder"]
    change = (
        table.update()
        .where(own == sa.bindparam("own"), encoder == sa.bindparam("its_encoder"))
        .values(value=sa.bindparam("new", type_=sa.LargeBinary()))
    )
    page = sa.select(own, encoder, table.c["value"]).order_by(own, encoder).limit(_PORTION)
    rows = connection.execute(page).all()
    while rows:
        connection.execute(
            change,
            [
                {"own": row[0], "its_encoder": row[1], "new": np.frombuffer(row[2], old).astype(new).tobytes()}
                for row in rows
            ],
        )
        last, last_encoder = rows[-1][0], rows[-1][1]
        after = sa.or_(own > last, sa.and_(own == last, encoder > last_encoder))
        rows = connection.execute(page.where(after)).all()
