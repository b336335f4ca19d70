"""Why an alert could not be delivered, said so that the outbox knows what to do next."""

from dataclasses import dataclass


@dataclass
class DeliveryFailed(Exception):
    """One attempt failed.

    `code` is a word for the log and the banner, without personal data. `permanent`: trying the same again is
    useless. `maybe_arrived`: the peer may have accepted it all the same. `retry_after`: seconds the peer asked
    us to wait. `unknown`: the peer's answer is not in our table.
    """

    code: str
    permanent: bool = False
    maybe_arrived: bool = False
    retry_after: float | None = None
    unknown: bool = False

    def __str__(self) -> str:
        return self.code
