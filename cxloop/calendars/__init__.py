"""Working time: when a team is at work, and how long that is."""
