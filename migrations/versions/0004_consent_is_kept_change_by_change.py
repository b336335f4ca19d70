"""Consent is kept change by change

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REFUSED_BEFORE = """
INSERT INTO consent_change (contact_id, purpose, given, at, source, by_id)
SELECT contact.id, purpose.name, FALSE, COALESCE(
    (SELECT MAX(said.at) FROM customer_change AS said
      WHERE said.contact_id = contact.id AND CAST(said.fields AS TEXT) LIKE '%"may_contact"%'),
    contact.created_at), 'unknown', NULL
  FROM contact
 CROSS JOIN (SELECT 'surveys' AS name UNION ALL SELECT 'calls' UNION ALL SELECT 'verification' UNION ALL SELECT 'news')
    AS purpose
 WHERE NOT contact.may_contact
"""
"""Until now one word held for everything: when it was last said is known where a colleague wrote it down."""


def upgrade() -> None:
    op.create_table(
        "consent_change",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_consent_change_by_id_users")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_consent_change_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_change")),
    )
    with op.batch_alter_table("consent_change", schema=None) as batch_op:
        batch_op.create_index("ix_consent_change_contact_id", ["contact_id", "purpose", "at"], unique=False)
    op.execute(REFUSED_BEFORE)


def downgrade() -> None:
    with op.batch_alter_table("consent_change", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_change_contact_id")

    op.drop_table("consent_change")
