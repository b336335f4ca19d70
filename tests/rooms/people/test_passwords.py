"""What a password costs whoever guesses it."""

from cxloop.people import passwords


def test_a_kept_password_costs_64_mb_and_three_rounds(real_hasher):
    costs = {name: getattr(real_hasher, name) for name in ("time_cost", "memory_cost", "parallelism")}
    assert costs == {"time_cost": 3, "memory_cost": 65536, "parallelism": 1}
    assert real_hasher.hash("seven green bicycles").startswith("$argon2id$")


def test_only_the_password_itself_matches_and_where_there_is_none_nothing_does():
    kept = passwords.hashed("seven green bicycles")
    assert passwords.matches("seven green bicycles", kept)
    assert not passwords.matches("seven blue bicycles", kept)
    assert not passwords.matches("nobody", None)
