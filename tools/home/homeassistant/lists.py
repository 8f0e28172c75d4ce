"""What to-do lists and calendars hold, which is no part of their states."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from agentlite.actions import Json
from agentlite.tools.home.homeassistant.connection import Connection
from agentlite.tools.home.homeassistant.link import ASKING_SECONDS
from agentlite.tools.home.homeassistant.problems import OrderRefused, TokenRefused, Unreachable
from agentlite.tools.home.homeassistant.settings import Settings

_CALENDAR_DAYS = 7
"""How far ahead "what is in my calendar" looks."""


async def list_items(connection: Connection, entity_id: str) -> list[dict[str, str]]:
    """All items of a to-do list, as {"summary", "status", "uid"}. Raises `Refused`, `Unanswered` and `Lost`."""
    answer = await connection.ask("todo/item/list", ASKING_SECONDS, entity_id=entity_id)
    return [
        {"summary": item["summary"], "status": item["status"], "uid": item.get("uid") or item["summary"]}
        for item in answer["items"]
    ]


def uid_of(items: list[dict[str, str]], summary: str) -> str:
    """The id of what is still to do and called so: Home Assistant itself would take the first, done or not."""
    still_open = (item["uid"] for item in items if item["status"] == "needs_action" and item["summary"] == summary)
    return next(still_open, summary)


async def list_events(settings: Settings, token: str, entity_id: str) -> list[dict[str, Json]]:
    """A calendar's events of the next days, as {"summary", "start", "end"}, in its own time.

    Over REST, which a token that only reads may use, unlike the service. Raises `Unreachable`, `TokenRefused` and
    `OrderRefused`.
    """
    import httpx

    now = datetime.now().astimezone()
    span = {"start": now.isoformat(), "end": (now + timedelta(days=_CALENDAR_DAYS)).isoformat()}
    try:
        encrypted = settings.url.startswith("https")  # else the certificates need not be loaded
        async with httpx.AsyncClient(timeout=ASKING_SECONDS, trust_env=False, verify=encrypted) as client:
            reply = await client.get(
                f"{settings.url}/api/calendars/{entity_id}",
                params=span,
                headers={"Authorization": f"Bearer {token}"},
            )
    except httpx.HTTPError as error:
        raise Unreachable(settings.url, str(error)) from error
    if reply.status_code == 401:
        raise TokenRefused(settings.url)
    if reply.is_error:
        raise OrderRefused("calendars", f"HTTP {reply.status_code}")
    return [
        {"summary": event["summary"], "start": _when(event["start"]), "end": _when(event["end"])}
        for event in reply.json()
    ]


def _when(moment: dict[str, Any]) -> str:
    """A date, or a time to the minute."""
    return str(moment["date"]) if "date" in moment else f"{datetime.fromisoformat(moment['dateTime']):%Y-%m-%dT%H:%M}"
