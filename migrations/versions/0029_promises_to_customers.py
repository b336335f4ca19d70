"""What customers were promised is a record with a date

Revision: 0029
Follows: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDS = sa.text("settled_at IS NULL")
LOOKED_AT = sa.text("look_after IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "given_promise",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("ticket_id", NUMBER, nullable=False),
        sa.Column("attempt_id", NUMBER, nullable=True),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("first_due_at", sa.DateTime(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("missed_at", sa.DateTime(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", NUMBER, nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("look_after", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_given_promise_ticket_id_ticket")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["contact_attempt.id"], name=op.f("fk_given_promise_attempt_id_contact_attempt")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_given_promise_by_id_users")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["users.id"], name=op.f("fk_given_promise_settled_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_promise")),
    )
    op.create_index(op.f("ix_given_promise_ticket_id"), "given_promise", ["ticket_id"], unique=False)
    op.create_index(
        "ix_given_promise_due_at", "given_promise", ["due_at", "id"], unique=False,
        sqlite_where=STANDS, postgresql_where=STANDS,
    )  # fmt: skip
    op.create_index(
        "ix_given_promise_look_after", "given_promise", ["look_after"], unique=False,
        sqlite_where=LOOKED_AT, postgresql_where=LOOKED_AT,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index(
        "ix_given_promise_look_after", table_name="given_promise",
        sqlite_where=LOOKED_AT, postgresql_where=LOOKED_AT,
    )  # fmt: skip
    op.drop_index(
        "ix_given_promise_due_at", table_name="given_promise", sqlite_where=STANDS, postgresql_where=STANDS
    )
    op.drop_index(op.f("ix_given_promise_ticket_id"), table_name="given_promise")
    op.drop_table("given_promise")
