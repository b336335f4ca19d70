"""People: users, their teams, what each may do, and how they sign in."""
