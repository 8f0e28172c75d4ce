"""Users and namespaces never see one another's memories, by any way in."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite.actions import ToolCall
from agentlite.errors import InputError
from agentlite.memory import Draft, Filter, Memory
from agentlite.memory.embedders import Hashed

_SCOPES = [(user, namespace) for user in ("ana", "rui") for namespace in ("home", "work")]
_WORDS = st.lists(st.sampled_from("lamp tea door code red blue key".split()), min_size=1, max_size=4).map(" ".join)
_ENTRIES = st.lists(st.tuples(st.sampled_from(_SCOPES), st.sampled_from("fact turn alias example".split()), _WORDS))


def _keep(memory: Memory, kind: str, text: str) -> int:
    match kind:
        case "turn":
            return memory.say("thread", text).id
        case "alias":
            return memory.alias(text, "target").id
        case "example":
            return memory.example(text, [ToolCall("tool", {"said": text})]).id
    return memory.add(text).id


@given(_ENTRIES, _WORDS)
@settings(deadline=None, max_examples=12)
def test_nothing_of_another_user_or_namespace_is_found_read_or_forgotten(entries, query) -> None:
    with tempfile.TemporaryDirectory() as folder, Memory(Path(folder, "m.db"), embedder=Hashed(64)) as root:
        views = {scope: root.scoped(user=scope[0], namespace=scope[1]) for scope in _SCOPES}
        ids: dict[tuple[str, str], set[int]] = {scope: set() for scope in _SCOPES}
        for scope, kind, text in entries:
            ids[scope].add(_keep(views[scope], kind, text))
        for scope, view in views.items():
            own = ids[scope]
            found = {hit.item.id for hit in view.search(query, 50)}
            packed = view.pack(query, 10_000)
            everything = {item.id for item in view.items(Filter(history=True))}
            examples = {example.item.id for example in view.examples(query, ["tool"], 50)}
            assert found <= own
            assert {item.id for item in (*packed.items, *packed.omitted)} <= own
            assert everything == own
            assert examples <= own
            assert sum(view.counts().values()) <= len(own)
            others = set().union(*(ids[other] for other in _SCOPES if other != scope))
            assert view.forget(ids=others).ids == ()
        first, *rest = _SCOPES
        views[first].forget(everything=True)
        assert views[first].items(Filter(history=True)) == []
        assert all({i.id for i in views[scope].items(Filter(history=True))} == ids[scope] for scope in rest)


def test_one_users_contradiction_does_not_end_another_users_fact(memory) -> None:
    rui = memory.scoped(user="rui")
    memory.fact("the alarm", "code", "1")
    rui.fact("the alarm", "code", "2")
    assert [item.value for item in memory.items()] == ["1"]
    assert [item.value for item in rui.items()] == ["2"]


def test_neighbours_in_a_thread_of_the_same_name_stay_apart(memory) -> None:
    rui = memory.scoped(user="rui")
    for number in range(3):
        memory.say("chat", f"owner {number}")
        rui.say("chat", "where is the key" if number == 1 else f"rui {number}")
    assert {hit.item.text for hit in rui.search("key")} == {"where is the key", "rui 0", "rui 2"}


def test_a_user_cannot_unpin_what_another_pinned(memory) -> None:
    item = memory.add(Draft(text="mine", pinned=True))
    with pytest.raises(InputError):
        memory.scoped(user="rui").pin(item.id, False)
    assert memory.get(item.id).pinned


def test_every_door_of_the_store_is_shut_by_itself(tmp_path) -> None:
    with Memory(tmp_path / "m.db", embedder=Hashed(64)) as memory:
        item = memory.say("chat", "the key is red")
        memory.embed()
        rui = memory.scoped(user="rui")
        store, all_of_it = rui._store, Filter(history=True)
        assert store.get([item.id]) == {}
        assert store.items(all_of_it, 0.0) == []
        assert store.matches("key", all_of_it, 0.0, 10) == []
        assert store.at([("chat", 0)], all_of_it, 0.0) == []
        assert store.delete([item.id]) == []
        assert rui._index is not None and rui._index.nearest("key", all_of_it, 0.0, 10) == []
        assert rui.embed() == 0
        assert rui.say("chat", "mine").seq == 0
        assert memory.get(item.id) == item
