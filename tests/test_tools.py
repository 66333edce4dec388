"""The small programs in bin/ that the Makefile calls."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def find_python(**environment):
    return subprocess.run(
        [ROOT / "bin" / "find-python"], env=environment, capture_output=True, text=True, timeout=60
    )


def test_a_python_that_is_named_is_used():
    done = find_python(PATH=os.environ["PATH"], PYTHON=sys.executable)
    assert (done.returncode, done.stdout) == (0, f"{sys.executable}\n")


def test_a_python_that_is_named_but_wrong_is_said_in_one_sentence():
    done = find_python(PATH=os.environ["PATH"], PYTHON="/bin/false")
    assert done.returncode == 1
    assert done.stderr == (
        "HELPDESK: PYTHON is '/bin/false', which is no Python 3.12 or newer: name one that is.\n"
    )


def test_a_name_on_the_path_that_does_not_run_is_passed_over(tmp_path):
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    (tmp_path / "python3.12").symlink_to(sys.executable)
    done = find_python(PATH=str(tmp_path), HOME=str(tmp_path), PYENV_ROOT=str(tmp_path))
    assert done.returncode == 0
    assert done.stdout.strip() != str(shim)


# --- bin/audit ---

SOUND = {"name": "django", "version": "6.1.3", "vulns": []}
WEAK = {
    "name": "pillow",
    "version": "9.0.0",
    "vulns": [{"id": "CVE-2099-1", "fix_versions": ["9.0.1"]}],
}
SKIPPED = {"name": "nh3", "skip_reason": "could not be audited"}


@pytest.fixture
def audit(tmp_path):
    """Run bin/audit with an auditor that says this of the packages."""

    def run(*packages, answers=True, **environment):
        auditor = tmp_path / "pip-audit"
        said = json.dumps({"dependencies": packages}) if answers else "no connection"
        # Like the real one, it calls what it could not ask about free of weaknesses.
        auditor.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\nexit 0\n")
        auditor.chmod(0o755)
        return subprocess.run(
            [sys.executable, ROOT / "bin" / "audit"],
            env={"PATH": os.environ["PATH"], "PIP_AUDIT": str(auditor), **environment},
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def test_an_audit_without_findings_says_so(audit):
    done = audit(SOUND)
    assert (done.returncode, done.stdout) == (0, "No known weakness in any pinned package.\n")


def test_a_weak_package_fails_the_audit_and_is_named_with_its_remedy(audit):
    done = audit(SOUND, WEAK, SKIPPED)
    assert done.returncode == 1
    assert done.stdout == "WEAK: pillow 9.0.0: CVE-2099-1, better in 9.0.1\n"


@pytest.mark.parametrize("packages", [[SOUND, SKIPPED], []])
def test_an_audit_that_could_not_ask_says_so_loudly_and_fails_where_it_is_required(audit, packages):
    done = audit(*packages)
    assert done.returncode == 0
    assert "NOT AUDITED" in done.stdout
    assert "No known weakness" not in done.stdout
    assert audit(*packages, AUDIT="required").returncode == 1


def test_an_auditor_that_does_not_answer_is_no_audit(audit):
    assert "NOT AUDITED" in audit(answers=False).stdout
    assert "NOT AUDITED" in audit(SOUND, PIP_AUDIT="/bin/false").stdout


def test_no_secret_is_copied_into_the_image():
    """What operators are told to put beside compose.yaml stays out of it, and out of git."""
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", "*.env", "tls", "**/*.pem", "var", ".git"} <= set(ignored)
    kept_from_git = (ROOT / ".gitignore").read_text().split()
    assert {".env", "/helpdesk.env", "/tls/", "var/"} <= set(kept_from_git)
