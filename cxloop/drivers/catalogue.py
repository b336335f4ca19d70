"""The causes a new company starts with; it edits them as it learns."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.drivers.models import Driver

STARTING_CAUSES: dict[tuple[str, str, str], tuple[tuple[str, str, str], ...]] = {
    ("delivery", "Delivery", "Consegna"): (
        ("late", "late", "in ritardo"),
        ("late_not_told", "late and not told", "in ritardo e senza avviso"),
        ("wrong_place", "wrong place", "nel posto sbagliato"),
        ("damaged", "damaged", "merce danneggiata"),
    ),
    ("billing", "Billing", "Fatturazione"): (
        ("wrong_invoice", "wrong invoice", "fattura sbagliata"),
        ("unclear", "unclear", "poco chiara"),
        ("refund", "refund slow", "rimborso lento"),
    ),
    ("support", "Support", "Assistenza"): (
        ("waiting", "long wait", "attesa lunga"),
        ("no_callback", "never called back", "mai richiamato"),
        ("passed_around", "passed around", "rimbalzato da un ufficio all'altro"),
        ("rude", "rude", "scortese"),
    ),
    ("product", "Product", "Prodotto"): (
        ("defect", "does not work", "non funziona"),
        ("app_crash", "app crashes", "l'app si blocca"),
        ("missing_feature", "something is missing", "manca qualcosa"),
    ),
    ("service", "Service visit", "Intervento tecnico"): (
        ("not_fixed", "not fixed", "problema non risolto"),
        ("missed", "did not come", "tecnico non arrivato"),
    ),
    ("price", "Price", "Prezzo"): (
        ("increase", "went up without notice", "aumentato senza preavviso"),
        ("value", "too high for what it is", "troppo alto per quello che dà"),
    ),
}


def ensure(session: Session) -> None:
    """Fill an empty catalogue with the starting causes; leave an existing one alone."""
    if session.scalar(select(Driver.id).limit(1)) is not None:
        return
    for position, ((code, english, italian), causes) in enumerate(STARTING_CAUSES.items()):
        parent = Driver(key=code, name_en=english, name_it=italian, position=position)
        session.add(parent)
        session.flush()
        for below, (part, part_en, part_it) in enumerate(causes):
            child = Driver(
                key=f"{code}.{part}", name_en=part_en, name_it=part_it, parent_id=parent.id, position=below
            )
            session.add(child)
    session.flush()


def in_use(session: Session) -> list[Driver]:
    """The catalogue as it is offered, each parent before its children."""
    drivers: Iterable[Driver] = session.scalars(select(Driver).where(Driver.retired_at.is_(None))).all()
    return sorted(
        drivers, key=lambda driver: (_top(driver).position, driver.parent_id is not None, driver.position)
    )


def _top(driver: Driver) -> Driver:
    return _top(driver.parent) if driver.parent else driver
