"""The chat markers of the compact models, such as `<|user|>`, kept out of what people and tools say."""

from __future__ import annotations

import re

_MARKER = re.compile(r"<\|(?=\w+\|>)")


def without_markers(text: str) -> str:
    """`text` with its markers taken apart: llama.cpp and Ollama obey them even inside a user's words."""
    return _MARKER.sub("< |", text)
