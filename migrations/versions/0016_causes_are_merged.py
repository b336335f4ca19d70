"""Causes are merged

Revision: 0016
Follows: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("driver", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_driver_merged_into_id_driver"), "driver", ["merged_into_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_driver_merged_into_id"), ["merged_into_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("driver", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_driver_merged_into_id"))
        batch_op.drop_constraint(batch_op.f("fk_driver_merged_into_id_driver"), type_="foreignkey")
        batch_op.drop_column("merged_into_id")
