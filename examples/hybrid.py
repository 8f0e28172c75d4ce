"""Hybrid routing: what the small model is sure of stays here; of the rest, one step leaves, under pseudonyms.

It runs offline: the small model is scripted, and the cloud is a server of this very program. In earnest that would be
`Agent(tools=..., escalate_to="openai:gpt-5-mini", memory="home.db")`.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from agentlite import Agent
from agentlite.egress import Budget, Door, Ledger
from agentlite.escalation import Rung
from agentlite.models.openai_compat import OpenAICompatModel
from agentlite.models.testing import ScriptedModel, with_probability
from agentlite.tools.home import SimulatedHome, home_toolset, load_demo


def calls(tool: str, **arguments: object) -> str:
    return json.dumps({"calls": [{"call": tool, "with": arguments}]}, separators=(",", ":"))


class Cloud(BaseHTTPRequestHandler):
    """Dims the one lamp that it was told of, whatever that is called."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        print("  the cloud reads:", asked["messages"][-1]["content"].splitlines()[0])
        message = {"role": "assistant", "content": calls("set_brightness", percent=30, target="light.1")}
        content = json.dumps({"choices": [{"index": 0, "finish_reason": "stop", "message": message}]}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def cloud() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Cloud)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    sure = with_probability(calls("turn_on", target="Worktop light"), 0.999)
    unsure = with_probability(calls("turn_off", target="Reading lamp"), 0.4)
    small = ScriptedModel([sure, unsure], one_shot=True)
    with tempfile.TemporaryDirectory() as folder, cloud() as url, Ledger(Path(folder, "egress.db")) as ledger:
        door = Door(ledger, budget=Budget(calls=20, bytes=200_000))
        big = Rung(OpenAICompatModel("big", base_url=url, transport=door.transport(url)), door)
        tools = home_toolset(SimulatedHome(load_demo("en")))
        with Agent(small, tools=tools, memory=Path(folder, "home.db"), escalate_to=big) as agent:
            for task in (
                "turn on the worktop light",
                "film time, reading lamp at 30%",
                "film time, reading lamp at 30%",
            ):
                print(task)
                result = agent.run(task)
                where = "elsewhere" if result.steps[0].decision.source else "here"
                print(f"  {result.output} (decided {where})")
        sent = [entry for entry in ledger.entries() if entry.event == "sent"]
        print(f"left this machine: {len(sent)} request; the ledger is whole: {not ledger.verify().problems}")
