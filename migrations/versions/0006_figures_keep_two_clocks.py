"""Figures keep two clocks

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KNOWN_ALREADY = """
UPDATE ticket SET opened_for_id = contact_id, received_at =
    (SELECT response.received_at FROM response WHERE response.id = ticket.response_id)
"""


def upgrade() -> None:
    op.create_table(
        "tally_zone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_zone")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("opened_for_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("received_at", sa.DateTime(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_ticket_opened_for_id_contact"), "contact", ["opened_for_id"], ["id"]
        )
    op.execute(KNOWN_ALREADY)
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.alter_column("received_at", existing_type=sa.DateTime(), nullable=False)
        batch_op.create_index("ix_ticket_received_at", ["received_at", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_ticket_opened_for_id_contact"), type_="foreignkey")
        batch_op.drop_index("ix_ticket_received_at")
        batch_op.drop_column("received_at")
        batch_op.drop_column("opened_for_id")

    op.drop_table("tally_zone")
