"""Our own one-question survey: who was asked, by which link, and answers a machine may have given."""
