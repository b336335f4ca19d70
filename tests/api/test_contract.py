"""The document says what is true: each answer is one it names, in the shape it gives, and never a 5xx."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.engine.context import EngineContext

from cxloop.entrances import OPEN, policies_of
from tests.api import contract
from tests.breadth import number
from tests.guards.world import rules

SEED = 20260310
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def document(app, client):
    return client.ask("GET", "/api/v1/openapi.json", expect=200).json


def test_it_is_openapi_3_1_and_names_every_route(app, document):
    assert document["openapi"] == "3.1.0"
    policies = policies_of(app)
    routes = {
        (method.lower(), rule.rule.split("<")[0])
        for method, rule in rules(app)
        if rule.endpoint.startswith("api.") and policies[rule.endpoint] is not OPEN
    }
    named = {(method, path.split("{")[0]) for path, told in document["paths"].items() for method in told}
    assert named == routes


def test_every_operation_says_who_may_and_how_it_refuses(document):
    for path, told in document["paths"].items():
        for method, operation in told.items():
            assert operation["security"] == [{"token": []}]
            assert {"401", "403", "429", "500", "503"} <= set(operation["responses"]), path
            if method == "post":
                assert {"400", "409", "413", "415", "422"} <= set(operation["responses"]), path
                assert "Idempotency-Key" in {one["name"] for one in operation["parameters"]}
            for status, answer in operation["responses"].items():
                (media,) = answer["content"]
                assert media == ("application/problem+json" if status >= "400" else "application/json")


def test_every_reference_leads_somewhere(document):
    text = json.dumps(document)
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(document["components"]["schemas"])


def test_the_page_for_people_shows_it(app, client):
    page = client.get("/api/v1/").get_data(as_text=True)
    assert 'data-document="/api/v1/openapi.json"' in page


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_a_few_hundred_calls_are_answered_as_the_document_says(own_app, mode):
    secret = contract.inhabited(own_app)
    schema = schemathesis.openapi.from_wsgi(contract.DOCUMENT, own_app)
    schema.config.checks.positive_data_acceptance.expected_statuses = contract.REFUSES_WELL_FORMED

    for found in schema.get_all_operations():
        operation = found.ok()

        @seed(SEED)
        @settings(
            max_examples=number(6, wide=24),
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            case.call_and_validate(headers=contract.contract_headers(secret))

        ask()


@pytest.mark.campaign
def test_twenty_thousand_calls_are_answered_as_the_document_says(own_app, monkeypatch, record_property):
    monkeypatch.setattr(EngineContext, "get_transport_kwargs", contract.only_for_werkzeug)
    secret, cases = contract.inhabited(own_app), 0
    for turn in range(40):
        phases = ("coverage", "fuzzing", "stateful") if turn == 0 else ("fuzzing", "stateful")
        found = contract.run(own_app, secret, 100, SEED + turn, phases)
        assert found.wrong == {}, "\n\n".join(f"{place}: {said}" for place, said in found.wrong.items())
        cases += found.cases.total()
        print(f"{cases} cases")  # noqa: T201 - the figure is what it was run for
        if cases >= 20_000:
            return
    pytest.fail(f"only {cases} cases")
