"""What an administrator changes about a user holds at once: no session outlives it."""

import pytest

from cxloop.database import db
from cxloop.people import changes, sign_ins
from cxloop.people.models import Role


@pytest.fixture
def session(app):
    return db.session()


CHANGES = {
    "password": lambda session, user, at: changes.change_password(session, user, "quite another one", at),
    "role": lambda session, user, at: changes.change_role(session, user, Role.EXECUTIVE, at),
    "status": changes.deactivate,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_session_ends_with_a_change(session, olga, at, change):
    tokens = [sign_ins.start(session, olga, at) for _ in range(3)]
    change(session, olga, at)
    assert [sign_ins.signed_in(session, token, at) for token in tokens] == [None] * 3


def test_who_comes_back_signs_in_again(session, olga, at):
    token = sign_ins.start(session, olga, at)
    changes.deactivate(session, olga, at)
    changes.reactivate(session, olga, at)
    assert sign_ins.signed_in(session, token, at) is None
    assert sign_ins.signed_in(session, sign_ins.start(session, olga, at), at)


def test_the_last_administrator_stays_one(session, make, at):
    ada = make.user("Ada", role=Role.ADMINISTRATOR)
    with pytest.raises(changes.LastAdministrator):
        changes.change_role(session, ada, Role.MANAGER, at)
    with pytest.raises(changes.LastAdministrator):
        changes.deactivate(session, ada, at)
    make.user("Bea", role=Role.ADMINISTRATOR)
    changes.deactivate(session, ada, at)
    assert not ada.is_active


def test_a_deactivated_administrator_counts_for_nothing(session, make, at):
    ada, bea = (make.user(name, role=Role.ADMINISTRATOR) for name in ("Ada", "Bea"))
    changes.deactivate(session, ada, at)
    with pytest.raises(changes.LastAdministrator):
        changes.deactivate(session, bea, at)
