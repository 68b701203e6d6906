"""Nothing that was acknowledged is lost when processes are killed while they record, and every tampering is found."""

import os
import subprocess
import sys

import pytest

from tests.docs.pages import PROJECT
from tests.procedure import tampering


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the campaign forks")
def test_a_short_campaign_loses_nothing():
    # By itself: a process with threads, as a test runner has, is none to fork from.
    command = [sys.executable, "-m", "tests.procedure.killing", "60", "7"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 lost, doubled or broken" in done.stdout


def test_a_short_campaign_finds_every_tampering(tmp_path):
    tried, missed = tampering.campaign(tmp_path, 60, 7)
    assert missed == []
    assert set(tried) == {way.__name__ for way in tampering.WAYS}
