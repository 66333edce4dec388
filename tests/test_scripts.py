"""Our own scripts stay small: every visitor loads them, many of them on a bad connection."""

import gzip
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = [ROOT / "static/js/session.js", ROOT / "templates/troubleshooter/worker.js"]
MOST_BYTES = 6 * 1024


def test_the_page_script_and_the_worker_have_at_most_6_kb_compressed():
    elsewhere = {"no_worker.js", "deleted.js", "finished.js", "paper.js"}  # on no page of a session
    found = {*ROOT.glob("static/js/*.js"), *ROOT.glob("templates/**/*.js")}
    assert set(OURS) == {path for path in found if path.name not in elsewhere}
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in OURS}
    assert sum(sizes.values()) <= MOST_BYTES, sizes


def test_no_script_makes_code_from_text():
    for path in OURS:
        text = path.read_text()
        assert not any(word in text for word in ("eval(", "new Function", "innerHTML", "import("))
