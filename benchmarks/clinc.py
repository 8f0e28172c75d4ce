"""Does a model keep its hands still? CLINC150 sentences about everything but a home, said in the demo house.

    python benchmarks/clinc.py ../shared/data/clinc/val.json [--model embedded] [--failures]

Intents that a home may rightly act on or answer (lights, music, lists, weather, greetings ...) are left out. Anything
that changes a state is a wrong action.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import Counter
from pathlib import Path

from agentlite.evaluation import home_model
from agentlite.evaluation.intervals import wilson
from agentlite.evaluation.runner import run_task
from agentlite.evaluation.suite import Task
from agentlite.limits import Limits
from agentlite.tools.home import load_demo

AT_HOME = frozenset(
    "smart_home play_music next_song change_volume what_song update_playlist shopping_list shopping_list_update "
    "todo_list todo_list_update weather temperature calendar calendar_update meeting_schedule greeting goodbye "
    "thank_you yes no maybe cancel repeat change_speed whisper_mode alarm timer reminder "
    "reminder_update time date".split()
)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--failures", action="store_true")
    options = parser.parse_args()
    content = json.loads(options.file.read_text(encoding="utf-8"))
    said = [(text, intent) for part in ("val", "oos_val") for text, intent in content[part] if intent not in AT_HOME]
    model, house, limits = home_model(options.model), load_demo("en"), Limits()
    wrong: list[str] = []
    ended: Counter[str] = Counter()
    for number, (sentence, intent) in enumerate(said):
        case = await run_task(Task(str(number), intent, sentence, house), model, limits)
        ended[case.result.status if case.result else "error"] += 1
        if case.wrong_action:
            wrong.append(
                f"{intent}: {sentence!r} → {[str(o.call) for o in case.result.observations] if case.result else ''}"
            )
    low, high = wilson(len(wrong), len(said))
    print(f"wrong actions: {len(wrong)} of {len(said)} = {len(wrong) / len(said):.2%} ({low:.2%}–{high:.2%})")
    print(f"ended: {dict(ended.most_common())}")
    if options.failures:
        print("\n".join(wrong))


if __name__ == "__main__":
    asyncio.run(main())
