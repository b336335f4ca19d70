"""Promises by tier, and in a calendar of their own

Revision: 0024
Follows: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_tier", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("calendar_key", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("policy", schema=None) as batch_op:
        batch_op.drop_column("calendar_key")
        batch_op.drop_column("by_tier")
