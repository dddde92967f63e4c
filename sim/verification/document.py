"""``docs/verification.md``: every case, what the standards ask that does not apply, and what this is not.

Written by ``python -m sim.verification.document docs/verification.md``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from sim.store import save_text
from sim.verification.case import Case
from sim.verification.registry import CASES, FAMILIES
from sim.verification.standards import STANDARDS

HEAD = """# Verification of the model

Written by `python -m sim.verification.document docs/verification.md`; change the cases, not this page.

## Two questions

**Is the model built right?** That is *verification*. `sim verify-model` builds {count} small episodes whose
outcome can be worked out by hand or by queueing theory, plays them with the engine that plays every
scenario, and compares. No document and no place is in them. If one fails, the program has a fault, whatever
the scenario.

**Does it agree with the world?** That is *validation*. `sim check SCENARIO` holds a replay against figures
that speakers gave and that the replay did not use. A figure that differs may be the model's doing, the
account's, or the speaker's; nobody knows the right number beforehand.

Neither answers for the other. A model can be built without a fault and still leave out what mattered; and a
replay can come near a figure by two faults that cancel out. What a case here shows is only that the program
does what its description says, to the person and to the minute.

## How to read a case

`sim verify-model` prints a line for each case and ends with 0 if all hold, else with 1. `sim verify-model
shuttle decay` runs two and prints every reading; `--json` gives all readings, `--quiet` prints failing
cases only.

- **exact** is equality of whole minutes and whole people; no tolerance at all.
- Where lots are drawn, seeds are fixed and the interval is one that a correct engine leaves once in a
  thousand times, worked out beforehand from the binomial, hypergeometric, chi-square or Student
  distribution. An interval is never widened to let a case pass. With another version of NumPy the lots are
  others, and about one version in twelve may show one of some ninety readings just outside; repeat it with
  other seeds before believing it.
- Where the engine's own order of things makes a textbook form inexact, the form is derived anew and the
  case says why.
- For each case `tests/verification` plants a fault in the engine that must make it fail.

Symbols: N people, S seats of a convoy, B convoys' worth of buses, k bays, L loading, G checkpoint and road,
C a round trip, n = ceil(N/S); r a daily rate, t days, s minutes between decisions, p = 1 - exp(-rs/1440).
"""

DEVIATIONS = """
## Standard tests, and where we deviate

NIST TN 1822, RiMEA and IMO MSC.1/Circ.1533 test people who walk in buildings and ships; ISO 20414 has the
same scope and leaves out vehicles in motion, for which it asks for tests of one's own. So no standard
covers convoys between front lines, and the list above is ours. This table says what became of each standard
test.
"""


def markdown() -> str:
    """The whole page."""
    parts = [HEAD.format(count=len(CASES))]
    for title, cases in FAMILIES.items():
        parts += [
            f"\n## {title}\n\n",
            _table(("case", "kin", "built", "expected", "criterion"), map(_row, cases)),
        ]
    tests = (
        (test.id, test.subject, ", ".join(test.kin(CASES)) or "none", test.deviation) for test in STANDARDS
    )
    parts += [DEVIATIONS, "\n", _table(("test", "subject", "our cases", "deviation"), tests)]
    return "".join(parts)


def _row(case: Case) -> tuple[str, ...]:
    return (f"`{case.id}`<br>{case.title}", case.kin, case.built, case.formula, case.criterion)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.verification.document", description="Write the page of the verification cases."
    )
    parser.add_argument("path", type=Path, metavar="FILE", help="usually docs/verification.md")
    save_text(parser.parse_args(arguments).path, markdown())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
