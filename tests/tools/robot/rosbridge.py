"""A small rosbridge (protocol 2.0) over a real WebSocket, and a robot behind it that keeps a world.

It refuses what the real one refuses: topics that were not advertised, types and fields that do not exist.
"""

import asyncio
import json
import threading
import time
from contextlib import suppress

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

from agentlite.tools.robot.backend import STILL, Twist
from agentlite.tools.robot.tabletop import TabletopSim

VECTOR = {"x": float, "y": float, "z": float}
TYPES = {
    "geometry_msgs/Twist": {"linear": VECTOR, "angular": VECTOR},
    "control_msgs/GripperCommand": {"position": float, "max_effort": float},
    "geometry_msgs/Vector3": VECTOR,
    "std_msgs/String": {"data": str},
}
READ = {
    "/odom": "nav_msgs/Odometry",
    "/joint_states": "sensor_msgs/JointState",
    "/objects": "visualization_msgs/MarkerArray",
}
OPEN = 0.08


def wrong(message, form, at="msg"):
    """What is wrong with a message of this form, or None."""
    if not isinstance(form, dict):
        legal = (int, float) if form is float else form
        return None if isinstance(message, legal) else f"{at} is no {form.__name__}"
    for name, value in message.items():
        if name not in form:
            return f"{at} has no field {name}"
        if found := wrong(value, form[name], f"{at}.{name}"):
            return found
    return None


class Robot:
    """A simulated body that hears commands and tells readings as ROS messages."""

    def __init__(self, world, *, scene=None):
        self.sim = TabletopSim(world, scene, realtime=True)
        self.world = world
        self.hidden = set()
        self.commands = []
        self._base, self._arm, self._open = STILL, STILL, True

    def hear(self, topic, message):
        self.commands.append((topic, message, time.monotonic()))
        linear = {"x": 0.0, "y": 0.0, "z": 0.0} | message.get("linear", {})
        if topic == "/cmd_vel":
            self._base = Twist(x=linear["x"], y=linear["y"])
        elif topic == "/arm/cmd_vel":
            self._arm = Twist(reach=linear["x"], lift=linear["z"])
        elif topic == "/gripper/command":
            self._open = message["position"] > OPEN / 2
            asyncio.run(self.sim.grip(not self._open, message["max_effort"]))
        elif topic == "/speech":
            asyncio.run(self.sim.speak(message["data"]))
        self.sim.drive(Twist(self._base.x, self._base.y, self._arm.reach, self._arm.lift))

    def tell(self):
        """The messages of this moment, by topic."""
        scene = asyncio.run(self.sim.sense())
        fingers = OPEN if self._open else 0.05 if scene.holding else 0.0
        joints = {"arm_reach": scene.pose.reach, "arm_lift": scene.pose.lift, "gripper": fingers}
        joints |= {f"{box}_lid": opened * self.world.place[box].lid_travel for box, opened in scene.lids.items()}
        return {
            "/odom": {"pose": {"pose": {"position": {"x": scene.pose.x, "y": scene.pose.y, "z": 0.0}}}},
            "/joint_states": {"name": list(joints), "position": list(joints.values())},
            "/objects": {
                "markers": [
                    {"text": name, "pose": {"position": {"x": at.x, "y": at.y, "z": at.z}}}
                    for name, at in scene.things.items()
                    if name not in self.hidden
                ]
            },
        }


class Bridge:
    """A rosbridge on loopback: `with Bridge(robot) as bridge: bridge.url`."""

    def __init__(self, robot, *, ros=2, port=0):
        self.robot, self.silent = robot, set()
        self._between = "/msg/" if ros == 2 else "/"
        self._sockets = {}
        self._server = serve(self._talk, "127.0.0.1", port)
        self.port = self._server.socket.getsockname()[1]
        self.url = f"ws://127.0.0.1:{self.port}"
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._server.serve_forever), threading.Thread(target=self._tell)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stopping.set()
        self._server.shutdown()
        for socket in list(self._sockets):
            socket.close()
        for thread in self._threads:
            thread.join()

    def _spelled(self, types):
        return {name.replace("/", self._between, 1): name for name in types}

    def _talk(self, socket):
        advertised, self._sockets[socket] = {}, set()
        with suppress(ConnectionClosed):
            for text in socket:
                message = json.loads(text)
                if trouble := self._act(message, advertised, self._sockets[socket]):
                    status = {"op": "status", "level": "error", "msg": trouble, "id": message.get("id")}
                    socket.send(json.dumps(status))
        del self._sockets[socket]

    def _act(self, message, advertised, subscribed):
        match message:
            case {"op": "advertise", "topic": topic, "type": kind}:
                if kind not in self._spelled(TYPES):
                    return f"Unable to load the message type {kind}."
                advertised[topic] = TYPES[self._spelled(TYPES)[kind]]
            case {"op": "subscribe", "topic": topic, "type": kind}:
                if self._spelled(READ.values()).get(kind) != READ.get(topic):
                    return f"Tried to subscribe to {topic} as {kind}."
                subscribed.add(topic)
            case {"op": "publish", "topic": topic, "msg": told}:
                if topic not in advertised:
                    return f"Cannot infer the type of {topic}: it is not advertised."
                if trouble := wrong(told, advertised[topic]):
                    return trouble
                self.robot.hear(topic, told)
            case _:
                return f"Unknown operation: {message.get('op')}."
        return None

    def _tell(self):
        while not self._stopping.wait(0.02):
            told = self.robot.tell()
            for socket, subscribed in list(self._sockets.items()):
                for topic in subscribed & told.keys() - self.silent:
                    with suppress(ConnectionClosed):
                        socket.send(json.dumps({"op": "publish", "topic": topic, "msg": told[topic]}))
