"""Words tickets are found by

Revision: 0035
Follows: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_BYTES = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "word",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("word", IN_BYTES, nullable=False),
        sa.Column("runs", sa.Boolean(), nullable=False),
        sa.Column("italian", sa.Text(), nullable=True),
        sa.Column("english", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word")),
        sa.UniqueConstraint("word", "runs", name=op.f("uq_word_word_runs")),
    )
    op.create_index("ix_word_italian", "word", ["italian"], unique=False)
    op.create_index("ix_word_english", "word", ["english"], unique=False)
    op.create_table(
        "word_slip",
        sa.Column("mark", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("word_id", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("mark", "word_id", name=op.f("pk_word_slip")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_word_slip_word_id"), "word_slip", ["word_id"], unique=False)
    op.create_table(
        "word_posting",
        sa.Column("word_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("found_id", NUMBER, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("word_id", "found_id", name=op.f("pk_word_posting")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_word_posting_found_id"), "word_posting", ["found_id"], unique=False)
    op.create_table(
        "word_due",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("subject_id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_due")),
    )
    op.create_table(
        "word_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("up_to", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_place")),
    )


def downgrade() -> None:
    for table in ("word_place", "word_due", "word_posting", "word_slip", "word"):
        op.drop_table(table)
