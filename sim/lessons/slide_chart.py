"""Two charts that can be edited: each speaker's figure as a bar, and all of them by day with the replay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.lessons.kit import Kit
from sim.lessons.needs import needed
from sim.lessons.slide_deck import Page
from sim.lessons.slide_figures import Modelled, Told, short_day, spanned

MODELLED = "the replay (modelled)"

SHAPES = ("CIRCLE", "DIAMOND", "SQUARE", "TRIANGLE", "STAR", "X")
"""Marks of speakers, in their order."""

COLOURS = ("ACCENT_1", "ACCENT_2", "ACCENT_3", "ACCENT_4", "TEXT_2", "TEXT_1")

ALONG = 120
"""Blanks that make about the length of the scale of the bars."""

ROOM = 1.32
"""The scale of the bars reaches beyond the longest, for its label."""

BLANK = "\u00a0"
"""Keeps a label off its bar and is not a place to break it."""

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def bars(page: Page, kit: Kit, figures: Sequence[Told]) -> None:
    """A row for each figure in the order of their days, a series for each speaker, a line for the range."""
    data = needed("pptx.chart.data").CategoryChartData(number_format="#,##0")
    data.categories = [f"{figure.speaker}, {short_day(kit, figure.day)}" for figure in figures]
    for speaker in _speakers(figures):
        data.add_series(speaker, [figure.value if figure.speaker == speaker else None for figure in figures])
    alt = "Bar chart of people evacuated so far, a bar for each figure. " + _listed(kit, figures)
    chart = page.chart(_kind("BAR_CLUSTERED"), data, alt)
    _calm(chart)
    plot = chart.plots[0]
    plot.overlap, plot.vary_by_categories = 100, False
    plot.gap_width = max(55, 300 // len(figures))
    chart.category_axis.reverse_order = True
    chart.value_axis.visible, chart.value_axis.has_major_gridlines = False, False
    chart.value_axis.minimum_scale = 0
    top = ROOM * max(figure.value + figure.above for figure in figures)
    chart.value_axis.maximum_scale = top
    for number, series in enumerate(plot.series):
        _bar(series, number, figures, top)


def by_day(page: Page, kit: Kit, figures: Sequence[Told], days: Sequence[Modelled]) -> None:
    """Days along the foot: a broken line for the replay, a mark with its range for each figure."""
    data = needed("pptx.chart.data").CategoryChartData(number_format="#,##0")
    data.categories = [day.label for day in days]
    data.add_series(MODELLED, [day.people for day in days])
    columns = _columns(figures)
    for name, told in columns:
        data.add_series(name, [next((f.value for f in told if f.day == day.day), None) for day in days])
    last = kit.facts.tell(f"<replay evacuated {days[-1].day.isoformat()}>")
    alt = (
        f"Line chart of people evacuated so far. Broken line: {MODELLED}, {last} at the end. Marks: "
        + _listed(kit, figures)
    )
    chart = page.chart(_kind("LINE_MARKERS"), data, alt)
    _calm(chart, legend=True)
    chart.value_axis.minimum_scale = 0
    chart.value_axis.major_unit = _step(max([*(day.people for day in days), *(f.value for f in figures)]))
    chart.value_axis.tick_labels.number_format = "#,##0"
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.value_axis.major_gridlines.format.line.color.theme_color = _colour("ACCENT_6")
    chart.value_axis.format.line.fill.background()
    series = list(chart.plots[0].series)
    _line(series[0], len(days) - 1)
    speakers = _speakers(figures)
    for (_, told), one in zip(columns, series[1:], strict=True):
        _marks(one, speakers.index(told[0].speaker), told, [day.day for day in days])


def _speakers(figures: Sequence[Told]) -> list[str]:
    return list(dict.fromkeys(figure.speaker for figure in figures))


def _step(top: float) -> float:
    """Between two lines of a scale that reaches to ``top``: three to ten of them."""
    step = 10.0 ** (len(str(int(top))) - 1)
    return step if top >= 3 * step else step / 4


def _columns(figures: Sequence[Told]) -> list[tuple[str, list[Told]]]:
    """Series with one figure a day at most: a speaker's second figure of a day makes another.

    Limits come first, so that no dash covers a count.
    """
    found: dict[str, list[Told]] = {}
    for figure in figures:
        name = figure.speaker
        while any(other.day == figure.day for other in found.get(name, [])):
            name += " (again)"
        found.setdefault(name, []).append(figure)
    return sorted(found.items(), key=lambda column: not all(figure.bound for figure in column[1]))


def _listed(kit: Kit, figures: Sequence[Told]) -> str:
    return "; ".join(f"{f.speaker}, {short_day(kit, f.day)}: {spanned(kit, f.claim)}" for f in figures) + "."


def _kind(name: str) -> Any:
    return getattr(needed("pptx.enum.chart").XL_CHART_TYPE, name)


def _colour(name: str) -> Any:
    return getattr(needed("pptx.enum.dml").MSO_THEME_COLOR, name)


def _points(size: float) -> Any:
    return needed("pptx.util").Pt(size)


def _calm(chart: Any, *, legend: bool = False) -> None:
    """Large text, no title, no lines that say nothing; axes numbered from zero on, as the format wants."""
    chart.has_title, chart.has_legend = False, legend
    for element in chart._chartSpace.iter(f"{{{_C}}}axId", f"{{{_C}}}crossAx"):
        element.set("val", element.get("val").removeprefix("-"))
    chart.font.size = _points(16)
    chart.font.color.theme_color = _colour("TEXT_1")
    for axis in (chart.category_axis, chart.value_axis):
        axis.has_major_gridlines = axis is chart.value_axis
        axis.major_tick_mark = needed("pptx.enum.chart").XL_TICK_MARK.NONE
        axis.format.line.color.theme_color = _colour("TEXT_2")
    if legend:
        chart.legend.position = needed("pptx.enum.chart").XL_LEGEND_POSITION.RIGHT
        chart.legend.include_in_layout = False


def _bar(series: Any, number: int, figures: Sequence[Told], top: float) -> None:
    """Full for a count, hatched for a bound; after it, and after its range, the number or the bound."""
    series.format.fill.solid()
    series.format.fill.fore_color.theme_color = _colour(COLOURS[number % len(COLOURS)])
    series.invert_if_negative = False
    theirs = [(at, figure) for at, figure in enumerate(figures) if figure.speaker == series.name]
    for at, figure in theirs:
        point = series.points[at]
        if figure.bound:
            _hatched(point, COLOURS[number % len(COLOURS)])
        blanks = BLANK * (2 + round(figure.above / top * ALONG))
        _label(series, at, f"{blanks}{figure.bound} " if figure.bound else blanks)
    _ranges(series, theirs, len(figures), "")


def _hatched(point: Any, colour: str) -> None:
    fill, line = point.format.fill, point.format.line
    fill.patterned()
    fill.pattern = needed("pptx.enum.dml").MSO_PATTERN.WIDE_UPWARD_DIAGONAL
    fill.fore_color.theme_color = _colour(colour)
    fill.back_color.theme_color = _colour("BACKGROUND_1")
    line.color.theme_color = _colour(colour)
    line.width = _points(1.5)


def _label(series: Any, at: int, words: str, place: str = "outEnd") -> None:
    """The value itself after ``words``, so that it follows when a teacher changes it."""
    labels = series.data_labels._element
    words = words.replace(" ", BLANK)
    xml = (
        f'<c:dLbl xmlns:c="{_C}" xmlns:a="{_A}"><c:idx val="{at}"/>'
        f'<c:numFmt formatCode="&quot;{words}&quot;#,##0&quot;{BLANK}{BLANK}&quot;" sourceLinked="0"/>'
        '<c:txPr><a:bodyPr wrap="none"/><a:p><a:pPr><a:defRPr/></a:pPr></a:p></c:txPr>'
        f'<c:dLblPos val="{place}"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
        "</c:dLbl>"
    )
    labels.insert(len(labels.findall(f"{{{_C}}}dLbl")), needed("pptx.oxml").parse_xml(xml))


def _line(series: Any, last: int) -> None:
    """Broken and without marks: nobody reported it; its last number is written beside it."""
    series.smooth = False
    series.format.line.color.theme_color = _colour("TEXT_2")
    series.format.line.width = _points(3)
    series.format.line.dash_style = needed("pptx.enum.dml").MSO_LINE.DASH
    series.marker.style = needed("pptx.enum.chart").XL_MARKER_STYLE.NONE
    _label(series, last, "modelled: ", "l")
    series.data_labels.show_value = False


def _marks(series: Any, number: int, told: Sequence[Told], days: Sequence[Any]) -> None:
    """Marks without a line between them; a dash for a bound."""
    series.smooth = False
    series.format.line.fill.background()
    styles = needed("pptx.enum.chart").XL_MARKER_STYLE
    places = [(days.index(figure.day), figure) for figure in told]
    limits = all(figure.bound for figure in told)
    series.marker.style = styles.DASH if limits else getattr(styles, SHAPES[number % len(SHAPES)])
    series.marker.size = 22 if limits else 10
    _filled(series.marker, COLOURS[number % len(COLOURS)])
    for at, figure in places:
        if figure.bound:
            marker = series.points[at].marker
            marker.style, marker.size = styles.DASH, 22
            _filled(marker, COLOURS[number % len(COLOURS)])
    _ranges(series, places, len(days), '<c:errDir val="y"/>')


def _filled(marker: Any, colour: str) -> None:
    marker.format.fill.solid()
    marker.format.fill.fore_color.theme_color = _colour(colour)
    marker.format.line.color.theme_color = _colour(colour)


def _ranges(series: Any, places: Sequence[tuple[int, Told]], count: int, direction: str) -> None:
    """From low to high, as error bars."""
    places = [(at, figure) for at, figure in places if figure.below or figure.above]
    if not places:
        return
    above = _numbers("plus", [(at, figure.above) for at, figure in places], count)
    below = _numbers("minus", [(at, figure.below) for at, figure in places], count)
    xml = (
        f'<c:errBars xmlns:c="{_C}" xmlns:a="{_A}">{direction}<c:errBarType val="both"/>'
        f'<c:errValType val="cust"/><c:noEndCap val="0"/>{above}{below}<c:spPr><a:ln w="22225"><a:solidFill>'
        '<a:schemeClr val="tx1"/></a:solidFill></a:ln></c:spPr></c:errBars>'
    )
    before = series._element.find(f"{{{_C}}}cat")
    before.addprevious(needed("pptx.oxml").parse_xml(xml))


def _numbers(name: str, values: Sequence[tuple[int, float]], count: int) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{value:.12g}</c:v></c:pt>' for at, value in values)
    return (
        f"<c:{name}><c:numLit><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{count}"/>{points}</c:numLit></c:{name}>'
    )
