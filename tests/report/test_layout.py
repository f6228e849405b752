"""Every chart can be read: no text runs out of the figure or over another text."""

from __future__ import annotations

from itertools import combinations, pairwise

import matplotlib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axis import Axis, Tick
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from friendshore.report.cases import cases_of
from friendshore.report.charts import Chart
from friendshore.report.compare import _charts
from friendshore.report.style import RC, ink, spread, text_width, wrap
from friendshore.results import outcomes, paired

QUESTION = "What if approvals for Chinese graphite drop to 20 % overnight, and nobody in Windsor or Himeji has stocks?"


def comparison(make_run, catalogue, cuts, name="graphite_approvals_cut", **size):
    runs = [make_run(**size)] + [
        make_run(f"{name}_{i}", f"Graphite approvals cut, case {i}", QUESTION, cut, **size)
        for i, cut in enumerate(cuts)
    ]
    cases = cases_of(runs)
    before = outcomes(runs[0])
    differences = {run.name: paired(before, outcomes(run)) for run in runs[1:]}
    return _charts(cases, differences, {}, catalogue)


@pytest.mark.parametrize(
    "cuts", [(), (0.6,), (0.0,), (0.5, 0.2), (0.5, 0.3, 0.1)], ids=lambda cuts: f"{len(cuts)}{cuts}"
)
def test_no_text_leaves_the_figure_or_covers_another(make_run, catalogue, cuts):
    problems = [problem for chart in comparison(make_run, catalogue, cuts) for problem in unreadable(chart)]
    assert problems == []


@pytest.mark.parametrize(("last", "cuts"), [(2023, (0.5,)), (2032, (0.5,)), (2034, (0.5, 0.2, 0.1)), (2045, (0.5,))])
def test_years_keep_apart_at_any_length_of_a_run_and_the_first_and_last_are_there(make_run, catalogue, last, cuts):
    for found in comparison(make_run, catalogue, cuts, last=last, replications=3):
        assert unreadable(found) == [], found.id
        for axes in drawn(found).axes:
            if axes.axison and axes.get_xticklabels():
                labels = [label.get_text() for label in axes.get_xticklabels()]
                assert labels[0] == "2023" and labels[-1] == str(last), (found.id, labels)


@pytest.mark.parametrize("cuts", [(0.5,), (0.5, 0.3, 0.1)])
def test_long_names_of_scenarios_find_room(make_run, catalogue, cuts):
    found = comparison(make_run, catalogue, cuts, name="an_alliance_of_many_members", replications=3)
    assert [problem for chart in found for problem in unreadable(chart)] == []


def unreadable(chart: Chart) -> list[str]:
    """Texts that leave the figure, and pairs of texts that cover one another by more than a pixel or two."""
    figure = drawn(chart)
    with matplotlib.rc_context(RC):
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        renderer = canvas.get_renderer()
        hidden = [tick.label1 for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for tick in beyond(axis)]
        texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip() and t not in hidden]
        boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in texts]
        width, height = canvas.get_width_height()
    problems = [
        f"{chart.id}: {text!r} leaves the figure"
        for text, box in boxes
        if min(box.x0, box.y0) < -1 or box.x1 > width + 1 or box.y1 > height + 1
    ]
    for (one, a), (other, b) in combinations(boxes, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        up = min(a.y1, b.y1) - max(a.y0, b.y0)
        if across > 1.5 and up > 2.5:
            problems.append(f"{chart.id}: {one!r} covers {other!r}")
    return problems


def drawn(chart: Chart) -> Figure:
    with matplotlib.rc_context(RC):
        return chart.draw()


def beyond(axis: Axis) -> list[Tick]:
    """Ticks outside the limits: they exist and are not drawn."""
    low, high = sorted(axis.get_view_interval())
    return [tick for tick in axis.get_major_ticks() if not low - 1e-9 <= tick.get_loc() <= high + 1e-9]


@given(st.lists(st.floats(-5, 15), min_size=1, max_size=8))
def test_labels_keep_their_distance_and_their_order(positions):
    placed = spread(positions, gap=1.0, low=0.0, high=10.0)
    ranked = sorted(range(len(positions)), key=lambda i: (positions[i], i))
    assert all(placed[b] - placed[a] >= 1.0 - 1e-9 for a, b in pairwise(ranked))
    assert min(placed) >= -1e-9 and max(placed) <= 10.0 + 1e-9


@given(st.text(alphabet="ab cdefgh", max_size=200))
def test_wrapped_lines_fit_and_lose_no_word(text):
    lines = wrap(text, size=12.0, width=1.5)
    assert all(text_width(line, 12.0) <= 1.5 + 0.02 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_words_on_colour_have_contrast():
    assert ink("#0072B2") == "#FFFFFF"
    assert ink("#F0E442") == "#000000"
