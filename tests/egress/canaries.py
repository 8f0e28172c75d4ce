"""Private things planted in tests, the ways to write them, and a look for them that shares nothing with the door."""

import base64
import html
import json
import unicodedata
from functools import lru_cache
from urllib.parse import quote

from agentlite.egress import Name

PEOPLE = [
    "Ana Souza",
    "João Ávila",
    "Mônica Guimarães",
    "Zé-Carlos Pião",
    "Siobhán O'Neill",
    "Rute Conceição",
    "Kwame Mensah",
]
DEVICES = [
    "Kitchen light",
    "Luz da varanda",
    "Portão da garagem",
    "Baby monitor",
    "lock.front_door",
    "Ana's bedside lamp",
]
PLACES = ["Sótão pequeno", "Quarto da Benedita", "Wine cellar"]
SECRETS = ["tulip42violet", "correct horse battery", "9931-7754", "hunter2!hunter3"]
ROWS = [
    "The spare key is under the blue pot behind the shed.",
    "Dr. Meireles diagnosticou diabetes em março e receitou metformina duas vezes.",
    "We are away from the third to the nineteenth of August every year.",
]
FORMS = [
    "benedita.q@example.org", "+351 961 222 333", "(21) 99876-5432", "529.982.247-25", "11.222.333/0001-81",
    "PT50 0002 0123 1234 5678 9015 4", "4111 1111 1111 1111", "sk-live-Zz81kPq02mNv77aa", "203.0.113.77",
    "Rua das Acácias, 1207", "48 Wisteria Lane", "4050-123", "38.72231, -9.13934", "02:42:ac:11:00:9f",
]  # fmt: skip

NAMES = [
    *(Name(text, "PERSON") for text in PEOPLE),
    *(Name(text, "light") for text in DEVICES),
    *(Name(text, "area") for text in PLACES),
    *(Name(text, "KEY", "secret") for text in SECRETS),
    *(Name(text, "NOTE", "local_only") for text in ROWS),
]
KNOWN = [name.text for name in NAMES]
ALL = KNOWN + FORMS


def words(text):
    return "".join(c if c.isalnum() else " " for c in text).split()


# How a known name may be written so that it is still replaced.
SPELLED = {
    "as it is": lambda text: text,
    "upper case": str.upper,
    "without accents": lambda text: "".join(c for c in unicodedata.normalize("NFKD", text) if ord(c) < 128),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "zero width": lambda text: "\u200b".join(text),
    "underscores": lambda text: "_".join(words(text)),
    "joined": lambda text: "".join(word.capitalize() for word in words(text)),
    "two lines": lambda text: "\n".join(words(text)),
    "possessive": lambda text: f"{text}'s",
    "in brackets": lambda text: f"({text})[{text}]",
}

# How anything may be encoded so that it can only be refused.
ENCODED = {
    "base64": lambda text: base64.b64encode(f"note: {text}".encode()).decode(),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(f"~?>{text} ".encode()).decode().rstrip("="),
    "hexadecimal": lambda text: f"<{text}>".encode().hex(),
    "percent": lambda text: quote(text, safe=""),
    "percent twice": lambda text: quote(quote(text, safe="")),
    "JSON escapes": lambda text: f'say "{"".join(f"{chr(92)}u{ord(c):04x}" for c in text)}"',
    "HTML": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "base64 of JSON": lambda text: base64.b64encode(json.dumps({"a": [text]}).encode()).decode(),
}


@lru_cache(maxsize=1024)
def squashed(text):
    """Letters and digits only, without accents, invisible characters and case."""
    kept = (c for c in unicodedata.normalize("NFKD", html.unescape(text)).casefold() if c.isalnum())
    return "".join(kept)


class Arrived:
    """What arrived, to be looked through for many canaries."""

    def __init__(self, received):
        self.text = received.decode("utf-8", "replace")
        read = (
            self.text.encode()
            .decode("unicode_escape", "replace")
            .encode("latin-1", "replace")
            .decode("utf-8", "replace")
        )
        self.squashed = squashed(self.text), squashed(read)

    def shows(self, canary, written):
        """Whether the canary is there, plainly or as it was written."""
        return written in self.text or any(squashed(canary) in seen for seen in self.squashed)
