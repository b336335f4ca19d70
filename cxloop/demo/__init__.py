"""The demo company: Valmora delivers and services professional kitchens in Italy and Britain. None of it is real.

`company.found` fills an empty database with about a year of it: the same people, teams and story at every size.
"""
