"""A survey export as large as wanted: the file that the import benchmark reads."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from cxloop.demo.answers import answers

START = datetime(2026, 1, 5, tzinfo=UTC)
HEADER = ("Response ID", "Date", "How likely are you to recommend us?", "Comment", "Email", "Name", "Company")
CUSTOMERS_EACH = 0.6
UNHAPPY = 0.15


def write(path: Path, rows: int, *, random_ids: bool = False, unhappy: float = UNHAPPY) -> None:
    """`rows` NPS answers: 15 in 100 unhappy, two answers by the same customer now and then, a third with a company.

    All of them unhappy (`unhappy` 1), each is by somebody else, so that each opens a ticket.
    """
    chance = Random(11)
    words = [answer.comment for answer in answers(3000, 1, START.date()) if answer.comment]
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for number in range(rows):
            at = START + timedelta(seconds=number * 120 % 20_000_000)
            score = chance.randint(0, 6) if chance.random() < unhappy else chance.randint(7, 10)
            customer = number if unhappy == 1 else chance.randrange(int(rows * CUSTOMERS_EACH) + 1)
            name = f"{chance.getrandbits(64):016x}" if random_ids else f"R{number:09d}"
            company = f"Company {customer % 1000}" if customer % 3 == 0 else ""
            comment = chance.choice(words).replace("\n", " ") if chance.random() < 0.4 else ""
            email = f"customer{customer}@mail{customer % 50}.example"
            out.writerow(
                (name, f"{at:%Y-%m-%d %H:%M:%S}", score, comment, email, f"Customer {customer}", company)
            )
