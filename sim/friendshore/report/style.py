"""The look shared by all charts: palette, type, the frame around the axes, labels that do not collide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito, "Color universal design" (2008): eight colours told apart by all common kinds of sight.
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
INK, GREY, FAINT = "#222222", "#6B6B6B", "#D9D9D9"

BASELINE = "#5A5A5A"
SCENARIOS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
COUNTRIES = {
    "CHN": VERMILLION,
    "JPN": SKY,
    "KOR": BLUE,
    "USA": GREEN,
    "xeu": ORANGE,
    "CAN": PURPLE,
    "IDN": YELLOW,
    "other": "#C8C8C8",
}
SPARE = (YELLOW, BLACK, "#8C6D31", "#7F7F7F")
"""For named countries without a colour of their own."""

DPI = 150
WIDTH = 10.0
TITLE, FINDING, SMALL = 17.0, 13.0, 9.5

BESIDE = 0.06
"""Inches between axes and what is written right of them."""

RC: dict[str, object] = {
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "text.parse_math": False,  # a dollar sign in a scenario's text is a dollar sign
    "text.color": INK,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 12.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.8,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "ytick.major.size": 0,
    "svg.hashsalt": "friendshore",
    "svg.fonttype": "path",
    "figure.dpi": 100,
    "savefig.facecolor": "white",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands around a chart: the question, what was found, notes and sources below."""

    title: str
    finding: str
    notes: tuple[str, ...]
    sources: str


@dataclass(frozen=True, slots=True)
class Room:
    """The space left for the axes, in inches from the lower left corner of the figure."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Inches from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Inches from bottom to top."""
        return self.top - self.bottom


def frame(heading: Heading, axes_height: float, width: float = WIDTH) -> tuple[Figure, Room]:
    """A figure with its texts placed, as high as they and the axes need, and the room for the axes."""
    from matplotlib.figure import Figure

    title = wrap(heading.title, TITLE, width - 0.5, bold=True)
    finding = wrap(heading.finding, FINDING, width - 0.5)
    below = [line for note in (*heading.notes, heading.sources) for line in wrap(note, SMALL, width - 0.5)]
    head = 0.22 + _block(title, TITLE) + 0.08 + _block(finding, FINDING) + 0.14
    foot = 0.16 + _block(below, SMALL) + 0.08
    height = head + axes_height + foot
    figure = Figure(figsize=(width, height))
    y = height - 0.22
    for lines, size, weight, colour in ((title, TITLE, "bold", INK), (finding, FINDING, "normal", INK)):
        figure.text(
            0.25 / width,
            y / height,
            "\n".join(lines),
            size=size,
            weight=weight,
            color=colour,
            va="top",
            linespacing=1.25,
        )
        y -= _block(lines, size) + 0.08
    figure.text(0.25 / width, 0.12 / height, "\n".join(below), size=SMALL, color=GREY, va="bottom", linespacing=1.3)
    return figure, Room(0.25, foot, width - 0.25, height - head)


def place(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at a place given in inches."""
    w, h = figure.get_size_inches()
    return figure.add_axes((left / w, bottom / h, width / w, height / h))


def write_at(figure: Figure, x: float, y: float, text: str, **look: Any) -> None:
    """A text at a place given in inches."""
    w, h = figure.get_size_inches()
    figure.text(x / w, y / h, text, **look)


def swatches(figure: Figure, x: float, y: float, entries: Sequence[tuple[str, str]], size: float = 10.5) -> float:
    """A line of coloured squares, each with its word; returns where it ends, inches."""
    for word, colour in entries:
        write_at(figure, x, y, "■", color=colour, size=size + 2.5, va="center_baseline")
        write_at(figure, x + 0.2, y, word, size=size, va="center_baseline")
        x += 0.2 + text_width(word, size) + 0.25
    return x


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is drawn, inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, False)[0]) / 72


def wrap(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """As few lines as fit into a width in inches, about equally long, so that no word stands alone."""
    lines = _filled(text, size, width, bold)
    while len(lines) > 1:
        width *= 0.97
        shorter = _filled(text, size, width, bold)
        if len(shorter) > len(lines):
            break
        lines = shorter
    return lines


def _filled(text: str, size: float, width: float, bold: bool) -> list[str]:
    """Lines filled from the first on; a word wider than a line is broken."""
    space, used = text_width(" ", size, bold), width
    lines: list[str] = []
    for word in (part for long in text.split(" ") for part in _parts(long, size, width, bold)):
        wide = text_width(word, size, bold)
        if lines and used + space + wide <= width:
            lines[-1] += f" {word}"
            used += space + wide
        else:
            lines.append(word)
            used = wide
    return lines or [""]


def _parts(word: str, size: float, width: float, bold: bool) -> list[str]:
    """The word, or pieces of it that each fit into a line."""
    parts = []
    while text_width(word, size, bold) > width and len(word) > 1:
        fits = max((n for n in range(1, len(word)) if text_width(word[:n], size, bold) <= width), default=1)
        parts.append(word[:fits])
        word = word[fits:]
    return [*parts, word] if word else parts


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions moved apart to at least ``gap``, as little as possible, kept between low and high if they fit.

    >>> [round(y, 2) for y in spread([1.0, 1.0, 5.0], gap=1.0, low=0.0, high=10.0)]
    [0.5, 1.5, 5.0]
    """
    order = sorted(range(len(positions)), key=lambda i: (positions[i], i))
    # Clusters of touching labels: [sum of wished first places, members]; each sits at its members' mean.
    clusters: list[list[float]] = []
    for rank in order:
        clusters.append([positions[rank], 1.0])
        while len(clusters) > 1 and _start(clusters[-2], gap) + clusters[-2][1] * gap > _start(clusters[-1], gap):
            wished, members = clusters.pop()
            clusters[-1][0] += wished
            clusters[-1][1] += members
    placed = [_start(cluster, gap) + i * gap for cluster in clusters for i in range(int(cluster[1]))]
    for i in range(len(placed)):
        placed[i] = max(placed[i], low if i == 0 else placed[i - 1] + gap)
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], high if i == len(placed) - 1 else placed[i + 1] - gap)
    result = [0.0] * len(positions)
    for rank, value in zip(order, placed, strict=True):
        result[rank] = value
    return result


def end_labels(axes: Axes, labels: Sequence[tuple[float, str, str]], size: float = 11.0) -> None:
    """Writes (y, text, colour) right of axes whose limits are set, moved apart so that none covers another."""
    if not labels:
        return
    start, end = axes.get_xlim()
    x = end + BESIDE * (end - start) * axes.figure.dpi / axes.get_window_extent().width
    low, high = axes.get_ylim()
    inches = axes.get_window_extent().height / axes.figure.dpi
    gap = (high - low) * size * 1.3 / 72 / inches
    tall = gap * max(text.count("\n") + 1 for _, text, _ in labels)
    ys = spread([y for y, _, _ in labels], tall, low + tall / 2, high - tall / 2)
    for y, (at, text, colour) in zip(ys, labels, strict=True):
        axes.annotate(
            text,
            (x, at),
            xytext=(x, y),
            textcoords="data",
            xycoords="data",
            color=colour,
            size=size,
            va="center",
            annotation_clip=False,
        )


def ring(axes: Axes, x: float, y: float, colour: str) -> None:
    """A ring around the point that a chart speaks of."""
    look: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": colour, "markeredgewidth": 1.8}
    axes.plot([x], [y], marker="o", markersize=9, clip_on=False, **look)


def ink(colour: str) -> str:
    """Black or white, whichever reads better on a colour (WCAG relative luminance)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return BLACK if luminance > 0.18 else "#FFFFFF"


def readable(colour: str) -> str:
    """The colour, darkened for text if it is one of the pale ones."""
    return {YELLOW: "#8A7F00", SKY: "#2A7FB0", ORANGE: "#A87000", "#C8C8C8": GREY, PURPLE: "#A8477B"}.get(
        colour, colour
    )


def _start(cluster: Sequence[float], gap: float) -> float:
    wished, members = cluster
    return wished / members - gap * (members - 1) / 2


def _block(lines: Sequence[str], size: float) -> float:
    return len(lines) * size * 1.3 / 72
