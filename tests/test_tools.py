"""The small programs in bin/ that the Makefile calls."""

import os
import subprocess
import sys
from pathlib import Path

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
