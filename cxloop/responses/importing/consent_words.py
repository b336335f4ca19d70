"""Whether a customer may be called again about what they said, as forms ask it in five languages. Pure."""

import re
from collections.abc import Iterable

from cxloop.responses.descriptions.description import spoken
from cxloop.responses.importing.spelling import plain

CONSENT = "consent_calls"
"""The field of a column that says so."""
ASKED = re.compile(
    # English
    r".*\b(may|can|could|should) we (contact|call|phone|reach( out)?|follow[ -]?up|get in touch)\b.*"
    r"|.*\b(contact(ed)?|call(ed)?|follow(ed)?[ -]?up) (permission|consent|allowed|requested|wanted|ok)\b.*"
    r"|.*\b(permission|consent|ok(ay)?|agree|willing|happy|like|want|wish) (for us )?(to )?(be )?"
    r"(contact(ed)?|call(ed)?|follow(ed)?[ -]?up|receive a call|hear back)\b.*"
    r"|(may|can) (i |be )?(contact(ed)?|called?)|contact me( again)?|.*\b(to|be) (contacted|called back)\b.*"
    r"|(request )?call[ -]?back( requested| wanted)?|follow[ -]?up"
    # Italian
    r"|.*\b(possiamo|potremmo|possono) (ri)?(contattar|chiamar|sentir)\w*.*|(ri)?contattabile|.*\bricontatt\w*.*"
    r"|.*\b(essere|venire|vuole che la) (ri)?(contattat|chiamat|contattiamo|chiamiamo)\w*.*"
    r"|.*\bconsenso (al|alla|per il|per la|a essere) (ri)?(contatt|chiamat|telefonat)\w*.*"
    # German
    r"|.*\b(durfen|konnen|sollen) wir (sie|dich)\b.*\b(kontakt|anruf|zuruckruf|anzuruf|melden)\w*.*"
    r"|.*\b(kontaktaufnahme|ruckruf)\w*.*|.*\b(kontaktiert|angerufen|zuruckgerufen) werden.*"
    # Spanish
    r"|.*\b(podemos|podriamos|pueden) (contactar|llamar|ponernos en contacto)\w*.*"
    r"|.*\b(desea|quiere|acepta|autoriza|consiente) (ser|que (le|te|lo|la) )?\s?(contact|llam)\w*.*"
    # French
    r"|.*\b(recontact|rappele)\w*.*|.*\b(pouvons|pourrions|peut)[ -](nous|on) vous (contacter|appeler|rappeler).*"
    r"|.*\betre contacte\w*.*"
)
REFUSED = re.compile(
    r".*\b(do not|don'?t|no|not) ?(call|contact|phone)\b.*|.*\bopt(ed)?[ -]?out\b.*|.*\bnon (ri)?(contatt|chiam)\w+.*"
    r"|.*\b(nicht|keine) (kontakt|anruf)\w*.*|.*\bno (contactar|llamar)\b.*"
    r"|.*\bne pas (re)?(contacter|appeler|rappeler).*"
)
"""Headings under which a yes means no."""
YES = frozenset("yes y true 1 x ok okay si s vero ja j wahr oui o vrai verdadero checked selected".split())
NO = frozenset("no n false 0 falso nein falsch non faux unchecked".split()) | {"not selected"}
FIRST_WORD = re.compile(r"[a-z0-9]+")


def asks_about_calls(heading: str) -> bool:
    """Whether a column's heading asks for the customer's leave to be contacted about the answer."""
    name = plain(spoken(heading)).rstrip(" ?¿!.:*").lstrip("¿ ")
    return ASKED.fullmatch(name) is not None or REFUSED.fullmatch(name) is not None


def may_be_called(heading: str, said: str) -> bool | None:
    """What a cell under such a heading says; None where it is neither a yes nor a no."""
    text = plain(said[:60]).strip(" .!,")
    first = found[0] if (found := FIRST_WORD.match(text)) else ""
    word = text if text in NO or text in YES else first
    if word not in YES and word not in NO:
        return None
    is_refusal = REFUSED.fullmatch(plain(spoken(heading)).rstrip(" ?!.:*")) is not None
    return (word in YES) != is_refusal


def are_all_told(heading: str, values: Iterable[str]) -> bool:
    """Whether every value is a yes or a no."""
    return all(may_be_called(heading, value) is not None for value in values)
