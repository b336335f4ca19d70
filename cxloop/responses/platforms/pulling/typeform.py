"""Typeform's Responses API: newest first, paged backwards by the token of the last answer."""

from cxloop.responses.platforms.bodies import value_at, word
from cxloop.responses.platforms.pulling.puller import (
    BASE,
    MOST_PAGES,
    SURVEY,
    TOKEN,
    Ask,
    Credentials,
    Found,
    Pages,
    Puller,
    Wish,
    bearer,
    iso,
    items,
)

PAGE = 200


def pages(credentials: Credentials, wish: Wish) -> Pages:
    form_id = credentials["survey_id"]
    form = yield Ask(f"/forms/{form_id}")
    definition = {"id": form_id, "fields": items(form, "fields")}
    before: dict[str, str] = {}
    for _ in range(MOST_PAGES):
        query = {"page_size": PAGE, "since": iso(wish.since), "response_type": "completed", **before}
        found = items((yield Ask(f"/forms/{form_id}/responses", query)), "items")
        if not found:
            return
        yield [_found({**item, "definition": definition}) for item in found]
        last = word(found[-1].get("token"))
        if len(found) < PAGE or last is None or before.get("before") == last:
            return
        before = {"before": last}


def _found(item: dict[str, object]) -> Found:
    token = word(item.get("token")) or word(item.get("response_id")) or ""
    said = word(value_at(item, "submitted_at")) or ""
    return Found(f"{token}@{said}", {"event_type": "form_response", "form_response": item})


TYPEFORM = Puller("typeform", "https://api.typeform.com", (TOKEN, SURVEY, BASE), bearer, pages)
