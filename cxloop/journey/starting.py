"""Journeys a new company may start with, by what it does; it edits them as it learns. Pure."""

Named = tuple[str, str, str]
"""A key, and the words in English and in Italian."""

STARTING_JOURNEYS: dict[str, dict[Named, tuple[Named, ...]]] = {
    "b2b": {
        ("discover", "Getting to know us", "Primo contatto"): (
            ("quote", "Quote", "Preventivo"),
            ("first_visit", "First visit", "Prima visita"),
        ),
        ("purchase", "Order and start", "Ordine e avvio"): (
            ("order", "Order", "Ordine"),
            ("onboarding", "Onboarding", "Avvio del servizio"),
        ),
        ("delivery", "Delivery", "Consegna"): (
            ("goods_in", "Delivery on site", "Consegna presso il cliente"),
            ("documents", "Papers and notices", "Documenti e avvisi"),
        ),
        ("use", "Use", "Uso"): (
            ("support", "Support", "Assistenza"),
            ("service_visit", "Service visit", "Intervento tecnico"),
            ("portal", "Customer portal", "Portale clienti"),
        ),
        ("billing", "Invoice and payment", "Fattura e pagamento"): (
            ("invoice", "Invoice", "Fattura"),
            ("refund", "Refund", "Rimborso"),
        ),
        ("renewal", "Renew or leave", "Rinnovo o addio"): (
            ("relationship", "Relationship", "Rapporto"),
            ("contract", "Contract talks", "Trattativa sul contratto"),
        ),
    },
    "retail": {
        ("discover", "Look around", "Scelta"): (
            ("website", "Website", "Sito"),
            ("advice", "Advice in the shop", "Consiglio in negozio"),
        ),
        ("purchase", "Purchase", "Acquisto"): (
            ("checkout", "Checkout", "Cassa"),
            ("online_order", "Online order", "Ordine online"),
        ),
        ("delivery", "Delivery and collection", "Consegna e ritiro"): (
            ("home_delivery", "Home delivery", "Consegna a domicilio"),
            ("collection", "Collection in the shop", "Ritiro in negozio"),
        ),
        ("use", "Use", "Uso"): (
            ("assembly", "Assembly and first use", "Montaggio e primo uso"),
            ("support", "Customer service", "Servizio clienti"),
        ),
        ("returns", "Returns and repairs", "Resi e riparazioni"): (
            ("return", "Return", "Reso"),
            ("repair", "Repair", "Riparazione"),
        ),
        ("loyalty", "Come back", "Ritorno"): (
            ("card", "Loyalty card", "Carta fedeltà"),
            ("relationship", "Relationship", "Rapporto"),
        ),
    },
    "public": {
        ("information", "Find out", "Informarsi"): (
            ("website", "Website", "Sito"),
            ("phone", "Telephone", "Telefono"),
        ),
        ("appointment", "Appointment", "Appuntamento"): (
            ("booking", "Booking", "Prenotazione"),
            ("waiting", "Waiting", "Attesa"),
        ),
        ("request", "Request", "Richiesta"): (
            ("counter", "Counter", "Sportello"),
            ("online_form", "Online form", "Modulo online"),
        ),
        ("handling", "Handling", "Lavorazione"): (
            ("progress", "Word on progress", "Avvisi sullo stato"),
            ("extra_papers", "Papers asked for later", "Documenti chiesti dopo"),
        ),
        ("outcome", "Outcome", "Esito"): (
            ("decision", "Decision", "Decisione"),
            ("payment", "Payment", "Pagamento"),
        ),
        ("complaint", "Complaint", "Reclamo"): (
            ("complaint_desk", "Complaints desk", "Ufficio reclami"),
            ("appeal", "Appeal", "Ricorso"),
        ),
    },
}
