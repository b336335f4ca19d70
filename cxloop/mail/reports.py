"""A scheduled report as a letter: the page in a few lines, the sheet attached, and a way to switch it off."""

from datetime import datetime
from email.message import EmailMessage

from sqlalchemy.orm import Session

from cxloop.alerts.claiming import Claimed
from cxloop.alerts.folding import numbered
from cxloop.config import Settings
from cxloop.language import words
from cxloop.loop import learn
from cxloop.mail.envelope import letter
from cxloop.mail.writing import written
from cxloop.people.company import company
from cxloop.people.policies import reports_of
from cxloop.reports.paper import one_page, sheet
from cxloop.reports.saying import Say
from cxloop.reports.told_back import told_back
from cxloop.reports.wanted import Wanted
from cxloop.secrets import signed_links


def report_letter(
    session: Session, settings: Settings, claimed: Claimed, at: datetime
) -> EmailMessage | None:
    """The letter; None when whom it was for left, may not read it any more, or switched it off."""
    told = learn.tell_report(session, numbered(claimed.subject), at)
    if told is None or told[0].calls is None:
        return None
    telling, page, schedule = told
    reader = told[0].calls
    mark = signed_links.link(settings.secret_key, learn.REPORT_LINK, schedule.id, schedule.nonce)
    off = f"{settings.public_url}/q/{mark}"
    facts = {
        "language": telling.language, "say": words(telling.language).gettext, "told": telling.told,
        "link": settings.public_url + telling.path, "off": off,
    }  # fmt: skip
    made = letter(
        settings,
        to=reader.email,
        name=reader.name,
        subject=telling.told.summary,
        text=written("email/report.txt", facts),
        html=written("email/report.html", facts),
        delivery_id=claimed.delivery_id,
        at=at,
        more={"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    if schedule.with_pdf:
        seen = Wanted(reports_of(reader))
        said = sheet(
            page,
            Say(telling.language, page.zone),
            company(session, at).name or "",
            told_back(session, at, seen),
        )
        session.rollback()  # nothing stays open while it is set
        made.add_attachment(
            one_page(said, settings.var, at), maintype="application", subtype="pdf",
            filename=f"cxloop-{page.period.start}-{page.period.last}.pdf",
        )  # fmt: skip
    return made
