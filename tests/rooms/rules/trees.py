"""Random trees of conditions over the words of the test's own world."""

from hypothesis import strategies as st

from cxloop.rules import FIELDS

WORDS = {
    "survey": ["nps", "csat"], "language": ["en", "it"], "touchpoint": ["delivery", "invoice"], "stage": ["use"],
    "tier": ["A", "B"], "comment": ["late", "perché", "PERCHÉ no", "È", "'", "%", "zebra"],
    "attribute": ["Turin", "Rome", "5"],
}  # fmt: skip
OF = {"attribute": ["branch", "it's", "a.b"], "days": [1, 30, 180]}


@st.composite
def conditions(draw):
    field = FIELDS[draw(st.sampled_from(list(FIELDS)))]
    op = draw(st.sampled_from(field.operators))
    told = {"field": field.name, "op": op}
    if field.of:
        told["of"] = draw(st.sampled_from(OF[field.of]))
    if op == "between":
        told["value"] = sorted(draw(st.lists(st.integers(0, 12), min_size=2, max_size=2)))
    elif op == "missing":
        told["value"] = None
    elif field.kind == "whole" or op == "longer_than":
        told["value"] = draw(st.integers(0, 4) if field.of else st.sampled_from([0, 2, 6, 9, 40, 70, 100]))
    elif field.kind == "choice":
        told["value"] = draw(st.sampled_from(list(field.among)))
    else:
        told["value"] = draw(st.sampled_from(WORDS[field.name]))
    return told


def trees(level: int = 1):
    nodes = conditions() if level == 3 else st.one_of(conditions(), trees(level + 1))
    return st.builds(
        lambda how, found: {how: found},
        st.sampled_from(["all", "any"]),
        st.lists(nodes, min_size=1, max_size=3),
    )
