"""What was so when it was heard

Revision: 0014
Follows: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

AS_FAR_AS_IS_KNOWN = """
UPDATE ticket SET opened_team_id = team_id,
    opened_tier = (SELECT account.tier FROM account WHERE account.id = ticket.account_id)
"""
OF_A_SOURCE = "ix_response_source_id_received_at"


def upgrade() -> None:
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("named_up_to", sa.Integer(), nullable=True))
        batch_op.drop_index(OF_A_SOURCE)
        batch_op.create_index(OF_A_SOURCE, ["source_id", "received_at", "score", "named_up_to"], unique=False)
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("opened_team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("opened_tier", sa.Text(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_ticket_opened_team_id_team"), "team", ["opened_team_id"], ["id"]
        )
    op.execute(AS_FAR_AS_IS_KNOWN)


def downgrade() -> None:
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_ticket_opened_team_id_team"), type_="foreignkey")
        batch_op.drop_column("opened_tier")
        batch_op.drop_column("opened_team_id")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index(OF_A_SOURCE)
        batch_op.create_index(OF_A_SOURCE, ["source_id", "received_at", "score"], unique=False)
        batch_op.drop_column("named_up_to")
