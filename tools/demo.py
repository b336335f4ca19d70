"""`make demo`: migrate, load the demo company into an empty database, say how to sign in, serve."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
CXLOOP = [sys.executable, "-m", "cxloop"]


def is_empty() -> bool:
    """Whether nobody has put anything into the database yet."""
    from sqlalchemy import select

    from cxloop import config
    from cxloop.bare import bare
    from cxloop.database import db
    from cxloop.responses.models import Survey

    with bare(config.settings()).app_context():
        return db.session.scalar(select(Survey.id).limit(1)) is None


def say_how_to_sign_in() -> None:
    from cxloop.demo.staff import COLLEAGUES, PASSWORD

    print(
        f"\nThe database has answers already; nothing was loaded. The demo company signs in with {PASSWORD} as\n"
    )
    for one in COLLEAGUES:
        print(f"  {one.email:<34}{one.role.value}")


def main() -> None:
    subprocess.run([*CXLOOP, "migrate"], cwd=ROOT, check=True)
    if is_empty():
        subprocess.run([*CXLOOP, "demo"], cwd=ROOT, check=True)
    else:
        say_how_to_sign_in()
    print(flush=True)
    os.chdir(ROOT)
    os.execv(sys.executable, [*CXLOOP, "up"])


if __name__ == "__main__":
    main()
