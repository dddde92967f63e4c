"""``sim check SCENARIO``."""

from __future__ import annotations

import argparse
from math import isfinite
from typing import TYPE_CHECKING

from sim.cli.options import add_output, add_scenario, done, play_asked, print_json, print_table

if TYPE_CHECKING:
    from sim.checks.report import Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_scenario(parser)
    add_output(parser)
    parser.add_argument("--all", action="store_true", help="list the figures that drive the replay too")
    parser.add_argument("--disagreements", action="store_true", help="put contradicting claims side by side")


def run(given: argparse.Namespace) -> int:
    """Hold the replay against every figure; 1 when a held-out figure differs unexplained."""
    from sim.checks.report import check_replay

    replay = play_asked(given)
    report = check_replay(replay)
    done()
    if given.json:
        print_json(as_data(report))
    elif not given.quiet:
        print_report(report, show_all=given.all)
        if given.disagreements:
            print_disagreements(report)
    return 0 if report.holds else 1


def print_report(report: Report, *, show_all: bool) -> None:
    """The table of figures, the verdicts, and the naive rivals."""
    shown = [c for c in report.checks if show_all or c.figure.role == "held-out"]
    rows = [("date", "figure", "claimed", "replayed", "unit", "verdict", "who says so; reason")]
    for check in shown:
        figure = check.figure
        reason = f"{figure.attributed_to}" + (f"; {check.reason}" if check.reason else "")
        rows.append(
            (
                figure.day,
                figure.id,
                str(figure.claimed),
                _number(check.replayed),
                figure.unit,
                check.verdict,
                reason,
            )
        )
    print_table(rows, right=(2, 3))
    counts = report.counts
    print(f"\nAccount {report.account}: " + ", ".join(f"{counts[v]} {v}" for v in sorted(counts)))
    for score in report.scores:
        error = f"{score.median_error:.1%}" if isfinite(score.median_error) else "unbounded"
        within = f"{score.within:3d} of {score.answered} held-out figures in range"
        print(f"  {score.name:<16} {within}; median error {error}")
    print(f"  {len(report.unanswered)} figures cannot be answered by a replay (unchecked.csv says why each)")


def print_disagreements(report: Report) -> None:
    """Questions that speakers answer differently, the answers side by side."""
    print(f"\n{len(report.disagreements)} questions on which speakers contradict each other:")
    for group in report.disagreements:
        print()
        for voice in group:
            value = "" if voice.value.is_empty else f" [{voice.value} {voice.unit}]"
            print(f"  {voice.when:<20} {voice.said_by}, {voice.locator}: {voice.text}{value}")


def as_data(report: Report) -> dict:  # type: ignore[type-arg]
    """The report as JSON."""
    from sim.exports.tables import check_rows, unchecked_rows

    return {
        "account": report.account,
        "verdicts": dict(sorted(report.counts.items())),
        "scores": [
            {
                "of": s.name,
                "answered": s.answered,
                "within_range": s.within,
                "median_relative_error": s.median_error if isfinite(s.median_error) else None,
            }
            for s in report.scores
        ],
        "checks": list(check_rows(report)),
        "unchecked": list(unchecked_rows(report)),
        "disagreements": [[voice.claim for voice in group] for group in report.disagreements],
    }


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2f}"
