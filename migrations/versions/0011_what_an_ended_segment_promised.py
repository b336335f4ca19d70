"""What an ended segment promised

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reopening", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_resolution_due_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("reopening", schema=None) as batch_op:
        batch_op.drop_column("ended_resolution_due_at")
