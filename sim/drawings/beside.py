"""Two accounts side by side: their names over the maps, where they differ in ink and in words."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.patches import Polygon

from sim.drawings.captions import caption_lines
from sim.drawings.credit import LONGEST
from sim.drawings.layout import Box
from sim.drawings.stage import Look, Sheet, points, write
from sim.drawings.textblock import BOLD, near, wide
from sim.scene.differences import PART, holder_of
from sim.scene.marks import Caption, DistrictMark, Scene
from sim.scene.palette import CASING, FAINT_INK, INK
from sim.scene.story import Story

OUTLINE, CASED = 2.4, 5.0
"""Thickness of a differing district's outline and of the pale line below it."""

ABOVE = 8.0
"""From an account's name to its map."""


def differing(first: Scene, second: Scene) -> frozenset[str]:
    """Districts of which two accounts do not say the same: a party's shares differ by more than a quarter."""
    pairs = zip(first.districts, second.districts, strict=True)
    return frozenset(one.id for one, other in pairs if _apart(one, other))


def _apart(one: DistrictMark, other: DistrictMark) -> bool:
    return any(abs(a - b) > PART for a, b in zip(one.shares, other.shares, strict=True))


def outline(side: Sheet, marks: Iterable[DistrictMark]) -> None:
    """A dark line, pale outside, round each of some districts on a sheet's map."""
    drawn = list(marks)
    for color, thick in ((CASING, CASED), (INK, OUTLINE)):
        for mark in drawn:
            side.ground.add_patch(
                Polygon(
                    mark.ring, facecolor="none", edgecolor=color, linewidth=points(thick), joinstyle="round",
                    gid=f"differs-{mark.id}", zorder=5,
                )
            )  # fmt: skip


def draw_beside(layer: Sheet, story: Story, second: Story, scene: Scene, second_scene: Scene) -> None:
    """Names of the accounts, where they differ, and the day's first caption."""
    layout, say = layer.look.layout, layer.look.say
    if layout.second is None or layout.captions is None:
        raise ValueError(f"the layout {layout.name} has no room for two accounts")
    for place, one in ((layout.map, story), (layout.second, second)):
        name = say("beside.account", account=one.replay.episode.account_name)
        write(
            layer.page, y=place.y - ABOVE, text=name, size=layout.type.heading, fontweight=BOLD,
            **near(layer.look, place),
        )  # fmt: skip
    lines = beside_lines(layer.look, layout.captions, scene, second_scene)
    size = layout.type.body
    for number, line in enumerate(lines):
        y = layout.captions.y + (0.85 + 1.3 * number) * size
        weight = BOLD if number == 0 else "normal"
        write(layer.page, y=y, text=line, size=size, fontweight=weight, **near(layer.look, layout.captions))
    if layer.look.captions and scene.captions:
        _caption(layer, layout.captions, scene.captions[0])


def beside_lines(look: Look, place: Box, first: Scene, second: Scene) -> list[str]:
    """How many districts differ, and who holds which in which account: the largest groups that fit a line."""
    say, apart = look.say, differing(first, second)
    if not apart:
        return [say("beside.same")]
    head = say("beside.differ", count=say.number(len(apart)), districts=say.number(len(first.districts)))
    groups: dict[tuple[str, str], list[str]] = {}
    for one, other in zip(first.districts, second.districts, strict=True):
        if one.id in apart:
            name = one.arabic if say.rtl and one.arabic else one.name
            groups.setdefault((_holder(look, one), _holder(look, other)), []).append(name)
    ranked = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [head, _fitted(look, place.wide, ranked)]


def _holder(look: Look, mark: DistrictMark) -> str:
    if mark.holding == "shared":
        return look.say("beside.shared")
    return look.say.party(holder_of(mark.shares))


def _fitted(look: Look, width: float, groups: list[tuple[tuple[str, str], list[str]]]) -> str:
    """One line on all groups, each with as many names as there is room for."""
    most = max(len(names) for _, names in groups)
    for shown in range(most, -1, -1):
        line = " · ".join(_group(look, holders, names, shown) for holders, names in groups)
        if len(line) <= LONGEST and wide(line, look.layout.type.body) <= width:
            return line
    return _fitted(look, width, groups[:-1]) if len(groups) > 1 else ""


def _group(look: Look, holders: tuple[str, str], names: list[str], shown: int) -> str:
    say = look.say
    places = say("list.comma").join(names[:shown])
    if shown < len(names):
        count = say.number(len(names) - shown)
        places = say("beside.more", places=places, count=count) if shown else count
    return say("beside.holders", first=holders[0], second=holders[1], places=places)


def _caption(layer: Sheet, place: Box, caption: Caption) -> None:
    """One line at the foot of the box: what is said, by whom."""
    size = layer.look.layout.type.body
    y = place.bottom - 0.3 * size
    text = " ".join(caption_lines(caption, size, place.wide))
    write(layer.page, place.x, y, text, size=size)
    said = f"{caption.speaker}, {caption.locator}"
    write(
        layer.page,
        place.x + wide(text, size) + size,
        y,
        said,
        size=layer.look.layout.type.small,
        color=FAINT_INK,
    )
