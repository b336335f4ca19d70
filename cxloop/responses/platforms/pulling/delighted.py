"""Delighted's survey responses, oldest change first; the person comes along when asked for."""

import base64

from cxloop.responses.platforms.bodies import word
from cxloop.responses.platforms.pulling.puller import (
    BASE,
    MOST_PAGES,
    TOKEN,
    Ask,
    Credentials,
    Found,
    Pages,
    Puller,
    PullRefused,
    Wish,
)

PAGE = 100


def pages(credentials: Credentials, wish: Wish) -> Pages:
    for page in range(1, MOST_PAGES + 1):
        query = {
            "per_page": PAGE, "page": page, "expand[]": "person", "order": "asc:updated_at",
            "updated_since": int(wish.since.timestamp()),
        }  # fmt: skip
        found = yield Ask("/v1/survey_responses.json", query)
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise PullRefused("answer_unknown", {"part": "survey_responses"})
        if found:
            yield [_found(item) for item in found]
        if len(found) < PAGE:
            return


def _found(item: dict[str, object]) -> Found:
    key = f"{word(item.get('id'))}@{word(item.get('updated_at')) or word(item.get('created_at'))}"
    return Found(key, {"event_type": "survey_response.updated", "event_data": item})


def _headers(credentials: Credentials) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{credentials['token']}:".encode()).decode()}


DELIGHTED = Puller("delighted", "https://api.delighted.com", (TOKEN, BASE), _headers, pages)
