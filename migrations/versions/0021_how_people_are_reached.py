"""How people are reached

Revision: 0021
Follows: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_until", sa.DateTime(), nullable=True))

    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("handed_over_by", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("missed_by", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("quiet_hours", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("daily_limit", sa.Integer(), nullable=True))
    op.execute("UPDATE users SET handed_over_by = 'slack', missed_by = 'channel'")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.alter_column("handed_over_by", existing_type=sa.Text(), nullable=False)
        batch_op.alter_column("missed_by", existing_type=sa.Text(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("daily_limit")
        batch_op.drop_column("quiet_hours")
        batch_op.drop_column("missed_by")
        batch_op.drop_column("handed_over_by")
        batch_op.drop_column("phone")

    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_column("held_until")
