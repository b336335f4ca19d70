"""What survey platforms send: kept as it came, then read; what cannot be read waits in quarantine."""
