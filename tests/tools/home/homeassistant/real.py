"""A real Home Assistant for tests: its own process, folder and port, started, killed and started again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import connect

HERE = Path(__file__).parent
INSTALLED = Path(os.environ.get("TEST_HASS", "~/.cache/agentlite/home-assistant-2024.3.3")).expanduser()
PROGRAM = INSTALLED / "bin" / "hass"
MISSING = f"HOME ASSISTANT IS NOT INSTALLED ({PROGRAM}): `make test-home-assistant` installs it and runs these tests"
_STARTING_SECONDS = 180
_ASKING = "run --json --log none --house home-assistant --"


class RealHome:
    """A Home Assistant, one user who owns it and one who may only read. Its configuration is one of the files here:
    the usual one has Home Assistant's demo devices.
    """

    def __init__(self, folder: Path, configuration: str = "configuration.yaml") -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        shutil.copy(HERE / configuration, folder / "configuration.yaml")
        shutil.copytree(HERE / "custom_components", folder / "custom_components")
        self.token, self.read_token = _seed(folder / ".storage")
        self._rest = httpx.Client(
            base_url=self.url,
            headers={"Authorization": f"Bearer {self.token}"},
            limits=httpx.Limits(max_keepalive_connections=0),  # none that a restart would break
            timeout=90,
            trust_env=False,
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until everything is loaded."""
        with (self.folder / "test.log").open("ab") as log:
            self._process = subprocess.Popen(
                [PROGRAM, "-c", self.folder, "--skip-pip"],
                env={**os.environ, **self._environment()}, stdout=log, stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + _STARTING_SECONDS
        while not self._running():
            assert self._process.poll() is None and time.monotonic() < deadline, self._log()
            time.sleep(0.2)

    def freeze(self) -> None:
        """Stop it in its tracks: what is sent to it is neither read nor answered, until it is killed."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def rest(self, method: str, path: str, body: Any = None) -> Any:
        """A REST request as the owner."""
        reply = self._rest.request(method, path, json=body)
        reply.raise_for_status()
        return reply.json()

    def ask(self, kind: str, **fields: Any) -> Any:
        """A WebSocket request as the owner. Raises `ValueError` if it is refused."""
        with connect(f"ws://127.0.0.1:{self.port}/api/websocket", max_size=None, proxy=None) as socket:
            socket.recv()
            socket.send(json.dumps({"type": "auth", "access_token": self.token}))
            socket.recv()
            socket.send(json.dumps({"id": 1, "type": kind, **fields}))
            reply = json.loads(socket.recv())
        if not reply["success"]:
            raise ValueError(reply["error"])
        return reply["result"]

    def add_shopping_list(self) -> None:
        """The one to-do list that needs no account and no other package."""
        flow = self.rest("POST", "/api/config/config_entries/flow", {"handler": "shopping_list"})
        if flow["type"] == "form":
            self.rest("POST", f"/api/config/config_entries/flow/{flow['flow_id']}", {})

    def _environment(self) -> dict[str, str]:
        """What its configuration refers to, and what the agentlite that it starts needs."""
        return {
            "TEST_PORT": str(self.port),
            "TEST_AGENTLITE": f'{sys.executable} -m agentlite {_ASKING} "{{{{ text }}}}"',
            "HASS_URL": self.url,
            "HASS_TOKEN": self.token,
        }

    def _running(self) -> bool:
        try:
            return bool(self.rest("GET", "/api/config")["state"] == "RUNNING")
        except httpx.HTTPError:
            return False

    def _log(self) -> str:
        return (self.folder / "test.log").read_text(errors="replace")[-3000:]


def _seed(storage: Path) -> tuple[str, str]:
    """Two users and their tokens, as if somebody had gone through the first start; (owner's, reader's)."""
    storage.mkdir()
    users, records, tokens = [], [], []
    for name, group in (("Owner", "system-admin"), ("Reader", "system-read-only")):
        user, token, key = uuid.uuid4().hex, uuid.uuid4().hex, secrets.token_hex(64)
        users.append(
            {"id": user, "group_ids": [group], "is_owner": name == "Owner", "is_active": True, "name": name,
             "system_generated": False, "local_only": False}
        )  # fmt: skip
        records.append(
            {"id": token, "user_id": user, "client_id": None, "client_name": "tests", "client_icon": None,
             "token_type": "long_lived_access_token", "created_at": "2026-01-01T00:00:00+00:00",
             "access_token_expiration": 3e8, "token": secrets.token_hex(64), "jwt_key": key, "last_used_at": None,
             "last_used_ip": None, "expire_at": None, "credential_id": None, "version": None}
        )  # fmt: skip
        tokens.append(_signed({"iss": token, "iat": int(time.time()), "exp": int(time.time()) + 10**6}, key))
    groups = [{"id": f"system-{i}", "name": n} for i, n in (("admin", "Administrators"), ("read-only", "Read Only"))]
    auth = {"users": users, "groups": groups, "credentials": [], "refresh_tokens": records}
    onboarding = {"done": ["user", "core_config", "analytics", "integration"]}
    for name, version, data in (("auth", 1, auth), ("onboarding", 4, onboarding)):
        text = json.dumps({"version": version, "minor_version": 1, "key": name, "data": data})
        (storage / name).write_text(text)
    return tokens[0], tokens[1]


def _signed(claims: dict[str, Any], key: str) -> str:
    """A JSON web token, HS256."""
    parts = [_encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signature = hmac.new(key.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join((*parts, _encoded(signature)))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
