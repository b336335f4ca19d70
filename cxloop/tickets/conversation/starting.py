"""Letters a company may begin with; they are offered until it has its own. Pure."""

STARTING_LETTERS: dict[str, dict[str, str]] = {
    "tried_to_call": {
        "subject_en": "We tried to reach you",
        "body_en": (
            "{greeting}\n\nthank you for telling us what went wrong. I tried to reach you by telephone, and would like"
            " to hear from you what happened.\n\nWhen may I call you, and at which number? You can also simply answer"
            " this letter."
        ),
        "subject_it": "Abbiamo provato a contattarla",
        "body_it": (
            "{greeting}\n\ngrazie per averci detto che cosa non andava. Ho provato a chiamarla e vorrei sentire da Lei"
            " che cosa è successo.\n\nQuando posso richiamarla, e a quale numero? Può anche rispondere semplicemente a"
            " questa lettera."
        ),
    },
    "ask_for_more": {
        "subject_en": "A question about what you told us",
        "body_en": (
            "{greeting}\n\nI am looking into what you told us on {said_on}. To find out what happened, I need to know"
            " from you:\n\n…\n\nJust answer this letter."
        ),
        "subject_it": "Una domanda su quello che ci ha detto",
        "body_it": (
            "{greeting}\n\nmi sto occupando di quello che ci ha detto il {said_on}. Per capire che cosa è successo ho"
            " bisogno di sapere:\n\n…\n\nBasta rispondere a questa lettera."
        ),
    },
    "being_worked_on": {
        "subject_en": "We are working on it",
        "body_en": (
            "{greeting}\n\nwe have not forgotten you. By now we know that …\n\nWhat happens next: …\n\nYou will hear"
            " from me by …, even if there is nothing new."
        ),
        "subject_it": "Ci stiamo lavorando",
        "body_it": (
            "{greeting}\n\nnon ci siamo dimenticati. Ora sappiamo che …\n\nChe cosa succede adesso: …\n\nAvrà mie"
            " notizie entro …, anche se non ci saranno novità."
        ),
    },
    "what_we_did": {
        "subject_en": "What we did about it",
        "body_en": (
            "{greeting}\n\nyou told us on {said_on} that something went wrong. I am sorry about it.\n\nWhat happened:"
            " …\n\nWhat we did: …\n\nIf anything is missing, just answer this letter."
        ),
        "subject_it": "Che cosa abbiamo fatto",
        "body_it": (
            "{greeting}\n\nil {said_on} ci ha detto che qualcosa non andava. Mi dispiace.\n\nChe cosa è successo:"
            " …\n\nChe cosa abbiamo fatto: …\n\nSe manca qualcosa, basta rispondere a questa lettera."
        ),
    },
}
