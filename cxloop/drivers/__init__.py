"""The root-cause catalogue: why customers are unhappy, at most three levels deep."""
