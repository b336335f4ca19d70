"""Waiting for a customer or a colleague, as a pause on the record

Revision: 0032
Follows: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STILL = sa.text("ended_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pauses", sa.JSON(), nullable=True))
    op.create_table(
        "wait",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("ticket_id", NUMBER, nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("goes_on_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("pauses", sa.Text(), nullable=False),
        sa.Column("state_before", sa.Text(), nullable=False),
        sa.Column("contact_due_before", sa.DateTime(), nullable=True),
        sa.Column("resolution_due_before", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.Column("ended_by_id", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_wait_ticket_id_ticket")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_wait_by_id_users")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name=op.f("fk_wait_ended_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait")),
    )
    op.create_index("ix_wait_of_ticket", "wait", ["ticket_id", "id"], unique=False)
    op.create_index(
        "uq_wait_still", "wait", ["ticket_id"], unique=True, sqlite_where=STILL, postgresql_where=STILL
    )
    op.create_index(
        "ix_wait_goes_on_at",
        "wait",
        ["goes_on_at", "id"],
        unique=False,
        sqlite_where=STILL,
        postgresql_where=STILL,
    )


def downgrade() -> None:
    # who was before us knows no such state: what waits goes on
    op.execute(
        "UPDATE ticket SET again_at = NULL, state ="
        " (SELECT state_before FROM wait WHERE wait.ticket_id = ticket.id AND wait.ended_at IS NULL)"
        " WHERE id IN (SELECT ticket_id FROM wait WHERE ended_at IS NULL)"
    )
    op.drop_index("ix_wait_goes_on_at", table_name="wait", sqlite_where=STILL, postgresql_where=STILL)
    op.drop_index("uq_wait_still", table_name="wait", sqlite_where=STILL, postgresql_where=STILL)
    op.drop_index("ix_wait_of_ticket", table_name="wait")
    op.drop_table("wait")
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.drop_column("pauses")
