"""Warnings before a promise is missed, and calls after it

Revision: 0028
Follows: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

LOOKED_AT = sa.text("look_after IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("warn_at", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("chain", sa.JSON(), nullable=True))
    op.add_column("ticket", sa.Column("look_after", sa.DateTime(), nullable=True))
    op.create_index(
        "ix_ticket_look_after", "ticket", ["look_after", "id"], unique=False,
        sqlite_where=LOOKED_AT, postgresql_where=LOOKED_AT,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index(
        "ix_ticket_look_after", table_name="ticket", sqlite_where=LOOKED_AT, postgresql_where=LOOKED_AT
    )
    op.drop_column("ticket", "look_after")
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.drop_column("chain")
        batch_op.drop_column("warn_at")
