"""Write a migration from the difference between the models and the migrated database:

python tools/migration.py "say what it does" --revision 0002
"""

import argparse
import re
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from alembic import command
from sqlalchemy import MetaData, NullPool, create_engine

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cxloop import config  # noqa: E402 - after the path is set
from cxloop.bare import TABLES  # noqa: E402 - after the path is set
from cxloop.cli.migrate import FOLDER, alembic_config, migrate  # noqa: E402 - after the path is set
from cxloop.database import Base  # noqa: E402 - after the path is set


def metadata() -> MetaData:
    """The tables of every room."""
    for models in TABLES:
        import_module(models)
    return Base.metadata


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("message")
    parser.add_argument("--revision", required=True, help="the next number, as 0002")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/empty.db"
        settings = config.settings({"CXLOOP_VAR": folder, "CXLOOP_DATABASE_URL": url})
        if any(FOLDER.glob("versions/*.py")):
            migrate(settings)
        engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            made = alembic_config(connection, metadata=metadata())
            made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            script = command.revision(made, wanted.message, autogenerate=True, rev_id=wanted.revision)
        tidy(Path(script.path))  # type: ignore[union-attr]  # one revision was asked for, so it is not a list


def tidy(path: Path) -> None:
    """In the style of the house."""
    path.write_text(re.sub(r"^ *# ###.*\n", "", path.read_text(), flags=re.MULTILINE))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)


if __name__ == "__main__":
    main()
