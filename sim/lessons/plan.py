"""The lesson plan: two periods, minute by minute, and what to think of before."""

from __future__ import annotations

from sim.lessons.doc import Block, Box, Doc, Grid, Heading, NewPage, Para
from sim.lessons.kit import FILES, Kit, listing
from sim.lessons.lesson_file import Period, Prompt, Stage

OTHER = (
    "Open to anyone, at any time, without a reason. It stands on a sheet of its own (other-task.pdf) and is "
    "measured as the lesson is; what a good answer has stands in the answer key."
)

ORDINALS = ("First", "Second", "Third", "Fourth")


def plan(kit: Kit) -> Doc:
    """The whole plan."""
    course = kit.course
    blocks: list[Block | None] = [
        Para(kit.question, "lead"),
        Box("Content note", tuple(Para(text) for text in course.content_note)),
        Heading("Before the lesson"),
        listing(course.before, "tick"),
    ]
    for number, period in enumerate(course.periods):
        blocks += _period(kit, ORDINALS[number], period)
    blocks += [
        Heading("For different learners") if course.differentiation else None,
        listing(course.differentiation),
        Heading("The other task, of equal worth") if course.other_task else None,
        Para(OTHER) if course.other_task else None,
        *_avoided(kit),
        *_made_from(kit),
    ]
    return kit.doc("lesson-plan", "Lesson plan", blocks, subtitle=kit.title)


def _period(kit: Kit, ordinal: str, period: Period) -> list[Block | None]:
    rows = tuple(_row(kit, stage) for stage in period.stages)
    prompts = tuple(_prompt(kit, prompt) for prompt in period.prompts)
    heads = ("Minutes", "Teacher", "Students", "Files")
    return [
        NewPage(),
        Heading(f"{ordinal} period: {period.title}"),
        Para(period.question, "lead"),
        Heading("Aims", 2),
        listing(period.aims),
        Heading("Standards and skills", 2),
        listing(period.standards),
        Heading("Minute by minute", 2),
        Grid(heads, rows, (0.1, 0.4, 0.32, 0.18)),
        Para("Letters in the film's charts are the film's own; those of the cards are others.", "small"),
        Heading("Questions to ask", 2) if prompts else None,
        Grid(("Ask", "A good answer has", "See"), prompts, (0.38, 0.47, 0.15), names_rows=False)
        if prompts
        else None,
        Heading("Before they leave", 2),
        Para(period.closing),
    ]


def _row(kit: Kit, stage: Stage) -> tuple[str, ...]:
    files = "; ".join(FILES[name].split(", ")[0] for name in stage.uses)
    teacher = f"**{stage.title}** · {' '.join(stage.teacher)}"
    return kit.minutes(stage.minutes), teacher, " ".join(stage.students), files


def _prompt(kit: Kit, prompt: Prompt) -> tuple[str, ...]:
    return prompt.ask, " ".join(prompt.expect), kit.at(prompt.claims)


def _avoided(kit: Kit) -> list[Block | None]:
    rows = tuple((avoided.what, avoided.why) for avoided in kit.course.avoid)
    if not rows:
        return []
    return [Heading("What not to do, and why"), Grid(("Not this", "Because"), rows, (0.45, 0.55))]


def _made_from(kit: Kit) -> list[Block | None]:
    tell = kit.facts.tell
    accounts = ", ".join(replay.episode.account_name for replay in kit.bundle.replays[1:])
    shown = kit.bundle.episode.account_name
    return [
        Heading("What this is made from"),
        Para(
            tell(
                "All figures come from <count claims> claims of <count documents> documents, by the names of "
                "their speakers, or from the replay, and are then called modelled. "
            )
            + f"The account shown is “{shown}”"
            + (f"; there are also: {accounts}." if accounts else ".")
        ),
        Para(
            "The hash at the foot of each page is that of the data. Key and sheets carry the same one.",
            "small",
        ),
    ]
