"""What a second look corrects

Revision: 0015
Follows: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("import_job", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_second_look", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("look_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("why", sa.Text(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_import_job_look_of_id_import_job"), "import_job", ["look_of_id"], ["id"]
        )

    with op.batch_alter_table("response_change", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "contact_before_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.add_column(sa.Column("facts_before", sa.JSON(), nullable=True))
        batch_op.add_column(
            sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("why", sa.Text(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_response_change_contact_before_id"), ["contact_before_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_response_change_import_id"), ["import_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_response_change_contact_before_id_contact"),
            "contact",
            ["contact_before_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_response_change_import_id_import_job"), "import_job", ["import_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_response_change_by_id_users"), "users", ["by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("response_change", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_response_change_by_id_users"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_response_change_import_id_import_job"), type_="foreignkey")
        batch_op.drop_constraint(
            batch_op.f("fk_response_change_contact_before_id_contact"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_response_change_import_id"))
        batch_op.drop_index(batch_op.f("ix_response_change_contact_before_id"))
        batch_op.drop_column("why")
        batch_op.drop_column("by_id")
        batch_op.drop_column("import_id")
        batch_op.drop_column("facts_before")
        batch_op.drop_column("contact_before_id")

    with op.batch_alter_table("import_job", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_import_job_look_of_id_import_job"), type_="foreignkey")
        batch_op.drop_column("why")
        batch_op.drop_column("look_of_id")
        batch_op.drop_column("is_second_look")
