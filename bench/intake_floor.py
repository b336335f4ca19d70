"""What the same server does at the least: `hello` answers JSON, `insert` stores one row durably first."""

import os
import sqlite3
import threading

from flask import Flask, jsonify, request

hello = Flask("hello")
insert = Flask("insert")
_own = threading.local()


@hello.post("/")
def say():
    request.get_data()
    return jsonify(result="created")


@insert.post("/")
def keep():
    body = request.get_json()
    connection = _connection()
    connection.execute(
        "INSERT INTO answer (survey, score, said) VALUES (?, ?, ?)",
        (body["survey"], body["score"], body["comment"]),
    )
    return jsonify(result="created"), 201


def _connection():
    """One a thread, as durable as the product's: each statement is its own transaction."""
    if not hasattr(_own, "connection"):
        _own.connection = sqlite3.connect(os.environ["BENCH_FLOOR"], isolation_level=None, timeout=30)
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            _own.connection.execute(f"PRAGMA {pragma}")
        _own.connection.execute(
            "CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, survey TEXT, score INTEGER, said TEXT)"
        )
    return _own.connection
