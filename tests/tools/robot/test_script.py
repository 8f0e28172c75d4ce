import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite.errors import InputError
from agentlite.tools.robot.checking import problems
from agentlite.tools.robot.names import Names
from agentlite.tools.robot.script import (
    Check,
    Choice,
    Do,
    Fallback,
    Parallel,
    Retry,
    Script,
    Sequence,
    load_script,
    parse_node,
    parse_script,
    replaced,
    walk,
)
from agentlite.tools.robot.world import demo_world

NAMES = Names(demo_world())
labels = st.sampled_from(("red block", "caixa", "table"))
leaves = st.one_of(
    st.builds(Do, st.sampled_from(("pick", "place", "go_to")), st.fixed_dictionaries({"target": labels})),
    st.builds(Do, st.just("wait"), st.fixed_dictionaries({"seconds": st.integers(0, 60)})),
    st.builds(Do, st.just("say"), st.fixed_dictionaries({"text": st.text(min_size=1, max_size=20)})),
)
checks = st.builds(
    Check, st.sampled_from(("open", "at")), st.tuples(labels), st.one_of(st.none(), labels), st.booleans()
)


def _several(kind, nodes):
    return st.builds(kind, st.lists(nodes, min_size=1, max_size=3).map(tuple))


nodes = st.recursive(
    st.one_of(leaves, checks),
    lambda inner: st.one_of(
        _several(Sequence, inner),
        _several(Fallback, inner),
        _several(Parallel, inner),
        st.builds(Retry, inner, st.integers(1, 5)),
        st.builds(Choice, checks, inner, st.one_of(st.none(), inner)),
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(nodes)
def test_a_script_survives_being_written_and_read(tmp_path_factory, root):
    script = Script("a task", root)
    folder = tmp_path_factory.mktemp("scripts")
    script.save(folder / "script.json")
    (folder / "script.yaml").write_text(yaml.safe_dump(script.document()), encoding="utf-8")
    assert load_script(folder / "script.json") == load_script(folder / "script.yaml") == script
    assert load_script(folder / "script.json").to_json() == script.to_json()


@pytest.mark.parametrize(
    "root",
    [
        {},
        {"do": 3},
        {"do": "pick", "with": {"target": ["a"]}},
        {"sequence": []},
        {"sequence": [{"do": "look"}], "times": 2},
        {"retry": {"do": "look"}, "times": 0},
        {"check": "warm", "of": ["box"]},
        {"if": {"do": "look"}, "then": {"do": "look"}},
        "look",
        None,
    ],
)
def test_what_is_no_script_is_refused(root):
    with pytest.raises(InputError):
        parse_node(root)


def test_a_script_may_be_neither_endless_nor_bottomless():
    deep = {"do": "look"}
    for _ in range(60):
        deep = {"sequence": [deep]}
    with pytest.raises(InputError, match="deep"):
        parse_node(deep)
    many = {"sequence": [{"sequence": [{"do": "look"}] * 100}] * 3}
    with pytest.raises(InputError, match="more than 200"):
        parse_script({"script": 1, "task": "", "root": many})


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (Do("fly"), "no robot tool 'fly'"),
        (Do("pick", {"target": "table"}), "'table'"),
        (Do("pick", {"target": "teapot"}), "'teapot'"),
        (Do("pick", {"object": "red block"}), "takes a target"),
        (Do("open", {"target": "tray"}), "'tray'"),
        (Do("wait", {"seconds": 1e9}), "no seconds"),
        (Do("wait", {"seconds": True}), "no seconds"),
        (Do("say", {"text": ""}), "no text"),
        (Do("look", {"target": "box"}), "takes nothing"),
        (Check("open", ("red block",)), "can be open"),
        (Check("at", ("red block",), "moon"), "'moon'"),
        (Parallel((Do("pick", {"target": "red block"}), Do("go_to", {"target": "tray"}))), "one body"),
    ],
)
def test_what_does_not_fit_the_world_is_found_before_anything_moves(node, said):
    (problem,) = problems(Script("", Sequence((Do("look"), node))), NAMES)
    assert problem.startswith("root.1: ")
    assert said in problem


def test_a_node_is_replaced_and_nothing_else():
    tree = Sequence((Do("look"), Retry(Do("stop"), 2), Choice(Check("open", ("box",)), Do("look"), Do("stop"))))
    changed = replaced(tree, {"root.1.0": Do("look"), "root.2.2": Sequence((Do("look"),))})
    assert changed == Sequence(
        (Do("look"), Retry(Do("look"), 2), Choice(Check("open", ("box",)), Do("look"), Sequence((Do("look"),))))
    )
    assert [path for path, _ in walk(tree)][-1] == "root.2.2"
    assert replaced(tree, {}) == tree
