"""Names of the demo company's customers. Invented; any likeness is chance."""

KNOWN_COMPANIES = (
    ("Officine Brandolini", True), ("Pennine Dairy Co-operative", False), ("Harcourt & Lyle", False),
    ("Marchetti Utensili", True), ("Thornbury Books", False), ("Studio Orlandi", True), ("Cantina Poggio Alto", True),
    ("Ceramiche Valdastra", True), ("Fenwick Garden Centres", False), ("Farmacia Sant’Orsola", True),
    ("Bluewater Marine", False), ("Consorzio Agrario Cooperativo dell’Alto Tagliamento", True),
)  # fmt: skip
ITALIAN_KINDS = tuple(
    "Trattoria|Pasticceria|Panificio|Hotel|Gelateria|Gastronomia|Macelleria|Caseificio|Pizzeria|Torrefazione|Agriturismo"
    "|Mensa|Rosticceria|Enoteca|Vivai|Cantine|Salumificio|Osteria".split("|")
)
BRITISH_KINDS = tuple(
    "Bakery|Kitchens|Hotel|Brewing|Farm Shop|Tea Rooms|Catering|Fisheries|Creamery|Delicatessen|Coffee Roasters"
    "|Greengrocers|Cider Works|School Meals|Larder|Smokehouse|Ice Cream".split("|")
)
ITALIAN_GIVEN = tuple(
    "Giulia Paolo Ilaria Stefano Nadia Beatrice Marco Elena Sara Antonio Francesca Matteo Chiara Giovanni Laura Andrea"
    " Valentina Roberto Silvia Alessandro Martina Davide Federica Simone Anna Nicola Teresa Vincenzo Lucia Pasquale"
    " Rosa Gennaro Caterina Emanuele Michela Riccardo Noemi Tommaso Irene Fabio Loredana".split()
)
BRITISH_GIVEN = tuple(
    "Alison Tom Hannah Robert Graham Priya Owen Fiona Callum Grace Imran Sophie Declan Amelia Nigel Yasmin Rhys Megan"
    " Stuart Leila Harriet Joseph Moira Daniel Ruth Kwame Bethan Simon Aisha Duncan Poppy".split()
)
ITALIAN_SURNAMES = tuple(
    name.replace("_", " ")
    for name in "Ferraro Marchetti Orlandi Galli Fontana De_Luca Benali Rinaldi Caruso Bianchi Colombo Ricci Greco"
    " Gallo Costa"
    " Mancini Lombardi Barbieri D’Amico Moroni Santoro Ferrara Martinelli Serra Vitale Palumbo Leone Longo Sartori"
    " Testa Dell’Acqua Zanella Furlan Pagani Cattaneo Grassi Bernardi Sorrentino Amato Basile Neri Valente Pellegrini"
    " Piras".split()
)
BRITISH_SURNAMES = tuple(
    "Whitlock Akers Sykes Lyle Fenwick Thornbury Ashworth Braithwaite Pritchard MacLeod Okafor Hargreaves Patel Dunmore"
    " Ellison Kerr Llewellyn Nwosu Oakley Pemberton Quinlan Redfern Sadiq Tolland Underhill Vaughan Wainwright Yardley"
    " Harcourt Blackwood Carver".split()
)
ITALIAN_TOWNS = tuple(
    "Bergamo Verona Salerno Bari Modena Lecce Treviso Caserta Parma Udine Trento Pavia Rimini Siena Foggia Matera Cuneo"
    " Lucca Novara Pescara".split()
)
BRITISH_TOWNS = tuple(
    "Skipton Leeds Bath Norwich Hull Exeter Stirling Ludlow Whitby Kendal Hexham Truro Oban Malton Ripon"
    " Alnwick".split()
)
ITALIAN_ROLES = ("Titolare", "Responsabile acquisti", "Responsabile cucina")
BRITISH_ROLES = ("Operations director", "Purchasing manager", "Head chef")
PLAIN = str.maketrans(
    {
        "’": "",
        "'": "",
        "à": "a",
        "è": "e",
        "é": "e",
        "ì": "i",
        "ò": "o",
        "ù": "u",
        "&": "and",
        ".": "",
        ",": "",
    }
)
