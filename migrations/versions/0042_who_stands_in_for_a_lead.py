"""Who stands in for a team's lead

Revision: 0042
Follows: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

USER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deputy_id", USER, nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_team_deputy_id_users"), "users", ["deputy_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_team_deputy_id_users"), type_="foreignkey")
        batch_op.drop_column("deputy_id")
