"""What the auditor looks for: each kind of gap finds what is missing and mends it by the verb that should have run."""
