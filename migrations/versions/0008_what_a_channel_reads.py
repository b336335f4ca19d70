"""What a channel reads

A team's language was "en" unless somebody said otherwise, and nobody could: now it is the company's until it is set.

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SENT = sa.text("state = 'sent'")


def upgrade() -> None:
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.alter_column("language", existing_type=sa.Text(), nullable=True)
    op.execute("UPDATE team SET language = NULL WHERE language = 'en'")

    with op.batch_alter_table("pace", schema=None) as batch_op:
        batch_op.drop_column("window_posts")
        batch_op.drop_column("window_from")

    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(
            "ix_alert_sent", ["channel", "sent_at"], unique=False, sqlite_where=SENT, postgresql_where=SENT
        )


def downgrade() -> None:
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index("ix_alert_sent", sqlite_where=SENT, postgresql_where=SENT)

    with op.batch_alter_table("pace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("window_from", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("window_posts", sa.Integer(), nullable=False, server_default="0"))

    op.execute("UPDATE team SET language = 'en' WHERE language IS NULL")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.alter_column("language", existing_type=sa.Text(), nullable=False)
