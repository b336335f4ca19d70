from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from cxloop.database import db
from cxloop.people.policies import scope_of, sees_customers, steers_customers
from cxloop.tickets import companies
from cxloop.tickets.companies import ORDERS
from cxloop.web import current, formats
from cxloop.web.accounts.room import room
from cxloop.web.tickets.queue import whole_number

LONGEST_WORDS = 200
LAST_PAGE = 10_000


@room.get("/accounts", policy=sees_customers)
def index() -> ResponseReturnValue:
    """Every company in sight; usually those in trouble first."""
    order = request.args.get("order", "")
    order = order if order in ORDERS else ORDERS[0]
    words = " ".join(formats.readable(request.args.get("q", "")).split())[:LONGEST_WORDS]
    number = min(whole_number(request.args.get("page")) or 1, LAST_PAGE)
    page = companies.companies(
        db.session(),
        scope=scope_of(current.user()),
        words=words,
        order=order,
        at=current.moment(),
        number=number,
    )
    address: dict[str, Any] = {
        name: value for name, value in (("q", words), ("order", order if order != ORDERS[0] else "")) if value
    }
    return render_template(
        "accounts/index.html",
        page=page,
        words=words,
        order=order,
        next_href=url_for(".index", **address, page=number + 1) if page.has_more else None,
        first_href=url_for(".index", **address) if number > 1 else None,
        may_upload=steers_customers(current.user()),
        today=formats.reader().local(current.moment()).date(),
    )
