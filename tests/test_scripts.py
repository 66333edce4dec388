"""Our own scripts stay small: every visitor loads them, many of them on a bad connection."""

import gzip
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = [ROOT / "static/js/session.js", ROOT / "templates/troubleshooter/worker.js"]
MOST_BYTES = 6 * 1024


def test_the_page_script_and_the_worker_have_at_most_6_kb_compressed():
    assert sorted(OURS) == sorted(
        path
        for path in [*ROOT.glob("static/js/*.js"), *ROOT.glob("templates/**/*.js")]
        if path.name not in ("no_worker.js", "finished.js", "paper.js")  # on no session's page
    )
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in OURS}
    assert sum(sizes.values()) <= MOST_BYTES, sizes


def test_no_script_makes_code_from_text():
    for path in OURS:
        text = path.read_text()
        assert not any(word in text for word in ("eval(", "new Function", "innerHTML", "import("))
