"""What helps against a cause, a step a line

Revision: 0031
Follows: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("driver", sa.Column("steps_en", sa.Text(), nullable=True))
    op.add_column("driver", sa.Column("steps_it", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("driver", "steps_it")
    op.drop_column("driver", "steps_en")
