"""Links signed before the key changed

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "old_link_key",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("link_purpose", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("believed_until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_link_key")),
    )
    op.create_index(op.f("ix_old_link_key_believed_until"), "old_link_key", ["believed_until"])


def downgrade() -> None:
    op.drop_index(op.f("ix_old_link_key_believed_until"), table_name="old_link_key")
    op.drop_table("old_link_key")
