"""To-do and shopping lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentlite.packs import Pack, Setting, rehearsal_in
from agentlite.toolset import Toolset

if TYPE_CHECKING:
    from agentlite.tools.lists.tools import ListTools


def open_lists(setting: Setting) -> Toolset:
    """The lists in the pack's folder. At first there are two, for shopping and for things to do, named in the user's
    language."""
    from agentlite.tools.lists.store import ListStore
    from agentlite.tools.lists.tools import ListTools
    from agentlite.tools.lists.words import DEFAULTS

    store = ListStore(setting.folder)
    store.begin([names[setting.language] for names in DEFAULTS])
    return lists_toolset(ListTools(store.lists, setting.run))


def lists_toolset(tools: ListTools) -> Toolset:
    """The tools, in the order in which models see them."""
    return Toolset(
        [
            tools.add_to_list,
            tools.tick_off,
            tools.remove_from_list,
            tools.show_list,
            tools.create_list,
            tools.clear_list,
        ],
        briefing=tools.briefing,
    )


PACK = Pack(
    "lists",
    {"en": "to-do and shopping lists", "pt": "listas de tarefas e de compras"},
    open_lists,
    rehearsal_in("agentlite.tools.lists.rehearsal"),
)
