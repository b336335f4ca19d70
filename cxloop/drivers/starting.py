"""Root causes a new company may start with, by what it does; it edits them as it learns. Pure."""

Named = tuple[str, str, str]
"""A key, and the words in English and in Italian."""

STEPS: dict[str, tuple[str, str]] = {
    "late": (
        "Say where it is now and when it comes\nCall again on the day it is due\nAsk what the delay has cost them",
        "Dire dov’è adesso e quando arriva\nRichiamare il giorno previsto\nChiedere quanto è costato il ritardo",
    ),
    "late_not_told": (
        "Excuse the silence before the delay\nSay where it is now and when it comes\nCall again on the day it is due",
        "Scusarsi prima del silenzio, poi del ritardo\nDire dov’è e quando arriva\nRichiamare il giorno previsto",
    ),
    "damaged": (
        "Ask for nothing twice: look for the photos first\nSend the replacement before the return is in",
        "Non chiedere le cose due volte: cercare prima le foto\nSpedire il sostituto prima che il reso sia rientrato",
    ),
    "wrong_invoice": (
        "Stop reminders for the invoice\nSend the right one the same day\nFind out which rule made it wrong",
        "Fermare i solleciti di quella fattura\nMandare quella giusta in giornata\nScoprire da dove nasce l’errore",
    ),
    "no_callback": (
        "Call, whatever else is missing\nSay who calls next and when, and keep it",
        "Chiamare, qualunque altra cosa manchi\nDire chi richiama e quando, e mantenerlo",
    ),
    "not_fixed": (
        "Send somebody else than last time\nCall on the evening of the visit",
        "Mandare una persona diversa dalla volta prima\nChiamare la sera dell’intervento",
    ),
}
"""What helps against a cause of these names, a step a line: in English and in Italian."""

STARTING_CAUSES: dict[str, dict[Named, tuple[Named, ...]]] = {
    "b2b": {
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
    },
    "retail": {
        ("product", "Product", "Prodotto"): (
            ("defect", "broken or does not work", "rotto o non funziona"),
            ("not_as_described", "not as described", "diverso dalla descrizione"),
            ("sold_out", "sold out", "esaurito"),
        ),
        ("store", "Store", "Negozio"): (
            ("queue", "long queue", "coda lunga"),
            ("staff", "unfriendly or not informed", "personale poco cortese o poco informato"),
            ("untidy", "dirty or untidy", "sporco o in disordine"),
        ),
        ("delivery", "Delivery", "Consegna"): (
            ("late", "late", "in ritardo"),
            ("damaged", "arrived damaged", "arrivato danneggiato"),
            ("lost", "did not arrive", "non arrivato"),
        ),
        ("returns", "Returns", "Resi"): (
            ("difficult", "difficult to give back", "difficile da restituire"),
            ("refund", "refund slow", "rimborso lento"),
        ),
        ("price", "Price", "Prezzo"): (
            ("wrong_at_till", "wrong at the till", "sbagliato alla cassa"),
            ("value", "too high for what it is", "troppo alto per quello che dà"),
        ),
        ("online", "Website and app", "Sito e app"): (
            ("payment", "payment failed", "pagamento non riuscito"),
            ("hard_to_use", "hard to use", "difficile da usare"),
        ),
    },
    "public": {
        ("waiting", "Waiting", "Attesa"): (
            ("counter", "long wait at the counter", "attesa lunga allo sportello"),
            ("appointment", "no appointment to be had", "appuntamento introvabile"),
            ("procedure", "procedure took too long", "pratica troppo lunga"),
        ),
        ("information", "Information", "Informazioni"): (
            ("unclear", "unclear", "poco chiare"),
            ("wrong", "wrong or contradictory", "sbagliate o contraddittorie"),
            ("missing", "nobody answered", "nessuna risposta"),
        ),
        ("access", "Access", "Accesso"): (
            ("hours", "opening hours", "orari di apertura"),
            ("barriers", "barriers for people with disabilities", "barriere per persone con disabilità"),
            ("online", "online service does not work", "il servizio online non funziona"),
        ),
        ("staff", "Staff", "Personale"): (
            ("rude", "unfriendly", "poco cortese"),
            ("passed_around", "sent from office to office", "rimbalzato da un ufficio all'altro"),
        ),
        ("outcome", "Outcome", "Esito"): (
            ("mistake", "mistake in the case", "errore nella pratica"),
            ("reasons", "refused without clear reasons", "rifiuto senza motivi chiari"),
        ),
        ("fees", "Fees and payments", "Tariffe e pagamenti"): (
            ("amount", "amount not understood", "importo non chiaro"),
            ("payment", "payment difficult", "pagamento difficile"),
        ),
    },
}
