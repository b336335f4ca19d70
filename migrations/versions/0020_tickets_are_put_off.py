"""Tickets are put off until a moment

Revision: 0020
Follows: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PUT_OFF = sa.text("again_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "snooze",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("ticket_id", NUMBER, nullable=False),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("again_at", sa.DateTime(), nullable=False),
        sa.Column("attempt_id", NUMBER, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_snooze_ticket_id_ticket")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_snooze_by_id_users")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["contact_attempt.id"], name=op.f("fk_snooze_attempt_id_contact_attempt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snooze")),
    )
    op.create_index(op.f("ix_snooze_ticket_id"), "snooze", ["ticket_id"], unique=False)
    op.add_column("ticket", sa.Column("again_at", sa.DateTime(), nullable=True))
    op.create_index(
        "ix_ticket_again_at", "ticket", ["again_at"], unique=False,
        sqlite_where=PUT_OFF, postgresql_where=PUT_OFF,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_ticket_again_at", table_name="ticket", sqlite_where=PUT_OFF, postgresql_where=PUT_OFF)
    op.drop_column("ticket", "again_at")
    op.drop_index(op.f("ix_snooze_ticket_id"), table_name="snooze")
    op.drop_table("snooze")
