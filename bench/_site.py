"""A site to measure: production settings on a fresh database, in a temporary folder."""

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_GUIDE = ROOT / "content" / "icloud-backup"
START = "/guides/icloud-backup/sessions/"

ENVIRONMENT = {
    "ALLOWED_HOSTS": "127.0.0.1,testserver",
    "SECRET_KEY": "a key that only a bench on this machine ever uses, and long enough",
    "TRUST_PROXY": "on",
    "EMAIL_URL": "console://",
    # All requests come from one client here, who would soon be asked to wait.
    **{f"LIMIT_{name}": "off" for name in ("START", "ANSWERS", "SEARCH", "REPORTS")},
    # Nor does anybody here take the time to try a step, and what is too quick is hardly counted.
    "MIN_SECONDS": "0",
}
SECURE = {"X-Forwarded-Proto": "https"}
"""What a proxy adds: without it every answer is a redirect to HTTPS."""


def prepare(folder, settings="bench.reference.settings"):
    """Set this process up for the site and fill its database: the first guide, the reference
    pages. On the database of DATABASE_URL, where it is set, else on SQLite in the folder."""
    os.environ.pop("DEBUG", None)
    os.environ |= {
        **ENVIRONMENT,
        "LOG_LEVEL": "ERROR",
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": settings,
    }
    import django

    django.setup()
    from django.core.management import call_command

    from bench.reference.models import fill
    from troubleshooter.models import Guide

    quiet = {"verbosity": 0, "stdout": open(os.devnull, "w")}  # noqa: SIM115
    call_command("migrate", run_syncdb=True, **quiet)
    call_command("collectstatic", interactive=False, **quiet)
    call_command("import_guide", str(FIRST_GUIDE), publish=True, **quiet)
    fill()
    return Guide.objects.get(slug=FIRST_GUIDE.name)


def walked(edition, rng, most=9):
    """A session through the edition by somebody who answers by chance, begun anew until it is at
    a step; and that step's key."""
    from troubleshooter.core.walk import EndingScreen, QuestionScreen, StepScreen
    from troubleshooter.models import TroubleshootingSession

    while True:
        session = TroubleshootingSession.objects.start(edition)
        walk = session.walk()
        for _ in range(rng.randint(2, most)):
            screen = walk.screen
            if isinstance(screen, EndingScreen):
                break
            if isinstance(screen, QuestionScreen):
                choice = rng.choice([*screen.question.labels, "unknown"])
                walk = session.answer(screen.question.key, choice, walk.last_key).walk
            else:
                said = rng.choices(("not_fixed", "already_tried", "could_not"), (8, 1, 1))[0]
                walk = session.attempt(screen.step.key, said, None, walk.last_key).walk
        if isinstance(walk.screen, StepScreen):
            return session, walk.screen.step.key


def results(name, found):
    """Write what was found beside the bench, as JSON."""
    folder = Path(__file__).parent / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(found, indent=1))
    print(f"Written to {path.relative_to(ROOT)}")


def database():
    """Which database this process is on, in a word."""
    return "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postg") else "sqlite"
