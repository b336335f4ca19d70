"""forms sent once

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_press",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_form_press")),
    )
    with op.batch_alter_table("form_press", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_press_at"), ["at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("form_press", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_press_at"))

    op.drop_table("form_press")
