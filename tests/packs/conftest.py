import sys
import textwrap

import pytest

from agentlite.train.rehearsing import pack_phrases
from agentlite.train.words import load_words

FILES = {
    "__init__.py": """
        from agentlite.packs import Pack, Rehearsal
        from agentlite.toolset import Toolset

        def opened(setting):
            from garden.tools import Garden
            return Toolset([Garden(setting).plant], briefing=Garden(setting).briefing)

        def rehearse(rng, language):
            from garden.tools import Garden
            return Rehearsal(Toolset([Garden(None).plant], briefing=Garden(None).briefing))

        PACK = Pack("garden", {"en": "beds and seeds", "pt": "canteiros e sementes"}, opened, rehearse)
        """,
    "tools.py": """
        from typing import Annotated
        from agentlite.signatures import Said
        from agentlite.toolset import Briefing, Outcome, tool
        from garden import work

        class Garden:
            def __init__(self, setting):
                self.setting = setting

            def briefing(self, request):
                return Briefing("garden:")

            @tool(risk="reversible")
            async def plant(self, what: Annotated[str, Said()]) -> Outcome:
                '''Plant something.'''
                return await self.setting.run(work.plant, what=what)
        """,
    "work.py": """
        from agentlite.sandbox import inside

        def plant(what):
            bed = inside.folder("garden") / "bed.txt"
            with bed.open("a") as file:
                file.write(what + "\\n")
            return bed.read_text().split()

        def dig(path):
            return open(path).read()
        """,
    "manifest.yaml": """
        plant: {risk: reversible, write: [garden]}
        dig: {risk: read, read: [folders]}
        """,
    "phrases/__init__.py": "",
    "phrases/en.yaml": """
        rules: {please: "[please]"}
        slots:
          what: [basil, mint, thyme, sage, dill, chives, parsley]
          herb: [rosemary, oregano]
          mood: [happily, quickly]
        calls:
          - {tool: plant, sentences: ["<please> plant {what}", "put some {what} in {mood}", "{herb:what} in the bed"]}
          - {tool: plant, each: what, sentences: ["plant {what}"]}
        asks:
          - {reply: "What?", sentences: ["plant something"]}
        unwanted: ["don't plant {what}"]
        """,
    "phrases/pt.yaml": """
        slots:
          bed: [canteiro]
          what: [manjericão, hortelã]
        calls:
          - {tool: plant, sentences: ["planta {what}"]}
        """,
    "phrases/pt-PT.yaml": """
        extends: pt
        calls:
          - {tool: plant, sentences: ["semeia {what}"]}
        """,
}


@pytest.fixture
def garden(tmp_path, monkeypatch):
    """The folder of somebody's own tool pack."""
    folder = tmp_path / "mine" / "garden"
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield folder
    for cached in (load_words, pack_phrases):
        cached.cache_clear()
    for module in [name for name in sys.modules if name.split(".")[0] == "garden"]:
        del sys.modules[module]
