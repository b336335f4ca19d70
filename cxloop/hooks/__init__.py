"""Survey platforms call in here: kept as it came, committed, then answered."""
