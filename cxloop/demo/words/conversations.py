"""What was said in the demo company's interviews, and what customers told colleagues in passing."""

FOCUS_GROUP = """\
Moderatrice (0:12): Grazie di essere qui. Vorrei che ci raccontaste l'ultima volta che una consegna è andata storta, dall'inizio.
Elena (0:41): Lo scorso mese aspettavamo dodici bancali per l'apertura del punto vendita. Alle otto non c'era nessuno, alle dieci nemmeno. Nessuno ci ha chiamati. L'abbiamo saputo dal nostro magazziniere, alle tre del pomeriggio.
Paolo (1:35): A me il ritardo non dà fastidio, il traffico c'è per tutti. Mi dà fastidio restare con sei persone ferme ad aspettare senza sapere niente.
Moderatrice (2:02): E che cosa avete fatto, in quel momento?
Elena (2:08): Ho telefonato. Mi hanno passato da un ufficio all'altro, quattro persone diverse, e a ognuna ho raccontato tutto da capo.
Sara (2:49): Sì, è così anche da noi. Poi devo dire che i vostri autisti sono gentilissimi: uno è tornato indietro per un pacco dimenticato, 😊 e non era neanche il suo giro.
Paolo (3:20): Gli autisti sono la cosa migliore che avete. È l'ufficio che non risponde.
Moderatrice (3:41): Che cosa cambierebbe le cose per voi?
Giorgio (3:47): Un messaggio. Uno solo: «siamo in ritardo di due ore». Io mi organizzo. Se lo so, non è un problema.
Giorgio (4:15): Se invece va avanti così, a gennaio rivediamo il contratto. L'ho già detto al vostro commerciale, due volte.
Sara (4:40): Anche le fatture: una per ogni consegna, ogni mese ne correggiamo tre. Ma questo è un altro discorso.
"""  # noqa: E501 - said in one breath

LOST_SALE = """\
Interviewer (0:05): You looked at us and at two others, and you chose somebody else. I am not here to sell. What happened?
Rachel (0:19): Honestly, your price was fine. Your drivers have a good name. It was the four weeks before we signed nothing.
Rachel (0:44): I explained our sites to four different people. Each of them was friendly, and each of them started from zero.
Interviewer (1:10): When did you decide?
Rachel (1:13): The third time somebody said "let me find out who handles that". If nobody owns us before we pay, who will own us after?
Rachel (1:52): The others gave us one name and a mobile number on the first day. We rang it twice, just to see. He answered twice.
Interviewer (2:20): Would you look at us again?
Rachel (2:24): In two years, yes. If there is one person.
"""  # noqa: E501 - the same

KNOWN = "Giorgio"
"""Whom we know as a contact; the transcript calls them by that contact's first name."""
GROUP = {"Elena": "user", "Paolo": "user", "Sara": "buyer", KNOWN: "decision_maker"}
NOTES = "Group of four from the north, two hours, coffee helped. Paolo would come again."

FOUND_IN_GROUP = (
    # who, what they said, cause, whys, feeling, severity
    (
        "Elena",
        "Nessuno ci ha chiamati. L'abbiamo saputo dal nostro magazziniere, alle tre del pomeriggio.",
        "delivery.late_not_told",
        (
            "Nessuno in ufficio vede che il camion è in ritardo.",
            "Il ritardo lo sa solo l'autista, al telefono con il deposito.",
            "Il deposito non ha i numeri dei clienti.",
        ),
        "disappointed",
        3,
    ),
    (
        "Elena",
        "quattro persone diverse, e a ognuna ho raccontato tutto da capo",
        "support.passed_around",
        ("Ogni ufficio vede solo le sue pratiche.",),
        "angry",
        3,
    ),
    (
        "Sara",
        "uno è tornato indietro per un pacco dimenticato, 😊 e non era neanche il suo giro",
        None,
        (),
        "delighted",
        1,
    ),
    (
        "Giorgio",
        "Se invece va avanti così, a gennaio rivediamo il contratto.",
        "delivery.late_not_told",
        ("L'ha già detto due volte, senza risposta.",),
        "angry",
        4,
    ),
)
FOUND_IN_LOST_SALE = (
    (
        "Rachel",
        "I explained our sites to four different people. Each of them was friendly, and each of them started from"
        " zero.",
        "support.passed_around",
        (
            "Sales, planning, pricing and claims each keep notes of their own.",
            "Nobody owns a prospect before the contract.",
        ),
        "disappointed",
        4,
    ),
    (
        "Rachel",
        "If nobody owns us before we pay, who will own us after?",
        "support.passed_around",
        (),
        "worried",
        3,
    ),
)

TOLD = (
    # by whom, days back, what the customer said, what they need
    (
        "Marta Conti", 1,
        "Il furgone era puntuale, ma il cancello 2 è chiuso da una settimana e nessuno l'ha scritto sull'ordine.",
        "somebody",
    ),
    (
        "Luca Moretti", 2,
        "L'autista di ieri è stato di una gentilezza rara: ha aiutato mia madre con le scale.", "praise",
    ),
    (
        "James Whitfield", 1,
        "They met me at the trade fair: since the new portal they print the delivery notes twice, nobody knows why.",
        "nothing",
    ),
    (
        "Olivia Hart", 3,
        "Rang about something else and said in passing that the Tuesday lorry always blocks their neighbours' gate.",
        "nothing",
    ),
)  # fmt: skip
