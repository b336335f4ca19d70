"""The demo company's improvements in Italian, by their English title: title, problem, what is expected."""

IDEAS_IN_ITALIAN: dict[str, tuple[str, str, str]] = {
    "Tell customers before they notice: a message when a delivery is late": (
        "Avvisare i clienti prima che se ne accorgano: un messaggio quando una consegna è in ritardo",
        "Un camion in ritardo si perdona, il silenzio no. I clienti lo scoprono dai loro, aspettano per niente e"
        " pagano per questo.",
        "Se i clienti ricevono un messaggio entro 30 minuti dal ritardo, i ticket «in ritardo e non avvisati» calano di"
        " almeno 3 ogni 100 risposte entro tre mesi.",
    ),
    "One invoice per site": (
        "Una fattura per sede",
        "Le aziende con più sedi ricevono una fattura a consegna e vi trovano errori; l’amministrazione corregge gli"
        " stessi ogni mese.",
        "Se ogni sede riceve una fattura al mese, i ticket «fattura sbagliata» calano di almeno 2 ogni 100 risposte"
        " entro tre mesi.",
    ),
    "A promise to call back is a task with a name on it": (
        "La promessa di richiamare è un compito con un nome sopra",
        "«La richiamiamo oggi» non è più compito di nessuno quando il turno finisce.",
        "Se ogni richiamata promessa ha un responsabile e un’ora, i ticket «mai richiamati» si dimezzano.",
    ),
    "Photos in the claims form": (
        "Le foto nel modulo dei reclami",
        "I clienti con merce danneggiata non possono mandare una foto, così ogni reclamo costa una telefonata in più.",
        "",
    ),
    "A named planner for every key account": (
        "Un pianificatore con nome e cognome per ogni cliente chiave",
        "I clienti chiave devono spiegarsi ogni volta con una persona nuova.",
        "",
    ),
    "Free next-day visits for everybody": (
        "Visite gratuite il giorno dopo per tutti",
        "Le visite che non hanno riparato la macchina sono l’esperienza peggiore che diamo.",
        "",
    ),
}
