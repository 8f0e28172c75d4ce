"""A tabletop world as a MuJoCo model: furniture, things with mass and friction, and a mobile robot with two fingers."""

from __future__ import annotations

from collections.abc import Iterator

from agentlite.tools.robot.vocabulary import RGB
from agentlite.tools.robot.world import Place, Point, Thing, World

_WALL = 0.01
_LID_GAP = 0.008
_WOOD = (0.6, 0.45, 0.3)
_MASS = 0.1

_HEAD = """
<mujoco model="agentlite-tabletop">
  <option timestep="0.002" integrator="implicitfast" cone="elliptic" impratio="10"/>
  <visual><global offwidth="960" offheight="720"/><headlight ambient=".45 .45 .45" diffuse=".5 .5 .5"/></visual>
  <asset>
    <texture name="floor" type="2d" builtin="checker" rgb1=".85 .85 .85" rgb2=".75 .75 .8" width="256" height="256"/>
    <material name="floor" texture="floor" texrepeat="12 12"/>
  </asset>
  <default>
    <geom condim="4" friction="1 .01 .001"/>
    <default class="body"><geom contype="0" conaffinity="0"/></default>
    <default class="finger"><geom type="box" size=".015 .008 .05" mass=".05" rgba=".1 .1 .1 1" friction="2 .05 .001"/>
      <joint type="slide" range="-.045 .005" damping="5"/></default>
  </default>
  <worldbody>
    <light pos="0 0 4" dir="0 0 -1"/>
    <camera name="view" pos="-1.3 -2.1 2.0" xyaxes=".63 -.78 0 .42 .34 .84"/>
    <geom type="plane" size="4 4 .1" material="floor"/>
"""

_ROBOT = """
    <body name="base" childclass="body">
      <joint name="x" type="slide" axis="1 0 0" damping="20"/><joint name="y" type="slide" axis="0 1 0" damping="20"/>
      <geom type="cylinder" size=".22 .12" pos="0 0 .14" mass="20" rgba=".25 .25 .3 1"/>
      <geom type="box" size=".06 .06 .25" pos="0 0 .5" mass="3" rgba=".4 .4 .45 1"/>
      <body name="tower" pos="0 0 .6">
        <joint name="lift" type="slide" axis="0 0 1" range="-.35 .35" damping="50"/>
        <geom type="box" size=".07 .07 .05" mass="1" rgba=".9 .6 .1 1"/>
        <body name="arm" pos=".05 0 0">
          <joint name="reach" type="slide" axis="1 0 0" range="0 .6" damping="30"/>
          <geom type="box" size=".28 .03 .03" pos=".02 0 0" mass=".6" rgba=".9 .6 .1 1"/>
          <body name="wrist" pos=".32 0 0">
            <geom type="box" size=".03 .06 .02" mass=".2" rgba=".2 .2 .2 1"/>
            <site name="hand" pos="0 0 -.1" size=".005" rgba="0 1 0 .3"/>
            <body name="left" pos="0 .05 -.06" childclass="finger">
              <joint name="left" axis="0 1 0"/><geom name="left" pos="0 0 -.02"/></body>
            <body name="right" pos="0 -.05 -.06" childclass="finger">
              <joint name="right" axis="0 -1 0"/><geom name="right" pos="0 0 -.02"/></body>
          </body>
        </body>
      </body>
    </body>
  </worldbody>
  <actuator>
    <position name="x" joint="x" kp="10000" kv="1100" forcerange="-300 300"/>
    <position name="y" joint="y" kp="10000" kv="1100" forcerange="-300 300"/>
    <position name="lift" joint="lift" kp="3000" kv="200" forcerange="-120 120"/>
    <position name="reach" joint="reach" kp="2000" kv="150" forcerange="-60 60"/>
    <position name="left" joint="left" kp="400" kv="20"/>
    <position name="right" joint="right" kp="400" kv="20"/>
  </actuator>
</mujoco>
"""

REACH_AT_ZERO, LIFT_AT_ZERO = 0.37, 0.5
"""Where the hand is, ahead of the base and above the floor, when both joints are at 0."""


def model_text(world: World) -> str:
    """The MJCF of a world."""
    places = "\n".join(line for place in world.places for line in _place(place))
    things = "\n".join(_thing(thing, world.start.things[thing.id]) for thing in world.things)
    return f"{_HEAD.strip()}\n{places}\n{things}\n{_ROBOT.strip()}"


def lid_joint(place: str) -> str:
    """The name of the joint that the lid of a box slides on."""
    return f"lid of {place}"


def _place(place: Place) -> Iterator[str]:
    (x, y), (length, width) = place.at, place.size
    color = RGB[place.color] if place.color else _WOOD
    yield f'<body name="{place.id}" pos="{x} {y} 0">'
    yield _box((length / 2, width / 2, place.top / 2), (0, 0, place.top / 2), color)
    if place.walls:
        half, height = place.walls / 2, place.top + place.walls / 2
        for side in (-1, 1):
            yield _box((_WALL / 2, width / 2, half), (side * (length - _WALL) / 2, 0, height), color)
            yield _box((length / 2, _WALL / 2, half), (0, side * (width - _WALL) / 2, height), color)
    if place.lid:
        yield from _lid(place, color)
    yield "</body>"


def _lid(place: Place, color: tuple[float, float, float]) -> Iterator[str]:
    """A panel that slides towards the robot, with a fin to take it by."""
    height = place.top + place.walls + _LID_GAP
    fin = (place.handle(0).z - height) / 2 + 0.01
    dark = tuple(0.7 * part for part in color)
    yield f'<body name="{lid_joint(place.id)}" pos="0 0 {height:.4f}">'
    yield (
        f'<joint name="{lid_joint(place.id)}" type="slide" axis="-1 0 0" range="-.005 {place.lid_travel + 0.005}"'
        ' frictionloss="2" damping="8"/>'
    )
    yield _box((place.size[0] / 2, place.size[1] / 2, 0.004), (0, 0, 0), dark, mass=0.3)
    yield _box((0.02, 0.008, fin - 0.004), (0, 0, fin), (0.2, 0.2, 0.2), mass=0.05, more=' friction="2 .05 .001"')
    yield "</body>"


def _thing(thing: Thing, at: Point) -> str:
    color = " ".join(f"{part:.2f}" for part in RGB[thing.color or "grey"])
    size = " ".join(map(str, thing.shape.size))
    return (
        f'<body name="{thing.id}" pos="{at.x} {at.y} {at.z}"><freejoint name="{thing.id}"/>'
        f'<geom name="{thing.id}" type="{thing.shape.form}" size="{size}" mass="{_MASS}" rgba="{color} 1"/></body>'
    )


def _box(
    half: tuple[float, float, float],
    at: tuple[float, float, float],
    color: tuple[float, ...],
    *,
    mass: float | None = None,
    more: str = "",
) -> str:
    size, pos, rgba = (" ".join(f"{value:.4f}" for value in values) for values in (half, at, (*color, 1)))
    weight = f' mass="{mass}"' if mass is not None else ""
    return f'<geom type="box" size="{size}" pos="{pos}" rgba="{rgba}"{weight}{more}/>'
