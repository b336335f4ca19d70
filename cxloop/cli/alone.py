"""Some commands need that nothing of cxloop runs beside them."""

import click

from cxloop.config import Settings


def alone(settings: Settings) -> int:
    """Keeps others from starting, for as long as the returned file is open."""
    from cxloop.serving import household

    settings.var.mkdir(parents=True, exist_ok=True)
    try:
        return household.claim(settings.var)
    except household.AlreadyUp as other:
        raise click.ClickException(
            f"cxloop is up on {settings.var} (process {other}): stop it first. Nothing was changed."
        ) from None
