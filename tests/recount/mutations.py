"""Does the recount notice? The reports are broken in one place after the other, and each time a test here must fail.

python -m tests.recount.mutations
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEEDED = ("cxloop", "tests", "templates", "static", "migrations", "tools", "pyproject.toml")


@dataclass(frozen=True)
class Mutation:
    """In `file` of the reports, `old` becomes `new`; `says` is what is wrong then."""

    says: str
    file: str
    old: str
    new: str


MUTATIONS = (
    Mutation(
        "M7: closed although the customer complained again", "standing.py",
        "resolved > reopened, ~complained)", "resolved > reopened)",
    ),
    Mutation(
        "M7: closed although it is open again", "standing.py",
        "newest.id.is_not(None), resolved > reopened,", "newest.id.is_not(None),",
    ),
    Mutation(
        "M7: told calls are on the ladder", "ticket_facts.py",
        "return and_(Ticket.rule_id.not_in(by_hand), Ticket.survey_id.in_(scored))", "return Ticket.id > 0",
    ),
    Mutation(
        "M7: the unreachable are those who declined", "ticket_facts.py",
        'newest.kind == "unreachable"', 'newest.kind == "contact_declined"',
    ),
    Mutation(
        "M4: contactable by the person as merged since", "ticket_facts.py",
        'allowed(Ticket.opened_for_id, "calls", moment)', 'allowed(Ticket.contact_id, "calls", moment)',
    ),
    Mutation(
        "M4: contactable by today's consent", "ticket_facts.py",
        "moment = case((due <= as_of, due), else_=literal(as_of, UTCDateTime))",
        "moment = case((due <= as_of, literal(as_of, UTCDateTime)), else_=due)",
    ),
    Mutation(
        "M4: any round's contact keeps a later round's promise", "later_rounds.py",
        "ContactAttempt.segment == Reopening.segment", "ContactAttempt.segment >= 1",
    ),
    Mutation(
        "M4: what is written down late is written down in time", "standing.py",
        "(late_by > SOON_ENOUGH)", "(late_by > 100 * SOON_ENOUGH)",
    ),
    Mutation(
        "M4 to M8 go by the day answered", "cohorts.py",
        'Ticket.received_at if clock == "received" else Ticket.answered_at', "Ticket.answered_at",
    ),
    Mutation(
        "M5: an end without the event is no end", "waits.py",
        "(otherwise.is_not(None), literal(", "(otherwise.is_(None), literal(",
    ),
    Mutation(
        "M6: resolved late is in time", "ticket_facts.py",
        "and_(holds, newest.at <= due)", "holds",
    ),
    Mutation(
        "M8: the newest question of a ticket is its first", "questions.py",
        "order_by=(Verification.asked_at, Verification.id)", "order_by=(Verification.id.desc())",
    ),
    Mutation(
        "M8: a partly is a yes", "standing.py",
        "return func.coalesce(said, case((answered, Verification.answer)),",
        "return func.coalesce(func.replace(said, 'partly', 'yes'), case((answered, Verification.answer)),",
    ),
    Mutation(
        "M3: eligible by today's threshold", "intake_eligible.py",
        "func.coalesce(Response.named_up_to, max(limits, default=NO_SCORE))", "max(limits, default=NO_SCORE)",
    ),
    Mutation(
        "M3: a lost answer is heard", "intake_eligible.py",
        'COVERED = or_(Triggering.ticket_id.is_not(None)', "COVERED = or_(Response.id > 0",
    ),
    Mutation(
        "M12: a part of the cause is not the cause", "effects.py",
        "causes.with_what_lies_below(improvement.driver_id or 0, causes.catalogue(session))",
        "{improvement.driver_id or 0}",
    ),
    Mutation(
        "M12: without a cause is another cause", "effects.py",
        "if driver_id is None:", "if driver_id == -1:",
    ),
    Mutation(
        "M12: a ticket counts before its cause could be known", "effects.py",
        "or_(newest.id.is_not(None), Ticket.answered_at <= at - CODED_WITHIN),", "Ticket.id > 0,",
    ),
    Mutation(
        "days end at midnight in Greenwich", "period.py",
        "datetime.combine(day, time.min, zone)", "datetime.combine(day, time.min, UTC)",
    ),
)  # fmt: skip


def notices(mutation: Mutation, folder: Path) -> bool:
    """Whether a test of this folder fails with the report broken so; what was broken is whole again afterwards."""
    path = folder / "cxloop" / "reports" / mutation.file
    written = path.read_text(encoding="utf-8")
    if written.count(mutation.old) != 1:
        raise ValueError(f"{mutation.file} no longer says: {mutation.old}")
    path.write_text(written.replace(mutation.old, mutation.new), encoding="utf-8")
    tests = ["pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/recount"]
    try:
        found = subprocess.run([sys.executable, "-m", *tests], cwd=folder, capture_output=True, check=False)
        if found.returncode not in (0, 1):
            raise RuntimeError(f"the tests did not run: {found.stdout.decode()[-500:]}")
        return found.returncode == 1
    finally:
        path.write_text(written, encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="cxloop-mutations-") as name:
        for needed in NEEDED:
            place, copied = ROOT / needed, Path(name) / needed
            shutil.copytree(place, copied) if place.is_dir() else shutil.copyfile(place, copied)
        missed = 0
        for mutation in MUTATIONS:
            noticed = notices(mutation, Path(name))
            missed += not noticed
            sys.stdout.write(f"{'noticed' if noticed else 'MISSED '}  {mutation.says} ({mutation.file})\n")
            sys.stdout.flush()
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
