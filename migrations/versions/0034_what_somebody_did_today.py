"""What somebody did today is found by who and when

Revision: 0034
Follows: 0033
"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_contact_attempt_by_id_at", "contact_attempt", ["by_id", "at"]),
    ("ix_resolution_by_id_at", "resolution", ["by_id", "at"]),
    ("ix_given_promise_settled_by_id", "given_promise", ["settled_by_id", "settled_at"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns, unique=False)


def downgrade() -> None:
    for name, table, _columns in reversed(INDEXES):
        op.drop_index(name, table_name=table)
