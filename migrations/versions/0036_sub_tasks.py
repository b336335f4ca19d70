"""What colleagues of other functions were asked for a ticket

Revision: 0036
Follows: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("settled_at IS NULL")
LOOKED_AT = sa.text("look_after IS NOT NULL")
PARTIAL = (
    ("ix_sub_task_owner_id", ["owner_id", "due_at"], OPEN), ("ix_sub_task_by_id", ["by_id", "due_at"], OPEN),
    ("ix_sub_task_look_after", ["look_after"], LOOKED_AT),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "sub_task",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("ticket_id", NUMBER, nullable=False),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("owner_id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", NUMBER, nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("look_after", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_sub_task_ticket_id_ticket")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_sub_task_by_id_users")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_sub_task_owner_id_users")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["users.id"], name=op.f("fk_sub_task_settled_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_task")),
    )
    op.create_index(op.f("ix_sub_task_ticket_id"), "sub_task", ["ticket_id"], unique=False)
    for name, columns, where in PARTIAL:
        op.create_index(name, "sub_task", columns, unique=False, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, _columns, where in reversed(PARTIAL):
        op.drop_index(name, table_name="sub_task", sqlite_where=where, postgresql_where=where)
    op.drop_index(op.f("ix_sub_task_ticket_id"), table_name="sub_task")
    op.drop_table("sub_task")
