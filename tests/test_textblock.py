"""A text is as wide as in the typeface of the program, whoever asks first and whatever was set before."""

from __future__ import annotations

import subprocess
import sys

import matplotlib

from sim.drawings.stage import inked
from sim.drawings.textblock import BOLD, wide
from sim.drawings.typeface import FAMILIES

MEASURED = [("Evacuated 35,000", 12.0, "normal"), ("الناس حسب المكان", 14.0, BOLD), ("nn n", 9.5, "normal")]

FRESH = f"""
from sim.drawings.textblock import wide
print(*(wide(*measured) for measured in {MEASURED!r}))
"""


def test_the_first_to_ask_in_a_process_gets_the_width_of_the_typeface() -> None:
    """A width measured before the typeface was known stayed for the process, and films differed by it."""
    wide.cache_clear()
    with inked():
        expected = [wide(*measured) for measured in MEASURED]
    told = subprocess.run([sys.executable, "-c", FRESH], check=True, capture_output=True, text=True)
    assert [float(word) for word in told.stdout.split()] == expected


def test_settings_of_a_user_change_no_width() -> None:
    with inked():
        expected = [wide(*measured) for measured in MEASURED]
    wide.cache_clear()
    with matplotlib.rc_context({"font.family": ["monospace"], "text.hinting": "force_autohint"}):
        assert [wide(*measured) for measured in MEASURED] == expected


def test_letters_have_widths_of_their_own() -> None:
    assert wide("iiii", 12.0) < wide("mmmm", 12.0) == 2 * wide("mmmm", 6.0)
    assert len(FAMILIES) == 2
