"""A file is whole whatever happens to the process or the disk, and the journal can still undo."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DYING = "tests.tools.files.dying"


def run(*arguments):
    return subprocess.run([sys.executable, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=60)


AFTER = """
import sys
from pathlib import Path
from agentlite.errors import ToolError
from tests.tools.files.dying import TRASH, inside_folders
from agentlite.tools.files import work
for copy in sorted(Path(sys.argv[1]).iterdir()):
    inside_folders(copy)
    file = copy / "docs" / "a.txt"
    seen = [file.read_text() if file.exists() else None]
    while True:
        try:
            work.undo_file_change(trash_bytes=TRASH)
        except ToolError as error:
            assert "no change" in str(error), error
            break
        seen.append(file.read_text() if file.exists() else None)
    print(seen)
    assert list((copy / "docs").iterdir()) == []
"""


@pytest.mark.parametrize(
    ("tool", "arguments", "before", "after"),
    [
        ("write_file", {"file": "docs/a.txt", "text": "third"}, "second\n", "third\n"),
        ("append_to_file", {"file": "docs/a.txt", "text": "more"}, "second\n", "second\nmore\n"),
        ("trash_file", {"file": "docs/a.txt"}, "second\n", None),
        ("undo_file_change", {}, "second\n", "first\n"),
    ],
)
def test_a_process_killed_at_any_step_leaves_the_old_file_or_the_new(tmp_path, tool, arguments, before, after):
    """And no trace beside it once the next change was made; and what happened, and only that, is undone in order."""
    died = run("-m", DYING, "kill", tmp_path, tool, json.dumps(arguments))
    assert died.returncode == 0, died.stderr
    undone = subprocess.run(
        [sys.executable, "-c", AFTER, tmp_path], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert undone.returncode == 0, undone.stderr + undone.stdout
    histories = undone.stdout.splitlines()
    assert len(histories) == int(died.stdout) > 8
    if tool == "undo_file_change":
        expected = {str(["second\n", "first\n", None]), str(["first\n", None])}
    else:
        expected = {str([before, "first\n", None]), str([after, before, "first\n", None])}
    assert set(histories) == expected


def test_on_a_full_disk_the_file_stays_as_it_was(tmp_path):
    for name in ("docs", "files"):
        (tmp_path / name).mkdir()
    done = run("-m", DYING, "full", tmp_path)
    if "PermissionError" in done.stderr:
        pytest.skip(f"NO SMALL DISK CAN BE MADE HERE: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["pt"] == "O disco está cheio, por isso docs/a.txt ficou como estava."
