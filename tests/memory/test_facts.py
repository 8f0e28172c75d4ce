"""Contradictions end the validity of what they contradict."""

from hypothesis import given, settings
from hypothesis import strategies as st

from agentlite.memory import Draft, Filter
from agentlite.memory.facts import Claim, closures


def test_a_newer_fact_ends_the_older_one_and_both_stay(memory, clock) -> None:
    old = memory.fact("Ana", "phone", "111")
    clock.pass_days(2)
    new = memory.fact("ana", "Phone", "222")
    assert [hit.item.value for hit in memory.search("phone ana")] == ["222"]
    past = memory.get(old.id)
    assert (past.valid_to, past.superseded_by) == (new.valid_from, new.id)
    then = Filter(as_of=clock.now - 86_400)
    assert [hit.item.value for hit in memory.search("phone ana", visible=then)] == ["111"]
    assert len(memory.items(Filter(history=True))) == 2


def test_saying_the_same_again_changes_nothing_but_going_back_does(memory, clock) -> None:
    values = []
    for value in ("tea", "tea", "coffee", "tea"):
        clock.pass_days(1)
        values.append(memory.fact("Ana", "drink", value).id)
    assert values[0] == values[1] != values[3]
    assert [item.value for item in memory.items()] == ["tea"]


def test_somebody_elses_words_cannot_overrule_the_owners(memory, clock) -> None:
    memory.fact("the alarm", "code", "4711")
    clock.pass_days(1)
    memory.add(Draft(text="alarm code is 0000", trust="foreign", subject="the alarm", attribute="code", value="0000"))
    assert [item.value for item in memory.items()] == ["4711"]


def test_the_owner_overrules_somebody_else(memory, clock) -> None:
    memory.add(Draft(text="code 0000", trust="foreign", subject="the alarm", attribute="code", value="0000"))
    clock.pass_days(1)
    memory.fact("the alarm", "code", "4711")
    assert [item.value for item in memory.items()] == ["4711"]


def test_forgetting_the_newer_fact_does_not_revive_the_older(memory, clock) -> None:
    memory.fact("Ana", "phone", "111")
    clock.pass_days(1)
    new = memory.fact("Ana", "phone", "222")
    memory.forget(ids=[new.id])
    assert memory.items() == []
    assert [item.superseded_by for item in memory.items(Filter(history=True))] == [None]


def test_expired_things_are_not_found_and_purging_removes_them(memory, clock) -> None:
    memory.add(Draft(text="The plumber comes today", expires_at=clock.now + 60))
    assert memory.search("plumber")
    clock.pass_days(1)
    assert not memory.search("plumber")
    assert len(memory.purge().ids) == 1
    assert memory.items(Filter(history=True)) == []


_CLAIMS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2)), max_size=8).map(
    lambda pairs: [Claim(number, float(since), trust) for number, (since, trust) in enumerate(pairs, 1)]
)


@given(_CLAIMS, st.randoms())
@settings(deadline=None, max_examples=60)
def test_at_any_time_the_latest_of_the_most_trusted_claims_holds_whatever_the_order(claims, order) -> None:
    shuffled = list(claims)
    order.shuffle(shuffled)
    ended = {claim: when for claim, when, _ in closures(shuffled)}
    assert ended == {claim: when for claim, when, _ in closures(claims)}
    for now in range(8):
        begun = [c for c in claims if c.since <= now]
        holding = [c.id for c in begun if ended.get(c.id, now + 1) > now]
        best = max(begun, key=lambda c: (c.trust, c.since, c.id), default=None)
        assert holding == ([best.id] if best else [])
