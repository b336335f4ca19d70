"""Public holidays of any country, from the `holidays` package; a patron saint is a calendar's own day."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache


class UnknownHolidays(ValueError):
    """No holidays are known for this country or subdivision."""


@cache
def countries() -> frozenset[str]:
    """The two letters of every country whose holidays are known."""
    from holidays.utils import list_supported_countries

    return frozenset(list_supported_countries(include_aliases=False))


@cache
def regions(country: str) -> Mapping[str, str]:
    """The regions of a country by their codes, each with its name where the package gives one."""
    import holidays

    if country not in countries():
        return {}
    return {
        code: max(names, key=len, default=code)
        for code, names in holidays.country_holidays(country).get_subdivision_aliases().items()
    }


@lru_cache(maxsize=1024)
def public_holidays(country: str, subdivision: str, year: int, language: str = "") -> Mapping[date, str]:
    """The closed dates of one year with their names.

    Args:
        country: two letters, as IT.
        subdivision: as the package names it (a province such as MI brings its patron saint); empty for none.
        year: of the local calendar.
        language: of the names, where the package has them in it.

    Raises:
        UnknownHolidays: there is no such country or subdivision.
    """
    import holidays  # slow to import, and most commands never ask

    try:
        known = holidays.list_localized_countries().get(country, []) if language else []
        spoken = next((one for one in known if one.partition("_")[0] == language), None)
        return dict(
            holidays.country_holidays(country, subdiv=subdivision or None, years=year, language=spoken)
        )
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
