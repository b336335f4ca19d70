"""Public holidays of any country, from the `holidays` package; a patron saint is a calendar's own day."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache


class UnknownHolidays(ValueError):
    """No holidays are known for this country or subdivision."""


@lru_cache(maxsize=1024)
def public_holidays(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """The closed dates of one year with their names.

    Args:
        country: two letters, as IT.
        subdivision: as the package names it (a province such as MI brings its patron saint); empty for none.
        year: of the local calendar.

    Raises:
        UnknownHolidays: there is no such country or subdivision.
    """
    import holidays  # slow to import, and most commands never ask

    try:
        return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
    except NotImplementedError as error:
        raise UnknownHolidays(f"no holidays are known for {country} {subdivision}".rstrip()) from error


@dataclass(frozen=True)
class PublicHolidays(Container[date]):
    """All public holidays of a place, looked up year by year; a calendar without a country has none."""

    country: str
    subdivision: str = ""

    def __contains__(self, day: object) -> bool:
        if not self.country or not isinstance(day, date):
            return False
        return day in public_holidays(self.country, self.subdivision, day.year)
