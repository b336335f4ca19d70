"""Databases with as many customers as answers, heard by the product's own import; nobody has keys yet."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

from flask import Flask

from bench import databases, seeded
from bench.export import HEADER, START, UNHAPPY
from cxloop import create_app
from cxloop.demo.names import BRITISH_GIVEN, BRITISH_SURNAMES, ITALIAN_GIVEN, ITALIAN_SURNAMES

GIVEN, FREQUENT = ITALIAN_GIVEN + BRITISH_GIVEN, ITALIAN_SURNAMES + BRITISH_SURNAMES
SYLLABLES = (
    "ba ce di fo gu la me ni po ru sa te vi zo ar el in or un bel cor dan fer gal mor nel ros sal".split()
)
PEOPLE_EACH = 12
PRIVATE = ("gmail.com", "libero.it", "outlook.com", "mail-of-many.example")


def of(folder: Path, count: int) -> Flask:
    """The web application on a SQLite database of `count` customers with an answer each; nobody has keys yet."""
    url = f"sqlite:///{folder}/crowd-{count}.db"
    databases.create_tables(url, folder)
    app = create_app(databases.settings(url, folder))
    fill(app, folder / f"crowd-{count}.csv", count)
    return app


def fill(app: Flask, file: Path, count: int) -> None:
    """Hear `count` answers by as many customers; the file goes again."""
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([(*HEADER, "Phone"), *_rows(count)])
    seeded.hear(app, file, "crowd")
    file.unlink()


def _rows(count: int) -> Iterator[tuple[str | int, ...]]:
    """A third belong to companies of a dozen; a few names are common, most are rare; half have a phone."""
    chance = Random(7)
    for number in range(count):
        given, surname = chance.choice(GIVEN), _surname(chance)
        company, at = "", chance.choice(PRIVATE)
        if number % 3 == 0:
            place = chance.randrange(count // (3 * PEOPLE_EACH) + 1)
            company, at = f"Company {place} {SYLLABLES[place % len(SYLLABLES)]}", f"company{place}.example"
        local = f"{given}.{surname}".lower().replace(" ", "").replace("’", "")
        phone = (
            f"+39 3{chance.randrange(20, 50)} {chance.randrange(10**7):07d}" if chance.random() < 0.5 else ""
        )
        score = chance.randint(0, 6) if chance.random() < UNHAPPY else chance.randint(7, 10)
        moment = START + timedelta(seconds=number * 120 % 20_000_000)
        email = f"{local}{number if number % 3 else ''}@{at}"
        comment = "It took three calls." if score < 4 else ""
        yield (
            f"R{number:09d}", f"{moment:%Y-%m-%d %H:%M:%S}", score, comment, email, f"{given} {surname}",
            company, phone,
        )  # fmt: skip


def _surname(chance: Random) -> str:
    if chance.random() < 0.3:
        return chance.choice(FREQUENT)
    return "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()
