"""The words, in English, Italian, German, Spanish and French, by which a column's name tells what it holds."""

import re
from collections.abc import Sequence

from cxloop.responses.descriptions.description import spellings, spoken
from cxloop.responses.importing.consent_words import CONSENT, asks_about_calls
from cxloop.responses.importing.spelling import plain

ANSWER_FIELDS = (
    "external_id", "score", "comment", "answered_at", "email", "name", "first_name", "last_name", "company",
    "contact_external_id", "account_external_id", "language", "phone", "touchpoint", "stage", "yearly_value", "tier",
    CONSENT,
)  # fmt: skip
ATTRIBUTE, IGNORED = "attribute", "ignored"
FIELDS = (*ANSWER_FIELDS, ATTRIBUTE, IGNORED)
SET_ASIDE = (("line", "reason"), ("riga", "motivo"))
"""The first two columns of a file of rows set aside, in each language it is written in."""

# (field, points, pattern over the plain lower-case name); the highest points win
WORDS: tuple[tuple[str, int, str], ...] = (
    (
        "external_id",
        100,
        r"(survey |answer |submission )?response ?id|responseid|respondent[ _]id"
        r"|id (del )?rispondente|id (della )?risposta|risposta id|answer id|submission id|external[ _]?id|#",
    ),
    (
        "external_id",
        90,
        r"(response|answer|submission|feedback|survey|record|entry|form|case|interaction)[ _-]?"
        r"(uuid|id|guid|number|no\.?|nr\.?|ref\.?)"
        r"|(id|codice|numero|n\.?|nr\.?) ?(d[ie] )?(la |lla |el )?(risposta|scheda|questionario|compilazione|respuesta"
        r"|encuesta)|(antwort|fragebogen|bogen|datensatz|vorgangs|fall)[ -]?(id|nr\.?|nummer)"
        r"|(identifiant|id|numero|n[o°]?\.?) ?(de )?(la )?reponse|folio",
    ),
    (
        "external_id",
        70,
        r"id|uuid|token|(support |case )?ticket[ _-]?(id|nr\.?|no\.?|number|nummer)|record id|ref\.?|reference"
        r"|riferimento|referenz|ticket|case|interaction|(id|n\.?|nr\.?|numero|n°) ?(de |del |di |du )?ticket"
        r"|(reservation|booking)[ _-]?(id|no\.?|number|ref(erence)?)|(numero|codice|id) (di )?prenotazione"
        r"|(reservierungs|buchungs)[ -]?(id|nr\.?|nummer)|(numero|codigo|id) de (la )?reserva(cion)?"
        r"|(numero|id) de (la )?reservation",
    ),
    (
        "contact_external_id",
        90,
        r"(end[ _]user[ _]external|customer|client|contact|user|crm)[ _]?(id|code"
        r"|number|no\.?)|n[°o.]? ?client|num(ero)?\.? ?(de )?cliente?|kunden-?(nr\.?|nummer)"
        r"|codice (cliente|contatto)|id (cliente|contatto|referente|utente)",
    ),
    (
        "account_external_id",
        90,
        r"(account|company|organi[sz]ation)[ _]?(external[ _]?)?(id|code|number|no\.?)"
        r"|(codice|id) (azienda|societa|ditta|account)",
    ),
    (
        "score",
        100,
        r"score|voto|punteggio|rating|nps|csat|ces|osat|enps|nps score|punteggio nps"
        r"|valutazione|overall score",
    ),
    (
        "score",
        80,
        r".*(how likely|recommend|consigli|raccomand|recomend|recomiend|recommand|empfehl|satisf|soddisf|zufrieden"
        r"|quanto e stato facile|facilita|easy was it|how easy|effort|sforzo|wie einfach|que tan facil|fue facil"
        r"|made it easy|easy to |(ha|hanno) reso facile|einfach gemacht|hizo facil|hicieron facil"
        r"|how would you rate|rate your|overall rating|come valut|wie bewerten|como (calific|valor)"
        r"|comment (notez|evaluez)|facilement|a ete facile|probabilidad|wahrscheinlich|1 ?(-|to|a) ?(5|7|10)\b|0 ?(-|to"
        r"|a) ?10\b|da [01] a \d+|out of 10).*",
    ),
    (
        "score",
        50,
        r".*(score|voto|punteggio|rating|nps|csat|valutazione|bewertung|puntuacion|calificacion|note\b).*",
    ),
    (
        "comment",
        100,
        r"commento|commenti|comment|comments|feedback|verbatim|why\?? ?.*|perche\??|motivo"
        r"|text|reason|kommentare?|anmerkung(en)?|warum\??|comentarios?|¿?por que\??|commentaires?"
        r"|pourquoi ?\??|remarques?",
    ),
    (
        "comment",
        85,
        r".*(why |perche|motivo|reason|commento|comment|feedback|open-ended|suggeriment"
        r"|tell us|raccont|cosa possiamo|what could we|improve|miglior|explain|elaborate|in your own words"
        r"|ci dica|dica di piu|ci dici|spiegh|spiega|motivazion|suggerisc"
        r"|warum|grund\b|grunde|begrund|kommentar|anmerkung|verbesser|erzahlen sie|was konnen wir"
        r"|por que|razon|comentario|cuentenos|cuentanos|mejorar|expli(que|ca)|sugerencia"
        r"|pourquoi|\braison|commentaire|dites-nous|ameliorer|remarque|que pouvons-nous).*",
    ),
    (
        "comment",
        75,
        r"(positive|negative) review|review title"
        r"|what (made|did|do|does|was|were|would|could|should|is|went|else|has|have)\b.*|anything else.*|additional .*"
        r"|.*\bverbatim\b.*|.*\b(free|open)[ -]?text.*|.*\b(customer|client|they|you) (said|says|wrote|told)\b.*"
        r"|how (can|could) we .*"
        r"|(che )?cosa\b.*|altro da .*|testo libero|osservazion[ei].*|note( e .*)?|segnalazion[ei].*"
        r"|was (hat|haben|war|waren|konnen|konnten|sollen|sollten|fehlt|gefallt|mochten)\b.*|freitext.*|.*sonst noch.*"
        r"|(ihre )?(meinung|nachricht|anregung(en)?|ruckmeldung)|que (le|te|podemos|podriamos|mas|fue)\b.*|algo mas.*"
        r"|observaciones.*|texto libre|(su )?opinion|qu('est-ce|e|oi)\b.*|avez-vous (d'autres|des) .*|texte libre"
        r"|observations?|(votre )?avis",
    ),
    (
        "answered_at",
        100,
        r"submit(ted)?( date| at)?( \(utc\))?|data (di )?invio|date submitted|submitdate"
        r"|data (della )?risposta|informazioni cronologiche|timestamp|answered at|answered_at"
        r"|recorded ?date|response date|responded at|marca temporal|zeitstempel|horodateur|completion time"
        r"|ora di completamento|fertigstellungszeit|hora de finalizacion|heure de fin|fecha de (envio|respuesta)"
        r"|datum abgeschickt|date de (soumission|reponse)",
    ),
    (
        "answered_at",
        90,
        r"((survey|response) )?end ?(date|time)|complet(ed|ion)( at| on| time| date)?|date completed"
        r"|created at|created_at|created|data compilazione|data (di )?fine",
    ),
    (
        "answered_at",
        80,
        r"answered( on)?|rated( on| at)?|responded( on)?|recorded( on| at)?|(survey|interview|review|rating) date"
        r"|data (del )?sondaggio|datum der (befragung|antwort|bewertung)|zeitpunkt"
        r"|fecha de la encuesta|date de l'enquete",
    ),
    (
        "answered_at",
        70,
        r"date|data|when|quando|data e ora|date and time|datetime|data ora|fecha|datum|fecha y hora",
    ),
    (
        "answered_at",
        40,
        r"start ?(date|time)( \(utc\))?|data (di )?inizio|ora di inizio|started at|startdate|date started"
        r"|startzeit|hora de inicio|heure de debut",
    ),
    (
        "answered_at",
        30,
        r"updated at|updated_at|last update|ultima modifica|data ultima azione"
        r"|date last action",
    ),
    (
        "email",
        100,
        r"e-?mail|.*\b(e-?mail|posta elettronica|indirizzo mail|correo electronico|courriel|messagerie)\b.*",
    ),
    ("first_name", 100, r".*\bfirst ?name(:.*)?|given name|recipientfirstname|vorname|prenom|nombre de pila"),
    ("first_name", 60, r"nome|nombre"),
    (
        "last_name",
        100,
        r".*\blast ?name(:.*)?|surname|family name|cognome|recipientlastname|nachname|apellidos?|nom de famille",
    ),
    (
        "name",
        90,
        r"name|reviewer( name)?|nome recensore|recensore|author( name)?|autore"
        r"|full name|nome e cognome|cognome e nome|nominativo|referente|contact"
        r"|contact name|customer name|contatto|respondent|person|nombre completo|nombre y apellidos|vollstandiger name"
        r"|nom complet|(votre )?nom et prenom|ansprechpartner"
        r"|(guest|requester)('s)? name|nombre del (solicitante|cliente)",
    ),
    ("name", 40, r"cliente|customer|client"),
    (
        "company",
        100,
        r"company|company name|azienda|societa|ragione sociale|organi[sz]ation|organizzazione"
        r"|ditta|impresa|account|account name|firma|unternehmen|empresa|societe|entreprise",
    ),
    ("company", 50, r"cliente|customer|client"),
    ("language", 90, r"(user |start )?language|userlanguage|lingua( iniziale)?|startlanguage|lang|locale"),
    ("phone", 90, r"(mobile |cell )?phone( number)?|telefono|cellulare|mobile|tel\.?|numero di telefono"),
    ("touchpoint", 90, r"touch ?point|punto di contatto|survey name|sondaggio|occasione"),
    ("stage", 90, r"(journey )?stage|fase"),
    (
        "yearly_value",
        90,
        r".*(valore annu|annual value|yearly value|\barr\b|\bacv\b|contract value"
        r"|fatturato annu|annual revenue|ricavo annu).*",
    ),
    ("tier", 90, r"(account |customer )?tier|segment|segmento|fascia( cliente)?|livello cliente"),
    (
        IGNORED,
        100,
        r"ip ?address|indirizzo ip|ipaddress|status|response type|progress|duration.*|finished"
        r"|location ?(latitude|longitude)|latitude|longitude|distribution ?channel|.*nps_group"
        r"|.* - group|.*\bgroup\b|network id|collector id|collector_id|last page|ultima pagina"
        r"|lastpage|seed|codice accesso|survey type|stage date \(utc\)|refurl|referrer"
        r"|user agent|.*(birth|nascita|renewal|rinnovo|expir|scadenza|contract end).*"
        r"|custom data \d+|.*\b(tags?|labels|keywords|topics?)\b",
    ),
)
COMPILED = tuple((field, points, re.compile(pattern)) for field, points, pattern in WORDS)


NOT_THE_CUSTOMERS = re.compile(
    r"user ?agent|(company|agent|staff|support|teammate|developer|owner|property|business|management|hotel"
    r"|merchant|seller|vendor)('s)? (reply|response|answer|comments?)( text)?"
    r"|risposta (del|della|dell') ?(proprietario|struttura|azienda|operatore)"
    r"|(last )?(agent|staff|teammate|reviewer|admin|moderator|employee|csm|operator|handler|resolution"
    r"|follow[ -]?up|case)"
    r"('s)? (notes?|remarks?)|(agent|reviewer|moderator|legacy)('s)? comments?|(internal|private|our) "
    r"(notes?|remarks?|comments?|reply|response)|action taken|notes? interne|commentaires? internes?"
    r"|not[ae] intern[ae]|commenti? intern[oi]|(note|commento) (del|dell'|dello) ?(agente|operatore|staff)"
    r"|azione intrapresa|interner? (notiz(en)?|bemerkung(en)?|kommentare?)|antwort des (unternehmens|inhabers)"
    r"|bearbeiter(notiz|vermerk|kommentar)"
    r"|(notas?|comentarios?) intern[ao]s?|respuesta (de la empresa|del propietario|del agente)"
    r"|reponse (de l'entreprise|de l'etablissement|du proprietaire|de l'agent)"
)
"""Headings of what the company itself or a program wrote."""


def is_the_companys(name: str) -> bool:
    """Whether a column holds words that are not the customer's."""
    return NOT_THE_CUSTOMERS.fullmatch(plain(spoken(name))) is not None


def is_set_aside(columns: Sequence[str]) -> bool:
    """Whether a file is one of ours: rows that were set aside, corrected and uploaded again."""
    return tuple(map(plain, columns[:2])) in SET_ASIDE


def own_columns(columns: Sequence[str]) -> list[str]:
    """The columns the rows had in the export itself."""
    return list(columns[2:] if is_set_aside(columns) else columns)


def points_by_field(name: str) -> dict[str, int]:
    """How strongly a column's name speaks for each field, 0-100; fields it does not speak for are absent."""
    texts = {plain(one) for one in (name, spoken(name), spellings(name)[-1])}
    if is_the_companys(name):
        return {IGNORED: 100}
    if asks_about_calls(name):
        return {CONSENT: 100}
    points: dict[str, int] = {}
    for field, worth, pattern in COMPILED:
        if worth > points.get(field, 0) and any(map(pattern.fullmatch, texts)):
            points[field] = worth
    return points
