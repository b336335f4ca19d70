"""A channel by name or by id, renamed, private or unknown; and the one language each of them reads."""

import pytest
from click.testing import CliRunner

from cxloop.alerts.models import Pace
from cxloop.cli.slack import slack_command
from cxloop.cli.team import team_command
from cxloop.database import db
from cxloop.people.company import Company
from cxloop.people.models import Team
from cxloop.slack.places import language_of, place
from tests.fakes.slack import texts

one_engine = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def said(message):
    return "\n".join(text["text"] for text in texts(message["blocks"]))


@pytest.mark.parametrize(
    ("given", "one_writing"),
    [
        ("north", "#north"),
        ("#north", "#north"),
        (" #North ", "#north"),
        ("C0123ABCD", "C0123ABCD"),
        ("g0123", "#g0123"),
    ],
)
def test_one_writing_for_each_channel(given, one_writing):
    assert place(given) == one_writing


@pytest.fixture
def survey(make, north):
    return make.survey(team=north)


@pytest.mark.parametrize("given", ["north", "#north", "NORTH", "by id"])
def test_a_channel_may_be_given_by_name_or_by_id(given, make, north, survey, worker, slack):
    slack.only_known = True
    north.slack_channel = slack.channel("north") if given == "by id" else given
    make.ticket(3, survey=survey)
    worker.deliver()
    assert len(slack.posted("#north")) == 1


def test_the_company_s_channel_too(make, worker, slack, app, monkeypatch):
    from dataclasses import replace

    worker.settings = replace(worker.settings, slack_channel=slack.channel("cxloop"))
    make.ticket(3)
    worker.deliver()
    assert len(slack.posted("#cxloop")) == 1


@one_engine
def test_two_teams_that_give_one_channel_in_two_ways_share_its_pace(
    make, north, south, survey, worker, slack
):
    make.ticket(3, survey=survey)
    worker.deliver()
    south.slack_channel = slack.channel("north")
    db.session.commit()
    make.ticket(3, survey=make.survey("south", team=south), at=worker.at)
    make.ticket(3, survey=survey, at=worker.at)
    worker.deliver()
    assert len(slack.posted("#north")) == 3
    assert db.session.get(Pace, f"slack:{slack.channel('north')}") is None


@one_engine
@pytest.mark.parametrize("by_id", [True, False])
def test_a_renamed_channel_goes_on(by_id, make, north, survey, worker, slack):
    slack.only_known = True
    north.slack_channel = slack.channel("north") if by_id else "#north"
    make.ticket(3, survey=survey)
    worker.deliver()
    slack.rename("north", "nord")
    make.ticket(3, survey=survey, at=worker.at)
    worker.deliver()
    assert len(slack.posted("#nord")) == 2


@one_engine
def test_a_channel_renamed_before_it_was_ever_used_is_found_by_its_old_name(make, survey, worker, slack):
    slack.only_known = True
    slack.rename("north", "nord")
    make.ticket(3, survey=survey)
    worker.deliver()
    assert len(slack.posted("#nord")) == 1


@one_engine
def test_a_channel_is_found_on_a_later_page(make, survey, worker, slack):
    slack.names.clear()
    for number in range(30):
        slack.channel(f"other-{number}")
    slack.channel("north")
    slack.longest_page, slack.only_known = 10, True
    make.ticket(3, survey=survey)
    worker.deliver()
    assert len(slack.called("conversations.list")) == 4
    assert len(slack.posted("#north")) == 1


@one_engine
@pytest.mark.parametrize("missing", ["groups:read", "channels:read"])
def test_without_a_scope_the_name_is_enough(missing, make, survey, worker, slack):
    slack.missing_scopes.add(missing)
    make.ticket(3, survey=survey)
    worker.deliver()
    assert len(slack.posted("#north")) == 1


class TestLanguage:
    @pytest.fixture
    def italian(self, worker):
        from dataclasses import replace

        worker.settings = replace(worker.settings, language="it")
        return worker.settings

    def test_a_team_without_one_reads_the_company_s(self, north, italian, make, survey, worker, slack):
        make.ticket(3, survey=survey)
        worker.deliver()
        assert "NPS 3 su 10" in said(slack.posted("#north")[0])

    def test_what_the_company_says_of_itself_comes_before_the_installation_s(
        self, make, survey, worker, slack
    ):
        assert worker.settings.language == "en"
        db.session.add(Company(language="it", changed_at=worker.at))
        make.ticket(3, survey=survey)
        worker.deliver()
        assert "NPS 3 su 10" in said(slack.posted("#north")[0])

    def test_a_team_s_own(self, north, italian, make, survey, worker, slack):
        north.language = "en"
        make.ticket(3, survey=survey)
        worker.deliver()
        assert "NPS 3 of 10" in said(slack.posted("#north")[0])

    def test_two_teams_that_differ_read_the_company_s_in_their_channel(self, north, south, italian):
        north.language, south.language, south.slack_channel = "en", "it", "north"
        db.session.commit()
        assert language_of(db.session(), italian, "slack:#north") == "it"
        south.language = "en"
        db.session.commit()
        assert language_of(db.session(), italian, "slack:#north") == "en"

    def test_the_company_s_channel_reads_the_company_s(self, north, italian, worker):
        north.language, north.slack_channel = "en", italian.slack_channel
        db.session.commit()
        assert language_of(db.session(), italian, "slack:#cxloop") == "it"

    def test_a_digest_reads_as_its_channel(self, north, italian, make, survey, worker, slack):
        for _ in range(21):
            make.ticket(5, survey=survey)
        worker.deliver()
        assert "21 ticket" in said(slack.posted("#north")[0])
        assert "Aperto" in said(slack.posted("#north")[0])


@pytest.fixture
def run(app, worker, monkeypatch):

    class Bare:
        def __init__(self, _settings):
            pass

        def app_context(self):
            return app.app_context()

    for module in ("team", "slack"):
        monkeypatch.setattr(f"cxloop.cli.{module}.bare", Bare)
        monkeypatch.setattr(f"cxloop.cli.{module}.config.settings", lambda: worker.settings)

    def command(group, *words):
        result = CliRunner().invoke(group, words)
        db.session.expire_all()
        return result.exit_code, result.output

    return command


class TestByCommand:
    def test_an_empty_installation_gets_its_teams_channels_and_languages(self, run, make):
        make.user("Lena")
        assert (
            run(team_command, "add", "nord", "--name", "Nord", "--channel", "Nord", "--language", "it")[0]
            == 0
        )
        assert (
            run(team_command, "set", "nord", "--lead", "lena@example.com", "--channel", "C0123ABCD")[0] == 0
        )
        team = db.session.scalars(db.select(Team)).one()
        assert (team.slack_channel, team.language, team.lead.name) == ("C0123ABCD", "it", "Lena")
        assert run(team_command, "join", "nord", "lena@example.com", "--takes-none")[0] == 0
        assert run(team_command, "set", "nord", "--channel", "company", "--language", "company")[0] == 0
        db.session.refresh(team)
        assert (team.slack_channel, team.language) == (None, None)
        code, shown = run(team_command, "list")
        assert code == 0
        assert "#cxloop (the company's)" in shown
        assert run(team_command, "leave", "nord", "lena@example.com")[0] == 0

    @pytest.mark.parametrize(
        "words",
        [
            ("set", "south", "--name", "S"), ("add", "north", "--name", "N"), ("leave", "north", "nobody@example.com"),
            ("set", "north", "--channel", "not a channel!"), ("set", "north", "--lead", "nobody@example.com"),
        ],
    )  # fmt: skip
    def test_what_makes_no_sense_is_refused_in_words(self, words, run, north):
        code, shown = run(team_command, *words)
        assert code == 1
        assert "Nothing was changed." in shown

    def test_slack_check_names_what_is_wrong(self, run, north, south, make, slack):
        west = make.team("West")
        north.slack_channel = slack.channel("north")
        west.slack_channel = "#nowhere"
        db.session.commit()
        slack.only_known = True
        slack.not_a_member.add(slack.channel("south"))
        slack.scopes = "chat:write,channels:read,groups:read"
        code, shown = run(slack_command, "check")
        assert code == 1
        assert "The token belongs to cxloop in Acme." in shown
        assert f"{slack.channel('north')} (north), #north: well." in shown
        assert "✗ #south (south)" in shown
        assert "the app is not in it" in shown
        assert "✗ #nowhere (west): Slack knows no such channel" in shown
        assert "The scope channels:history is missing" in shown
        assert slack.called("chat.postMessage") == []

    def test_slack_check_is_content_with_a_right_installation(self, run, north, slack):
        assert run(slack_command, "check")[0] == 0
