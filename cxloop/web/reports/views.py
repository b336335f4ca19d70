from functools import partial
from typing import Any

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from cxloop.database import company_zone, db
from cxloop.entrances import REGISTRY
from cxloop.people.policies import decides_improvements, reads_reports, reports_of
from cxloop.reports import drawings
from cxloop.reports.drawings import Drawing
from cxloop.reports.executive import Executive
from cxloop.reports.executive import executive as figures
from cxloop.reports.metrics.ladder import M7
from cxloop.reports.metrics.proportions import Proportion, proportion
from cxloop.reports.period import HORIZON_DAYS
from cxloop.reports.plain_words import biggest_gap, improvement_states, measure_name
from cxloop.reports.saying import Say
from cxloop.reports.standfirst import standfirst
from cxloop.reports.wanted import Wanted
from cxloop.web import current, formats
from cxloop.web.pictures import picture
from cxloop.web.reports.forms import asked_period, presets
from cxloop.web.reports.room import room


@room.get("/executive", policy=reads_reports)
def executive() -> ResponseReturnValue:
    """Improvement first, the number second and never without its uncertainty."""
    at = current.moment()
    zone = company_zone(db.session())
    form, period, is_readable = asked_period(request.args, at, zone)
    page = figures(db.session(), period, at, request.args.get("measure"), Wanted(reports_of(current.user())))
    say = formats.say()
    return (
        render_template(
            "reports/executive.html",
            page=page,
            form=form,
            say=say,
            lead=standfirst(page, say),
            address=address_of(page),
            presets=presets(at, zone),
            horizon=HORIZON_DAYS,
            gap=biggest_gap(page.ladder, say),
            measure_name=partial(measure_name, say=say),
            improvement_states=improvement_states(say),
            rungs=_rungs(page),
            improvement_href=_improvement_href,
            may_decide=decides_improvements(current.user()),
            rung_names=drawings.rung_names(say),
            **_drawn(page, say),
        ),
        200 if is_readable else 422,
    )


@room.get("/reports/definitions", policy=reads_reports)
def definitions() -> ResponseReturnValue:
    """What every figure means, with its formula."""
    return render_template("reports/definitions.html", horizon=HORIZON_DAYS, zone=company_zone(db.session()))


def address_of(page: Executive) -> dict[str, Any]:
    """What an address says to show the same days."""
    return {"from": page.period.start.isoformat(), "last": page.period.last.isoformat()}


def _rungs(page: Executive) -> list[tuple[str, Proportion]]:
    """Every step with its share of the contactable."""
    n = page.ladder["contactable"]
    return [(name, proportion(M7, count, n)) for name, count in page.ladder.rungs]


def _drawn(page: Executive, say: Say) -> dict[str, Any]:
    chosen = page.chosen
    shows_score = chosen is not None and chosen.score.n > 0
    ladder = drawings.ladder(page.ladder, say) if page.ladder.detected else (None, None)
    months, key = drawings.months(page, say)
    return {
        "ladder_chart": [drawn(one) for one in ladder],
        "contacted_chart": drawn(drawings.interval(page.contacted.reached, say)),
        "verified_chart": drawn(drawings.interval(page.verified.verified, say)),
        "times_chart": [drawn(one) for one in drawings.times(page, say) or ()],
        "causes_chart": [drawn(one) for one in drawings.causes(page, say)],
        "effect_charts": {id_: drawn(one) for id_, one in drawings.effects(page, say).items()},
        "months_chart": drawn(months),
        "months_key": key,
        "distribution_chart": drawn(drawings.distribution(chosen, say)) if chosen and shows_score else "",
        "bands": drawings.bands_of(chosen) if chosen else {},
        "band_words": drawings.band_words(chosen, say) if chosen else {},
    }


def drawn(drawing: Drawing | None) -> Markup | str:
    return picture(drawing.spec, drawing.title) if drawing else ""


def _improvement_href(improvement_id: int) -> str | None:
    """The improvement's own page, where this release has one."""
    known = "improvements.show" in current_app.extensions[REGISTRY]
    return url_for("improvements.show", improvement_id=improvement_id) if known else None
