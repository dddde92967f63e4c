"""What stands below a slide for its speaker: time, what to say and ask, what may come, what not to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.lessons.kit import Kit
from sim.lessons.lesson_file import FileName, Prompt, Stage


@dataclass(frozen=True)
class Notes:
    """Lines under their headings; ``time`` is one line, the others as many as there are."""

    time: str
    say: Sequence[str]
    ask: Sequence[str] = ()
    expect: Sequence[str] = ()
    avoid: Sequence[str] = ()
    know: Sequence[str] = ()

    @property
    def lines(self) -> list[str]:
        """All of it, in the order in which it is needed."""
        parts = {
            "Time": [self.time],
            "Say": self.say,
            "Ask": self.ask,
            "What may come": self.expect,
            "Not this": self.avoid,
            "Good to know": self.know,
        }
        return [line for head, told in parts.items() if told for line in (f"{head}:", *told)]


def time_of(kit: Kit, stage: Stage | None) -> str:
    """A stage's name with its minutes."""
    if stage is None:
        return "If there is time: the plan has no minutes for it."
    return f"Within “{stage.title}”, {kit.minutes(stage.minutes)} minutes in all."


def first_with(kit: Kit, number: int, file: FileName) -> Stage | None:
    """The first stage of a period (from 0) that uses a file."""
    return next(iter(_using(kit, number, file)), None)


def last_with(kit: Kit, number: int, file: FileName) -> Stage | None:
    """The last one."""
    return next(reversed(_using(kit, number, file)), None)


def _using(kit: Kit, number: int, file: FileName) -> list[Stage]:
    stages = kit.course.periods[number].stages if number < len(kit.course.periods) else ()
    return [stage for stage in stages if file in stage.uses]


def prompts(kit: Kit, number: int, first: int, last: int | None = None) -> tuple[Prompt, ...]:
    """Questions ``first`` up to ``last`` of a period (from 0); none where there are fewer."""
    return kit.course.periods[number].prompts[first:last] if number < len(kit.course.periods) else ()


def asked(found: Sequence[Prompt]) -> list[str]:
    return [prompt.ask for prompt in found]


def expected(kit: Kit, found: Sequence[Prompt]) -> list[str]:
    """What good answers have, with where their claims stand."""
    lines = []
    for prompt in found:
        where = f" [{kit.at(prompt.claims)}]" if prompt.claims else ""
        lines.append(f"{' '.join(prompt.expect)}{where}")
    return lines
