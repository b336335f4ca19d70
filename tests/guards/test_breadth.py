"""What an everyday run leaves out: only what the other engine answers for."""

from tests.breadth import left_out
from tests.databases import ENGINES


def named(test, arguments):
    return {f"{test}[{engine}-{one}]": engine for one in arguments for engine in ENGINES}


def test_each_argument_is_tried_on_one_engine_and_both_have_their_turn():
    engines = named("tests/loop/test_x.py::test_y", "abcdefghi")
    kept = engines.keys() - left_out(engines)
    assert sorted(name[-2] for name in kept) == list("abcdefghi")
    turns = [engines[name] for name in kept]
    assert {turns.count(engine) for engine in ENGINES} == {4, 5}


def test_of_a_test_without_arguments_only_a_skin_is_asked_on_one_engine():
    alone = {
        f"tests/{place}::test_{number}[{engine}]": engine
        for place in ("loop/test_x.py", "web/test_x.py")
        for number in range(100)
        for engine in ENGINES
    }
    kept = alone.keys() - left_out(alone)
    assert sum(name.startswith("tests/loop/") for name in kept) == 200
    turns = [alone[name] for name in kept if name.startswith("tests/web/")]
    assert len(turns) == 100
    assert all(30 < turns.count(engine) < 70 for engine in ENGINES)


def test_what_was_asked_for_on_one_engine_alone_is_kept():
    engines = named("tests/web/test_x.py::test_y", "abcd")
    assert not left_out({name: engine for name, engine in engines.items() if engine == "postgresql"})
