"""What a lead reads first, in two sentences."""

from flask_babel import gettext as _
from flask_babel import ngettext

from cxloop.tickets.desks import Room


def headline(seen: Room) -> list[str]:
    """How it stands: who has most of what is late, and what was done today."""
    return [_late(seen), _today(seen)]


def _late(seen: Room) -> str:
    late = seen.late
    if not late:
        return str(_("Nothing is late."))
    most = max(seen.desks, key=lambda desk: desk.late, default=None)
    if most is None or seen.nobodys.late >= most.late:
        said = ngettext(
            "%(nobodys)d of the %(num)s that is late is nobody's.",
            "%(nobodys)d of the %(num)s that are late are nobody's.", late, nobodys=seen.nobodys.late,
        )  # fmt: skip
        return str(said)
    if late > 1 and most.late * 2 <= late:
        return str(_("%(late)d are late, and not on one desk.", late=late))
    said = ngettext(
        "%(name)s has the one that is late.", "%(name)s has %(most)d of the %(num)s that are late.", late,
        name=most.person.name, most=most.late,
    )  # fmt: skip
    return str(said)


def _today(seen: Room) -> str:
    if not seen.reached and not seen.solved:
        return str(_("Today nobody was reached yet, and nothing was solved."))
    reached = ngettext("%(num)s customer reached", "%(num)s customers reached", seen.reached)
    solved = ngettext("%(num)s ticket solved", "%(num)s tickets solved", seen.solved)
    return str(_("Today so far: %(reached)s, %(solved)s.", reached=reached, solved=solved))
