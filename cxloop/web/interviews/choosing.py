"""The improvements a finding may speak for: those about its cause first."""

from sqlalchemy import select
from wtforms.fields import SelectChoice

from cxloop.database import db
from cxloop.improvements.models import Improvement
from cxloop.responses.interviews.models import Finding
from cxloop.web.interviews.forms import FollowForm

MOST = 200


def follow_form(form: FollowForm, finding: Finding) -> FollowForm:
    """The form with every improvement that is not put away."""
    chosen = (
        select(Improvement).where(Improvement.state != "archived").order_by(Improvement.id.desc()).limit(MOST)
    )
    about = sorted(db.session.scalars(chosen), key=lambda one: one.driver_id != finding.driver_id)
    form.improvement.choices = [
        SelectChoice("", "–"),
        *(SelectChoice(str(one.id), one.title) for one in about),
    ]
    return form
