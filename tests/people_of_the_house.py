"""The same people in every story: Olga owns, Tom is on her team, Max manages, Zoe is from elsewhere and must see
nothing, Lena leads Olga's team, Carl is the customer, Ada administers, Eve is an executive."""

import pytest

from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.people.models import Role, Team, User
from tests.makers import Maker


@pytest.fixture
def make(app) -> Maker:
    return Maker()


@pytest.fixture
def north(make) -> Team:
    """Olga's team."""
    return make.team("North")


@pytest.fixture
def south(make) -> Team:
    """Zoe's team."""
    return make.team("South")


@pytest.fixture
def olga(make, north) -> User:
    return make.user("Olga", team=north)


@pytest.fixture
def tom(make, north) -> User:
    return make.user("Tom", team=north)


@pytest.fixture
def lena(make, north) -> User:
    lena = make.user("Lena", Role.LEAD, north, takes_tickets=False)
    north.lead_id = lena.id
    db.session.commit()
    return lena


@pytest.fixture
def zoe(make, south) -> User:
    return make.user("Zoe", team=south)


@pytest.fixture
def max_(make) -> User:
    return make.user("Max", Role.MANAGER)


@pytest.fixture
def ada(make) -> User:
    return make.user("Ada", Role.ADMINISTRATOR)


@pytest.fixture
def eve(make) -> User:
    return make.user("Eve", Role.EXECUTIVE)


@pytest.fixture
def carl(make) -> Contact:
    return make.contact("Carl Rossi")
