"""Houses are read from files, and bad files say where they are bad."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentlite.errors import InputError
from agentlite.tools.home import House, load_demo, load_house, parse_house
from agentlite.tools.home.house import features_of

SHARED = Path(__file__).parents[4] / "shared" / "data"
FIXTURES = [SHARED / "home-tasks/intents/en/_fixtures.yaml", *SHARED.glob("ha-intents/tests/*/_fixtures.yaml")]

SMALL = """
language: pt
floors:
  - name: Sótão
    id: attic
areas:
  - name: Atelier
    id: studio
    floor: attic
    aliases: [Oficina]
  - {name: Cave, id: cellar, floor: Fundo}
entities:
  - name: Luz de trabalho
    id: light.work
    area: studio
    state: on
  - name: Humidade do chão
    id: binary_sensor.floor
    area: cellar
    state: {in: seco, out: "off"}
    attributes: {device_class: moisture}
  - name: Toldo
    id: cover.awning
    attributes:
      supported_features: [cover.CoverEntityFeature.OPEN, cover.CoverEntityFeature.CLOSE]
"""


def test_a_house_knows_floors_by_id_or_name_spoken_states_and_features() -> None:
    house = parse_house(SMALL)
    light, sensor, awning = house.entities
    assert house.language == "pt"
    assert [(area.name, area.floor, area.aliases) for area in house.areas] == [
        ("Atelier", "Sótão", ("Oficina",)),
        ("Cave", "Fundo", ()),
    ]
    assert (light.domain, light.area, light.floor, light.state) == ("light", "Atelier", "Sótão", "on")
    assert (sensor.state, sensor.spoken_state, sensor.device_class) == ("off", "seco", "moisture")
    assert awning.features == frozenset(("OPEN", "CLOSE"))
    assert awning.state == "closed"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("areas: [", "not valid YAML"),
        ("- a list", "not a house"),
        ("entities:\n  - name: Lamp", "line 2: `id` is missing"),
        ("entities:\n  - {name: Lamp, id: lamp}", "line 2: the id 'lamp'"),
        ("entities:\n  - {name: A, id: light.a}\n  - {name: B, id: light.b, area: moon}", "line 3: 'B' is in the"),
        ("entities:\n  - {name: A, id: light.a}\n  - {name: B, id: light.a}", "line 3: a second entity"),
        ("areas:\n  - {name: Attic, id: a}\n  - {name: attic, id: b}", "line 3: a second area"),
        ("entities:\n  - {name: A, id: light.a, state: {in: x}}", "line 2: `state` has no `out`"),
        ("entities:\n  - {name: A, id: light.a, attributes: [1]}", "line 2: `attributes` is not a mapping"),
        ("entities:\n  - just text", "line 2: an item of `entities` has no fields"),
        ("entities: text", "`entities` is not a list"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        parse_house(text)


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_house(tmp_path / "nowhere.yaml")


def test_feature_masks_and_names_mean_the_same() -> None:
    names = ["OPEN", "SET_POSITION"]
    assert features_of("cover", 5) == features_of("cover", names) == frozenset(names)
    assert features_of("cover", None) is None
    assert features_of("submarine", 3) is None


def test_a_setup_replaces_states_and_adds_attributes() -> None:
    house = parse_house(SMALL).with_states({"light.work": {"state": "off", "attributes": {"brightness": 9}}})
    assert house.entities[0].state == "off"
    assert house.entities[0].attributes["brightness"] == 9
    with pytest.raises(InputError, match=r"light\.none"):
        house.with_states({"light.none": {"state": "off"}})


@pytest.mark.parametrize("language", ["en", "pt"])
def test_the_demo_houses_are_the_same_house_in_two_languages(language: str) -> None:
    house, english = load_demo(language), load_demo("en")
    assert house.language == language
    assert [e.id for e in house.entities] == [e.id for e in english.entities]
    assert len({area.floor for area in house.areas}) == 2
    with pytest.raises(InputError, match="no demo house"):
        load_demo("xx")


@pytest.mark.skipif(not FIXTURES[0].exists(), reason="the development data is not here")
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: "-".join(path.parts[-4:-1]))
def test_published_fixtures_load(path: Path) -> None:
    house = load_house(path)
    assert isinstance(house, House)
    assert len(house.entities) >= 20
    assert all(entity.name and entity.state for entity in house.entities)
