"""Everything as one file: shown, applied in one unit, refused whole, and by the command what the pages say."""

import json

import pytest
from click.testing import CliRunner

from cxloop.cli import cxloop
from cxloop.database import db
from cxloop.people.models import Role, Team, User
from cxloop.responses.models import Survey
from cxloop.settings import file
from cxloop.settings.ledger import Hand
from cxloop.settings.models import SettingVersion

HAND = Hand(None, "file")
TEN_LINES = {
    "company": {"name": "Rossi", "time_zone": "Europe/Rome"},
    "teams": {"west": {"name": "West", "members": ["olga@example.com"], "channel": "west"}},
    "surveys": {"delivery": {"name": "Delivery", "team": "west", "ticket_low": 5, "urgent_low": 3}},
}


def test_a_company_of_ten_lines_and_twice_changes_nothing(make, north, olga, at):
    changes = file.apply(db.session(), TEN_LINES, HAND, at)
    assert [(one.part.name, one.is_new) for one in changes] == [
        ("company", False), ("teams", True), ("surveys", True),
    ]  # fmt: skip
    assert file.apply(db.session(), TEN_LINES, HAND, at) == []
    shown = file.document(db.session())
    assert shown["teams"]["west"]["takers"] == ["olga@example.com"]
    assert shown["teams"]["west"]["channel"] == "#west"
    assert file.apply(db.session(), shown, HAND, at) == []
    assert db.session.query(Survey).one().metric == "nps"


def test_every_reason_is_named_by_its_place(make, north, at):
    wrong = {
        "company": {"time_zone": "Rome", "shoe_size": 43}, "teams": {"Y Z": {"name": "Y"}, "x": {"lead": "nobody"}},
        "surveys": ["delivery"], "holidays": {},
    }  # fmt: skip
    with pytest.raises(file.FileRefused) as refused:
        file.apply(db.session(), wrong, HAND, at)
    assert set(refused.value.reasons) == {
        "holidays", "surveys", "company.time_zone", "company.shoe_size", "teams.Y Z", "teams.x.lead", "teams.x.name",
    }  # fmt: skip


def test_the_schema_knows_every_part():
    known = file.schema()["properties"]
    assert known["company"]["properties"]["colour"]["pattern"]
    assert known["teams"]["additionalProperties"]["properties"]["members"]["type"] == "array"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
class TestByCommand:
    @pytest.fixture
    def call(self, own_app, monkeypatch, tmp_path):
        monkeypatch.setenv("CXLOOP_DATABASE_URL", own_app.config["SETTINGS"].database_url)

        def call(*arguments, wanted=None):
            if wanted is not None:
                path = tmp_path / "settings.json"
                path.write_text(wanted if isinstance(wanted, str) else json.dumps(wanted))
                arguments = (*arguments, str(path))
            return CliRunner().invoke(cxloop, ["settings", *arguments])

        return call

    def test_a_dry_run_says_what_would_be_and_changes_nothing(self, call, own_app):
        wanted = {"teams": {"west": {"name": "West"}}}
        said = call("apply", "--dry-run", wanted=wanted)
        assert said.exit_code == 0, said.output
        assert "1 would change." in said.output
        with own_app.app_context():
            assert db.session.query(Team).count() == db.session.query(SettingVersion).count() == 0
        assert "1 changed." in call("apply", wanted=wanted).output
        assert "nothing was changed" in call("apply", wanted=wanted).output
        told = json.loads(call("history", "teams", "--json").output)
        assert [one["key"] for one in told] == ["west"]

    @pytest.mark.parametrize("wanted", ["[1]", "{", "\x00", '{"teams": {"a": 1}}', '{"nothing": {}}'])
    def test_a_bad_file_is_a_sentence_and_changes_nothing(self, call, wanted):
        said = call("apply", wanted=wanted)
        assert said.exit_code == 1
        assert "othing was changed" in said.output
        assert "Traceback" not in said.output


def test_people_are_in_the_file_and_somebody_new_is_invited_by_it(make, at):
    make.user("Ada", Role.ADMINISTRATOR)
    make.team("North")
    told = {
        "people": {"nora@example.com": {"name": "Nora", "role": "lead", "language": "it"}},
        "teams": {"north": {"members": ["nora@example.com"], "takers": ["nora@example.com"]}},
    }
    changed = file.apply(db.session(), told, HAND, at)
    assert [(one.part.name, one.is_new) for one in changed] == [("people", True), ("teams", False)]
    nora = db.session.query(User).filter_by(email="nora@example.com").one()
    assert (nora.password_hash, nora.invited_at, nora.language) == (None, at, "it")
    assert file.apply(db.session(), file.document(db.session()), HAND, at) == []
    shown = file.document(db.session())["people"]
    assert shown["ada@example.com"]["role"] == "administrator"
    assert "password" not in str(shown)
    assert not db.session.query(SettingVersion).filter_by(part="people").count()


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"ada@example.com": {"role": "lead"}}, "people.ada@example.com.role"),
        ({"ada@example.com": {"deactivated": True}}, "people.ada@example.com.deactivated"),
        ({"nora": {"name": "Nora", "role": "lead"}}, "people.nora"),
        ({"nora@example.com": {"name": "Nora", "role": "king"}}, "people.nora@example.com.role"),
        (
            {"nora@example.com": {"name": "Nora", "role": "lead", "password": "x"}},
            "people.nora@example.com.password",
        ),
    ],
)
def test_of_people_it_refuses_what_the_pages_refuse(make, at, wrong, where):
    make.user("Ada", Role.ADMINISTRATOR)
    with pytest.raises(file.FileRefused) as refused:
        file.apply(db.session(), {"people": wrong}, HAND, at)
    assert list(refused.value.reasons) == [where]
