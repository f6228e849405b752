"""Which input held each plant back, and when: plants by quarter, coloured by the missing input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from friendshore.report.cases import Case, time_notes
from friendshore.report.charts import Cell, Chart
from friendshore.report.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    YELLOW,
    Heading,
    Room,
    frame,
    place,
    swatches,
    text_width,
    write_at,
)
from friendshore.report.time_axis import label_quarters
from friendshore.report.words import clipped, commodity, country
from friendshore.results.amounts import percent
from friendshore.results.bottlenecks import HeldBack
from friendshore.results.findings import hit_hardest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FAMILIES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("anode, graphite", "#222222", ("aam_", "flake_graphite", "spherical_graphite")),
    ("cathode, precursor", ORANGE, ("cam_", "pcam_", "iron_phosphate")),
    ("lithium", SKY, ("lithium_", "spodumene")),
    ("nickel", GREEN, ("nickel_", "mhp", "msp")),
    ("cobalt", BLUE, ("cobalt_",)),
    ("manganese", PURPLE, ("manganese_",)),
    ("cells", VERMILLION, ("cell_",)),
    ("magnets, rare earths", YELLOW, ("magnet_", "ndpr_", "ree_")),
    ("other", "#8C8C8C", ("",)),
)
STEPS = ((0.02, 0.25), (0.10, 0.45), (0.25, 0.70), (0.50, 1.0))
"""Lost share from which a tint begins, and the strength of the tint."""
MOST_ROWS = 30
LONGEST = 36
"""Letters of a plant's name that fit beside its row."""
COUNTRIES = ("CAN", "JPN", "USA")


def bottleneck_chart(
    id: str,
    case: Case,
    held: Sequence[HeldBack],
    plants: Mapping[str, str],
    question: str,
    finding: str,
    sources: str,
    before: Sequence[HeldBack] | None = None,
) -> Chart:
    """The heat map of one run.

    held: plants with losses, worst first
    plants: site -> its name
    before: the same of the baseline; the plant hit hardest against it, which the finding names, always has a row
    """
    shown = list(held[:MOST_ROWS])
    if len(held) > len(shown) and (named := hit_hardest(held, before)[0]).site not in {one.site for one in shown}:
        shown[-1] = named
    shown = _ordered(shown)
    notes = [
        "Share of the output that a plant would have made in the quarter and lost for want of the input named by the "
        "colour; mean of the replications. Outages and prices below cost are not shown."
    ]
    if len(held) > len(shown):
        notes.append(
            f"The {len(shown)} plants that lost most of {len(held)}, the one named above among them; the csv has all."
        )
    heading = Heading(question, finding, (*notes, *time_notes([case])), sources)
    about = f"Output lost for want of an input, plants in Canada, Japan and the USA, {case.label}"
    return Chart(
        id=id,
        about=about,
        short=f"Bottlenecks, {case.label}",
        alt=f"{about}, by quarter. {finding}",
        heading=heading,
        draw=lambda: _draw(heading, about, shown, plants, case.run.index.quarters),
        columns=("scenario", "site", "name", "country", "makes", "quarter", "binding_input", "lost_share"),
        rows=_rows(case, held, plants),
    )


def family(input: str) -> tuple[str, str]:
    """The family of an input and its colour.

    >>> family("aam_natural")[0], family("cell_lfp")[0], family("needle_coke")[0]
    ('anode, graphite', 'cells', 'other')
    """
    return next((name, colour) for name, colour, starts in FAMILIES if input.startswith(starts))


def tint(colour: str, lost: float) -> str:
    """The colour mixed with white by how much was lost; white below the first step."""
    strength = max((tone for least, tone in STEPS if lost >= least), default=0.0)
    mixed = [round(255 - strength * (255 - int(colour[i : i + 2], 16))) for i in (1, 3, 5)]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _ordered(held: Sequence[HeldBack]) -> list[HeldBack]:
    """By country, and within it the worst first, so that a reader finds home at once."""
    return sorted(held, key=lambda record: (COUNTRIES.index(record.country), -record.lost_overall, record.site))


def _rows(case: Case, held: Sequence[HeldBack], plants: Mapping[str, str]) -> list[list[Cell]]:
    return [
        [
            case.run.name,
            record.site,
            plants.get(record.site, record.site),
            record.country,
            record.commodity,
            quarter,
            record.binding[column],
            float(record.lost[column]),
        ]
        for record in held
        for column, quarter in enumerate(case.run.index.quarters)
    ]


def _draw(
    heading: Heading, about: str, shown: Sequence[HeldBack], plants: Mapping[str, str], quarters: Sequence[str]
) -> Figure:
    row_height = 0.235
    groups = [name for name in COUNTRIES if any(record.country == name for record in shown)]
    lines = len(shown) + 0.9 * len(groups)
    figure, room = frame(heading, axes_height=1.3 + max(lines, 3) * row_height, width=12.0)
    _key(figure, room, about, shown)
    axes = place(figure, room.left + 2.75, room.bottom + 0.3, room.width - 2.75 - 2.4, room.height - 1.3)
    if not shown:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "No plant lost 2 % of a quarter's output to a missing input.", ha="center", size=12)
        return figure
    axes.set_ylim(lines, 0)
    axes.set_xlim(0, len(quarters))
    y = 0.0
    for name in groups:
        _beside(axes, 0, y, country(name), "right", weight="bold", size=11)
        y += 0.9
        for record in (record for record in shown if record.country == name):
            _plant(axes, y, record, plants, len(quarters))
            y += 1
    label_quarters(axes, quarters, middle=True)
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0)
    for start in (column for column, quarter in enumerate(quarters) if quarter.endswith("Q1")):
        axes.axvline(start, color="white", linewidth=1.6, zorder=3)
    axes.grid(visible=False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    return figure


def _plant(axes: Axes, y: float, record: HeldBack, plants: Mapping[str, str], quarters: int) -> None:
    """One row: the name, a cell per quarter, and beside it the worst moment in words."""
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((0, y + 0.06), quarters, 0.88, facecolor="#F4F4F4", linewidth=0))
    for column, lost in enumerate(record.lost):
        if lost >= STEPS[0][0]:
            colour = tint(family(record.binding[column])[1], float(lost))
            axes.add_patch(Rectangle((column, y + 0.06), 1.02, 0.88, facecolor=colour, linewidth=0))
    _beside(axes, 0, y, _plant_name(plants.get(record.site, record.site)), "right", size=9.5)
    worst = f"{percent(float(record.lost[record.worst]))}  {commodity(record.binding[record.worst])}"
    _beside(axes, quarters, y, worst, "left", size=9.5)


def _beside(axes: Axes, column: float, y: float, text: str, ha: str, **look: Any) -> None:
    """Writes beside a row that starts at y, a few points off a column."""
    points = 6 if ha == "left" else -6
    axes.annotate(text, (column, y + 0.5), (points, 0), textcoords="offset points", ha=ha, va="center", **look)


def _plant_name(name: str) -> str:
    """The name as far as it fits: without what stands in brackets if it is long, else cut at a word."""
    return clipped(name if len(name) <= LONGEST else name.partition(" (")[0], LONGEST)


def _key(figure: Figure, room: Room, about: str, shown: Sequence[HeldBack]) -> None:
    write_at(figure, room.left, room.top - 0.02, f"{about}, %", va="top", size=12, color=GREY)
    if not shown:
        return
    used = {
        family(name)[0]
        for record in shown
        for name, lost in zip(record.binding, record.lost, strict=True)
        if lost >= STEPS[0][0]
    }
    families = [(name, colour) for name, colour, _ in FAMILIES if name in used]
    y = room.top - 0.42
    end = swatches(figure, _word(figure, room.left, y, "lacking"), y, families)
    ends = [*(f"{round(least * 100)}" for least, _ in STEPS[1:]), "100"]
    tints = [
        (f"{round(least * 100)}–{most} %", tint("#222222", least)) for (least, _), most in zip(STEPS, ends, strict=True)
    ]
    # Beside the families if there is room, else on a line of its own.
    x, y = (room.left, y - 0.24) if end + 5.6 > room.right else (end + 0.4, y)
    swatches(figure, _word(figure, x, y, "lost"), y, tints)
    write_at(figure, room.right - 2.33, room.top - 0.95, "worst quarter", va="bottom", size=9.5, color=GREY)


def _word(figure: Figure, x: float, y: float, word: str) -> float:
    """Writes the first word of a key; returns where the squares may start, inches."""
    write_at(figure, x, y, word, size=10.5, va="center_baseline", color=GREY)
    return x + text_width(word, 10.5) + 0.15
