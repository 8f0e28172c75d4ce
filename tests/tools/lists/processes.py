"""Adds to a list for ever and says what is on it: `python -m tests.tools.lists.processes DIR`."""

import itertools
import sys
from pathlib import Path

from agentlite.tools.lists.store import ListStore

if __name__ == "__main__":
    store = ListStore(Path(sys.argv[1]))
    for number in itertools.count():
        store.add("shopping", f"item {number}")
        print(f"item {number}", flush=True)
