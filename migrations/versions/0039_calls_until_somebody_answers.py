"""Calls are repeated until somebody takes care of it

Revision: 0039
Follows: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("repeat_every", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("repeat_most", sa.Integer(), nullable=True))
    op.add_column("ticket", sa.Column("answered_for_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("ticket", "answered_for_at")
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.drop_column("repeat_most")
        batch_op.drop_column("repeat_every")
