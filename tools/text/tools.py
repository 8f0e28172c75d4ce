"""summarise, classify_text, rate_sentiment, check_text, count_words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Annotated, Any

from agentlite.packs import Setting
from agentlite.tools.text import work
from agentlite.tools.text.sources import is_name, labels, mentioned, said_text, text_files, texts_in
from agentlite.toolset import Briefing, Choices, Outcome, Toolset, tool


def _texts(tools: TextTools, request: str) -> list[str]:
    """The text that the request sets off, if it is no file's name; else the files it mentions, else what may be a
    text."""
    said, names = said_text(request), list(tools.names())
    if said and not is_name(said, names):
        return [said]
    return mentioned(request, names) or ([] if said else texts_in(request))


def _labels(tools: TextTools, request: str) -> list[str]:
    return [", ".join(found) for found in labels(request)]


Text = Annotated[str, Choices(_texts)]


class TextTools:
    """The tools of the text pack. `names` gives the files that may be read, by default those of the granted folders."""

    def __init__(self, setting: Setting, names: Callable[[], Iterable[str]] | None = None) -> None:
        self.setting = setting
        self.names = names or (lambda: text_files(setting.folders))

    def toolset(self) -> Toolset:
        """All of them."""
        tools = [self.summarise, self.classify_text, self.rate_sentiment, self.check_text, self.count_words]
        return Toolset(tools, briefing=self.briefing)

    def briefing(self, request: str) -> Briefing:
        """The folders whose files may be read."""
        return Briefing(f"text: {', '.join(self.setting.folders)}".rstrip(" "))

    async def _run(self, function: Callable[..., Outcome], text: str, **more: Any) -> Outcome:
        """`text` is a text, or the name of a granted file: that holds words of others, and stays on this machine."""
        is_file = text.partition("/")[0] in self.setting.folders and "/" in text and "\n" not in text
        given: dict[str, Any] = {"text": "", "file": text} if is_file else {"text": text, "file": ""}
        return replace(await self.setting.run(function, **given, **more), untrusted=is_file, local_only=is_file)

    @tool(risk="read")
    async def summarise(self, text: Text) -> Outcome:
        """Summarise a text by its most telling sentences.

        Args:
            text: the text itself, or a file
        """
        return await self._run(work.summarise, text)

    @tool(risk="read")
    async def classify_text(self, labels: Annotated[str, Choices(_labels)], text: Text) -> Outcome:
        """Sort a text under one of several labels.

        Args:
            labels: the labels, with commas between them
            text: the text itself, or a file
        """
        wanted = [label.strip() for label in labels.split(",") if label.strip()]
        return await self._run(work.classify_text, text, labels=wanted)

    @tool(risk="read")
    async def rate_sentiment(self, text: Text) -> Outcome:
        """Say whether a text sounds positive, negative or neutral.

        Args:
            text: the text itself, or a file
        """
        return await self._run(work.rate_sentiment, text)

    @tool(risk="read")
    async def check_text(self, text: Text) -> Outcome:
        """Check a text for insults, threats, harm to oneself and personal data.

        Args:
            text: the text itself, or a file
        """
        found = await self._run(work.check_text, text)
        return replace(found, local_only=found.local_only or bool(found.value["flags"]))

    @tool(risk="read")
    async def count_words(self, text: Text) -> Outcome:
        """Count the words, sentences and characters of a text.

        Args:
            text: the text itself, or a file
        """
        return await self._run(work.count_words, text)
