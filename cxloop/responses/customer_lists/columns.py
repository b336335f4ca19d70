"""By which words, Italian and English, a column of a customer list tells what it holds. Pure."""

import re
from collections.abc import Mapping, Sequence

from cxloop.responses.importing.spelling import plain

IGNORED = "ignored"
ACCOUNT_FIELDS = ("external_id", "name", "domain", "tier", "yearly_value", "renews_on", "owner_email")
CONTACT_FIELDS = ("contact_external_id", "email", "contact_name", "role", "buying_role", "phone", "language")
CONSENT = "consent"
CONSENTS = (CONSENT, *(f"{CONSENT}_{purpose}" for purpose in ("surveys", "calls", "verification", "news")))
"""Whether a person may be contacted: for everything, or for one purpose each."""
CONSENT_ON = "consent_on"
"""The day they said so; without it, the moment the list is kept."""
FIELDS = (*ACCOUNT_FIELDS, *CONTACT_FIELDS, *CONSENTS, CONSENT_ON, IGNORED)
COMPANY = r"(account|company|customer|client|organi[sz]ation|azienda|cliente|societa|ragione sociale)"
PERSON = r"(contact|person|referente|contatto|persona)"
AGREED = r"(consent|permission|opt[ -]?in|consenso)"
FOR = r"( (to|for|per|a|ai|alle))?( i| le)?"
WORDS: tuple[tuple[str, str], ...] = (
    ("consent_on", rf"{AGREED} (date|day|on|since|from|dal|del|in data)|(date|day) of {AGREED}|data (del )?consenso"),
    ("consent_surveys", rf"{AGREED}{FOR} (surveys?|sondaggi(o)?)|surveys? {AGREED}"),
    ("consent_calls", rf"{AGREED}{FOR} (calls?|phone( calls?)?|telefonat[ae]|chiamat[ae])|calls? {AGREED}"),
    ("consent_verification", rf"{AGREED}{FOR} (verification|questions?|verific(a|he)|domande)"),
    ("consent_news", rf"{AGREED}{FOR} (news|updates?|novita)|news {AGREED}"),
    ("consent", rf"{AGREED}( to (be )?contact(ed)?| al contatto)?|(may|can) (be )?contact(ed)?|contattabile"),
    ("contact_external_id", rf"{PERSON}[ _]?(id|code|no\.?)|(id|codice) {PERSON}"),
    ("external_id", rf"({COMPANY}[ _])?(id|code|number|no\.?)|external[ _]?id|(id|codice) {COMPANY}|codice|crm[ _]?id"),
    ("owner_email", r"(account )?(owner|manager)( e-?mail)?|e-?mail (of the )?owner|responsabile|(e-?mail )?(del )?"
     r"responsabile|commerciale|agente|referente interno"),
    ("buying_role", r"buying[ _]?role|part in buying|decision role|ruolo (d.?acquisto|decisionale|nell.?acquisto)"),
    ("role", r"role|job ?title|title|position|ruolo|mansione|qualifica|funzione"),
    ("contact_name", rf"{PERSON}([ _]name)?|full name|nome( e cognome| {PERSON}| del {PERSON})|nominativo"),
    ("email", rf"({PERSON}[ _])?e-?mail( address)?|(e-?mail|indirizzo e-?mail) ?(del )?{PERSON}?|posta elettronica"),
    ("phone", rf"({PERSON}[ _])?(phone|telephone|mobile|tel\.?|telefono|cellulare)( number)?"),
    ("language", r"language|lingua"),
    ("domain", r"((e-?mail|web) )?domain|dominio( e-?mail)?|web ?site|sito( web)?|url"),
    ("tier", r"tier|segment|class|category|livello|fascia|segmento|classe|categoria"),
    ("yearly_value", r".*\b(arr|acv|value|revenue|turnover|amount|valore|fatturato|ricavi|importo|canone)\b.*"),
    ("renews_on", r".*\b(renewal|renews?|rinnovo|scadenza|contract end|fine contratto|expir\w+)\b.*"),
    ("name", rf"{COMPANY}([ _]name)?|nome( {COMPANY}| (del )?cliente)|denominazione"),
)  # fmt: skip


WEAK = r"name|nome"
"""The company's name where nothing else is, else the person's."""


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Column → field; each field once, the first column that fits."""
    found = dict.fromkeys(columns, IGNORED)
    for column in columns:
        name = plain(column).replace("_", " ")
        fits = (field for field, words in WORDS if re.fullmatch(words, name))
        found[column] = next((field for field in fits if field not in found.values()), IGNORED)
    for column in columns:
        if re.fullmatch(WEAK, plain(column)) and found[column] == IGNORED:
            left = (field for field in ("name", "contact_name") if field not in found.values())
            found[column] = next(left, IGNORED)
    return found


def corrected(columns: Sequence[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """What a person chose, where it makes sense: unknown fields, and a field chosen twice, are ignored."""
    found: dict[str, str] = {}
    for column in columns:
        field = chosen.get(column, IGNORED)
        taken = field != IGNORED and field in found.values()
        found[column] = field if field in FIELDS and not taken else IGNORED
    return found
