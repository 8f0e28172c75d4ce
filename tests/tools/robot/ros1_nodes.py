"""Real ROS 1 nodes (rospy): `robot`, the simulated body, and `bridge`, a small rosbridge before it.

Run as a program, under a `ROS_MASTER_URI`: `python -m tests.tools.robot.ros1_nodes robot`.
"""

import sys

DEBIAN = "/usr/lib/python3/dist-packages"
MESSAGES = {
    "/cmd_vel": ("geometry_msgs", "Twist"),
    "/arm/cmd_vel": ("geometry_msgs", "Twist"),
    "/gripper/command": ("geometry_msgs", "Vector3"),
    "/speech": ("std_msgs", "String"),
    "/odom": ("nav_msgs", "Odometry"),
    "/joint_states": ("sensor_msgs", "JointState"),
    "/objects": ("visualization_msgs", "MarkerArray"),
}
TOPICS = """
ros: 1
commands: {gripper: {type: geometry_msgs/Vector3, fields: {opening: x, force: y}}}
"""
"""As the defaults, but for the gripper: Debian has no control_msgs."""


def message_class(topic):
    package, name = MESSAGES[topic]
    return getattr(__import__(f"{package}.msg").msg, name)


def filled(message, values):
    """A ROS message with the values of a JSON one."""
    for name, value in values.items():
        if isinstance(value, dict):
            filled(getattr(message, name), value)
        elif value and isinstance(value, list) and isinstance(value[0], dict):
            from visualization_msgs.msg import Marker

            setattr(message, name, [filled(Marker(), item) for item in value])
        else:
            setattr(message, name, value)
    return message


def plain(value):
    """A ROS message as JSON."""
    if hasattr(value, "__slots__") and hasattr(value, "_type"):
        return {name: plain(getattr(value, name)) for name in value.__slots__ if name not in ("header", "lifetime")}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def be_robot(rospy):
    from agentlite.tools.robot.world import demo_world
    from tests.tools.robot.rosbridge import READ, Robot

    robot = Robot(demo_world())

    def hear(message, topic):
        told = plain(message)
        robot.hear(topic, {"position": told["x"], "max_effort": told["y"]} if topic == "/gripper/command" else told)

    for topic in MESSAGES.keys() - READ.keys():
        rospy.Subscriber(topic, message_class(topic), hear, topic)
    publishers = {topic: rospy.Publisher(topic, message_class(topic), queue_size=1) for topic in READ}
    rate = rospy.Rate(30)
    while not rospy.is_shutdown():
        for topic, told in robot.tell().items():
            publishers[topic].publish(filled(message_class(topic)(), told))
        rate.sleep()


class Relay:
    """To the bridge, a robot; to ROS, a node that publishes what the bridge hears and tells it what it hears."""

    def __init__(self, rospy):
        from tests.tools.robot.rosbridge import READ

        self._last = {}
        self._publishers = {
            topic: rospy.Publisher(topic, message_class(topic), queue_size=10)
            for topic in MESSAGES.keys() - READ.keys()
        }
        for topic in READ:
            rospy.Subscriber(topic, message_class(topic), self._keep, topic)

    def _keep(self, message, topic):
        self._last[topic] = plain(message)

    def hear(self, topic, message):
        self._publishers[topic].publish(filled(message_class(topic)(), message))

    def tell(self):
        """Every message once."""
        last, self._last = self._last, {}
        return last


def main():
    sys.path.append(DEBIAN)
    import rospy

    rospy.init_node(sys.argv[1], disable_signals=True)
    if sys.argv[1] == "robot":
        be_robot(rospy)
        return
    from tests.tools.robot.rosbridge import Bridge

    with Bridge(Relay(rospy), ros=1) as bridge:
        print(bridge.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
