"""What colleagues of the demo company write down, in each language."""

from cxloop.demo.words import Desk

ITALIAN_DESK = Desk(
    said=(
        "Non è arrabbiata per il fatto in sé, ma per il silenzio. Vuole essere avvisata prima.",
        "Ha raccontato tutto con calma. Chiede che non ricapiti e una nota di credito.",
        "Molto seccato all'inizio, alla fine ha ringraziato per la chiamata.",
        "Conferma quanto scritto. Ha già perso una giornata, propone giovedì mattina.",
        "È la terza volta che lo racconta: vuole un solo referente.",
        "Dice che anche la sede vicina ha avuto lo stesso problema.",
        "Chiede una risposta scritta per il suo responsabile.",
    ),
    notes=(
        "Sentito il deposito: il camion è uscito tardi, nessuno ha chiamato il cliente.",
        "Il referente giusto è in sede solo la mattina.",
        "Verificato con l'amministrazione: l'errore è nostro.",
        "Attenzione: contratto in rinnovo, meglio chiamare che scrivere.",
        "Il tecnico ripassa venerdì con il ricambio.",
        "Non è un caso isolato, stesso motivo la settimana scorsa.",
    ),
    next_steps=(
        "Richiamare con la risposta del deposito",
        "Mandare la nota di credito",
        "Confermare la data dell'intervento",
        "Scrivere al suo responsabile",
    ),
    hand_overs=(
        "Lo conosci già tu, te lo passo",
        "Sono fuori domani, ci pensi tu?",
        "Serve qualcuno che parli con il magazzino",
    ),
    released=(
        "Chi conosce questo cliente?",
        "Non è della nostra zona, chi può lo prenda",
        "Lo rimetto in coda, sono in ferie da domani",
    ),
    actions={
        "delivery": (
            "Riconsegnato il giorno dopo, scuse e indirizzo corretto nell'anagrafica.",
            "Concordata una nuova consegna con avviso un'ora prima.",
            "Nota di credito per il disagio e cancello giusto segnato nell'app.",
        ),
        "billing": (
            "Stornata la fattura e riemessa con lo sconto concordato.",
            "Nota di credito emessa, anagrafica corretta.",
            "Rimborso disposto oggi, conferma mandata per e-mail.",
        ),
        "support": (
            "Dato un unico referente con numero diretto.",
            "Chiamata di scuse del responsabile, pratica chiusa nella stessa telefonata.",
            "Richiamato alla presenza del tecnico e spiegato tutto una volta sola.",
        ),
        "product": (
            "Sostituito il pezzo in garanzia.",
            "Installata la versione nuova dell'app insieme al cliente.",
            "Macchina sostituita, ritirata quella guasta.",
        ),
        "service": (
            "Nuovo intervento con il tecnico esperto, provato insieme.",
            "Intervento rifatto senza costi, verificato dopo due giorni.",
        ),
        "price": (
            "Spiegato il listino e bloccato il prezzo per dodici mesi.",
            "Proposto un contratto più adatto, differenza rimborsata.",
        ),
    },
    unknown_because=("Il cliente non ricorda i particolari", "Deposito e corriere danno versioni diverse"),
    not_told_because=("Ha chiesto di non essere richiamato", "Nessun recapito valido"),
    not_actionable=(
        "Voto dato per sbaglio, lo conferma lui stesso",
        "Riguarda un altro fornitore",
        "Risposta doppia dello stesso cliente",
    ),
    declined=("Non vuole essere contattato, lo rispettiamo",),
    unreachable=("Tre tentativi in giorni diversi, nessuna risposta",),
    word={
        "yes": (
            "Grazie, ora funziona",
            "Risolto, e qualcuno ha chiamato davvero",
            "",
            "",
            "Ottimo, siete stati gentili",
            "",
        ),
        "partly": ("Il problema sì, il rimborso non ancora", "In parte, manca la nota di credito", ""),
        "no": ("Stesso problema stamattina", "No, è di nuovo così", "Nessuno si è più fatto vivo", ""),
    },
)

ENGLISH_DESK = Desk(
    said=(
        "Not angry about the delay itself, angry about the silence. Wants a message next time.",
        "Told the whole story calmly. Wants it not to happen again, and a credit note.",
        "Very annoyed at first, thanked me for calling at the end.",
        "Confirms what she wrote. Lost a day already, suggests Thursday morning.",
        "Has told this story three times: wants one person.",
        "Says the other site had the same problem.",
        "Asks for something in writing for her boss.",
    ),
    notes=(
        "Depot: the driver did scan “waiting” both days, nobody rang the customer.",
        "The right person is in before noon only.",
        "Checked with accounts: our mistake.",
        "Careful, the contract is up for renewal. Better to ring than to write.",
        "Engineer is back on Friday with the part.",
        "Not a one-off, same reason last week.",
    ),
    next_steps=(
        "Call back with the depot's answer",
        "Send the credit note",
        "Confirm the date of the visit",
        "Write to her boss",
    ),
    hand_overs=(
        "You know them, over to you",
        "I'm out tomorrow, can you take this?",
        "Needs somebody who talks to the warehouse",
    ),
    released=(
        "Who knows this customer?",
        "Not our region, whoever can please take it",
        "Back to the queue, I'm away from tomorrow",
    ),
    actions={
        "delivery": (
            "Redelivered the next day, apologised, corrected the address.",
            "Agreed a new drop with an hour's notice.",
            "Credit note for the trouble, right gate noted in the app.",
        ),
        "billing": (
            "Invoice cancelled and issued again with the agreed discount.",
            "Credit note issued, customer record corrected.",
            "Refund sent today, confirmed by e-mail.",
        ),
        "support": (
            "Gave one contact with a direct line.",
            "Our lead rang to apologise, case closed in the same call.",
            "Explained everything once, with the engineer on the call.",
        ),
        "product": (
            "Part replaced under warranty.",
            "Installed the new version of the app together.",
            "Machine swapped, broken one collected.",
        ),
        "service": (
            "New visit by the senior engineer, tested together.",
            "Visit repeated free of charge, checked two days later.",
        ),
        "price": (
            "Explained the price list and held the price for twelve months.",
            "Moved to a contract that fits, difference refunded.",
        ),
    },
    unknown_because=(
        "The customer does not remember the details",
        "Depot and carrier tell different stories",
    ),
    not_told_because=("Asked not to be called again", "No working number or address"),
    not_actionable=(
        "Scored by mistake, says so herself",
        "About another supplier",
        "Same answer given twice",
    ),
    declined=("Does not want to be contacted, we respect that",),
    unreachable=("Three tries on different days, no answer",),
    word={
        "yes": (
            "Thank you for ringing, all sorted",
            "Fixed, and somebody actually called",
            "",
            "",
            "First supplier that ever came back to me",
            "",
        ),
        "partly": ("The problem yes, the refund not yet", "Partly, the credit note is missing", ""),
        "no": ("Same again this morning", "No, it is back", "Heard nothing since", ""),
    },
)
