"""What devices announce and say is a stranger's text: read where it makes sense, harmless where it does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agentlite.tools.home import State
from agentlite.tools.home.mqtt.discovery import COMPONENTS, announced
from agentlite.tools.home.mqtt.kinds import KINDS, state_of
from agentlite.tools.home.mqtt.templates import rendered, written

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
WORDS = st.sampled_from(
    "name dev avty avty_t cmd_t stat_t val_tpl cmps ~ bri_scl schema modes pos_t sup_clrm pl_on brightness t p".split()
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([*sorted(COMPONENTS), "device", "x"]),
    st.dictionaries(WORDS, JSON, max_size=8),
    st.text(max_size=20),
)
@example("climate", {"modes": 1}, "")
def test_whatever_is_announced_and_said_is_a_state(component: str, document: dict[str, Any], payload: str) -> None:
    for thing in announced(f"homeassistant/{component}/a/config", json.dumps(document).encode(), "homeassistant"):
        kind = KINDS[thing.component]
        last = {str(value): payload for key, value in thing.config.items() if key.endswith("topic")}
        assert isinstance(state_of(thing.component, thing.config, last), State)
        kind.traits(thing.config)
        for command, data in (("turn_on", {}), ("turn_on", {"brightness_pct": 5}), ("open", {}), ("lock", {})):
            assert all(isinstance(part, str) for message in kind.tell(thing.config, command, data) for part in message)


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'"x"', b"[" * 100_000])
def test_no_announcement(payload: bytes) -> None:
    assert announced("homeassistant/light/a/config", payload, "homeassistant") == []


@pytest.mark.parametrize(
    "topic", ["homeassistant/light/config", "homeassistant/status", "homeassistant/light/a/b/c/config"]
)
def test_other_topics(topic: str) -> None:
    assert announced(topic, b'{"name": "x"}', "homeassistant") == []


@pytest.mark.parametrize(
    ("template", "payload", "value"),
    [
        ("{{ value_json.a.b }}", '{"a": {"b": 3}}', "3"),
        ("{{ value }}", "plain", "plain"),
        ("{{ value | float * 10 }}", "2.5", "25.0"),
        ("{{ (value_json.t | float(0)) | round(1) }}", '{"t": 21.46}', "21.5"),
        ("{{ 'ON' if value_json.x else 'OFF' }}", '{"x": true}', "ON"),
        ("{% if value == 'a' %}1{% else %}2{% endif %}", "b", "2"),
        ("{{ value_json['a'] | int }}", '{"a": "7"}', "7"),
        ("{{ value_json.color.values() | join(',') }}", '{"color": {"r": 1, "g": 2}}', "1,2"),
        ("{{ 'a' + value }}", "b", "ab"),
        ("{% set names = {'0': 'off', '1': 'on'} %}{{ names[value] }}", "1", "on"),
        ("{{ (value.split(',') | first | int) % 2 + 1 }}", "3,4", "2"),
        ("{{ value_json.state | lower | is_defined }}", '{"state": "ON"}', "on"),
    ],
)
def test_templates_that_devices_use(template: str, payload: str, value: str) -> None:
    assert rendered(template, payload) == value


@pytest.mark.parametrize(
    "template",
    [
        "{{ value.__class__.__mro__ }}", "{{ ''.__class__ }}", "{{ range(10**9) }}", "{{ 'x' * 10000000000 }}",
        "{{ 9**9**9 }}", "{{ cycler.__init__.__globals__ }}", "{{ value", "{{ 1 / 0 }}", "{% include 'x' %}",
        "{{ lipsum(n=100000) }}", "{{ value_json.items.__func__ }}" + " " * 5000,
    ],
)  # fmt: skip
def test_templates_that_want_out_get_nothing(template: str) -> None:
    assert rendered(template, "x") in (None, "")


@pytest.mark.parametrize(
    "template",
    [
        "{{ value.center(3000000) }}", "{{ value | center(3000000) }}", "{{ '%3000000d' % 1 }}",
        "{{ '%3000000d' | format(1) }}", "{{ '{:>3000000}'.format(1) }}", "{{ 'a\nb' | indent(1000000) }}",
        "{% set a = value ~ value %}" + "{% set a = a ~ a %}" * 22 + "{{ a }}",
        "{% set a = value + value %}" + "{% set a = a + a %}" * 22 + "{{ a }}",
        "{% set a = [value, value] %}" + "{% set a = [a | join, a | join] %}" * 22 + "{{ a | join }}",
        "{% set a = 9 %}" + "{% set a = a * a %}" * 16 + "{{ a }}",
        "{% set a = [1] %}" + "{% set a = a + a %}" * 22 + "{{ a }}",
        "{% for a in value_json %}{{ value }}{% endfor %}", "{{ value | replace('x', value) }}",
        "{% set a = 1 %}" + "{% set a = [a, a] %}" * 25 + "{{ a }}", "{% set a = {'k': value} %}{{ a }}" + "x" * 200,
        "{% set a %}xy{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 22 + "{{ a }}",
        "{% block a %}{{ value }}{% endblock %}" + "{{ self.a() }}" * 99, "{% with a = 1 %}{{ a }}{% endwith %}" * 99,
        "{{ value | batch(1000000, 'xx') | list }}", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    ],
)  # fmt: skip
def test_nothing_makes_much_out_of_little(template: str) -> None:
    assert len(rendered(f"[{template}]", "x") or "") < 100


def test_no_template_takes_for_ever() -> None:
    assert rendered("{{ 1.25 | round(10**9, 'ceil') }}", "x") is None
    assert rendered("{{ 1.25 | round(1000000000, 'ceil') }}", "x") == "1.25"


@pytest.mark.parametrize("payload", ["[" * 100_000, '{"state": "ON", "brightness": 1e999}', '{"brightness": "nan"}'])
def test_what_makes_no_sense_is_unknown(payload: str) -> None:
    for scale in (0, 254):
        config = {"schema": "json", "state_topic": "t", "brightness_scale": scale}
        assert state_of("light", config, {"t": payload}).state == "unknown"
    for template in ("{{ value_json.position }}", "{{ value }}"):
        cover = {"position_topic": "t", "position_template": template}
        assert state_of("cover", cover, {"t": payload}) == State("unknown")
    assert state_of("cover", {"position_topic": "t"}, {"t": "1e999"}) == State("unknown")


def test_a_command_template() -> None:
    assert written('{"position": {{ position }}}', 30) == '{"position": 30}'
    assert written("{{ value.__class__ }}", 30) in (None, "")
