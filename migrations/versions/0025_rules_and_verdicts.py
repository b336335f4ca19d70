"""Rules and verdicts

Revision: 0025
Follows: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rule_set",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set")),
    )
    op.create_table(
        "verdict",
        sa.Column("response_id", ID, nullable=False),
        sa.Column("rule_set_id", ID, nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_verdict_response_id_response")
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_set.id"], name=op.f("fk_verdict_rule_set_id_rule_set")
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_verdict")),
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rule_set_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("conditions", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("action", sa.Text(), server_default="ticket", nullable=False))
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("assignment", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.drop_column("assignment")
        batch_op.drop_column("reason")
        batch_op.drop_column("action")
        batch_op.drop_column("conditions")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_column("rule_set_id")
    op.drop_table("verdict")
    op.drop_table("rule_set")
