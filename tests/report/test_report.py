"""A report as a folder: the files, their bytes, and a page in which no scenario's text can act."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from friendshore.errors import StoreError
from friendshore.report import compare_report
from friendshore.report.charts import disarmed, write_csv
from friendshore.results import outcomes, paired

HOSTILE = "<script>alert('x')</script> & $\\frac{1}{0}$ \"quoted\" {{ 7*7 }}"


def write(folder: Path, runs, catalogue, **more) -> Path:
    before = outcomes(runs[0])
    return compare_report(
        runs,
        folder,
        {run.name: [("change.licence.approval", "85 %", "20 %"), (HOSTILE, None, HOSTILE)] for run in runs[1:]},
        {run.name: paired(before, outcomes(run)) for run in runs[1:]},
        catalogue=catalogue,
        **more,
    )


@pytest.fixture(scope="module")
def report(tmp_path_factory, make_run, catalogue) -> Path:
    runs = [make_run(), make_run("graphite_drop", HOSTILE, f"What if {HOSTILE}?", 0.5)]
    return write(tmp_path_factory.mktemp("report"), runs, catalogue, warnings=[HOSTILE])


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_charts_drawn_by_two_processes_are_the_same_bytes(report, tmp_path, make_run, catalogue):
    runs = [make_run(), make_run("graphite_drop", HOSTILE, f"What if {HOSTILE}?", 0.5)]
    again = write(tmp_path, runs, catalogue, warnings=[HOSTILE], workers=2)
    for path in (report.parent / "charts").iterdir():
        assert (again.parent / "charts" / path.name).read_bytes() == path.read_bytes(), path.name


def test_what_goes_wrong_in_another_process_is_told(tmp_path, make_run, catalogue):
    (tmp_path / "charts" / "cell_output.png").mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be written: Is a directory"):
        write(tmp_path, [make_run(), make_run("other", "Other", "What?", 0.5)], catalogue, workers=2)


def test_every_chart_is_a_picture_a_drawing_and_a_table(report):
    names = sorted(path.name for path in (report.parent / "charts").iterdir())
    ids = (
        "bottlenecks_baseline",
        "bottlenecks_graphite_drop",
        "cell_output",
        "difference",
        "origins_japan",
        "origins_north_america",
        "prices_graphite_drop",
        "vehicle_output",
    )
    assert names == sorted(["vehicles.csv", *(f"{id}.{end}" for id in ids for end in ("csv", "png", "svg"))])


def test_the_page_asks_nothing_of_the_network_and_runs_no_script(report):
    text = report.read_text("utf-8")
    page = Page(text)
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert not page.all("script") and not page.all("iframe")
    assert all((image["src"] or "").startswith("data:image/svg+xml;base64,") for image in page.all("img"))
    assert all(not (a["href"] or "").startswith(("http", "//", "javascript")) for a in page.all("a"))
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert "alert(&#39;x&#39;)" in text and "{{ 7*7 }}" in text


def test_every_image_has_words_and_every_link_leads_somewhere(report):
    page = Page(report.read_text("utf-8"))
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    assert all(len(image["alt"] or "") > 60 for image in page.all("img"))
    for link in page.all("a"):
        href = link["href"] or ""
        assert href[1:] in ids if href.startswith("#") else (report.parent / href).is_file()


def test_charts_past_2028_say_that_capacity_is_partly_assumed(report):
    page = Page(report.read_text("utf-8"))
    assert all("Capacity after 2028 includes assumed incentive capacity" in (i["alt"] or "") for i in page.all("img"))


def test_the_same_runs_give_the_same_bytes(tmp_path, make_run, catalogue):
    runs = [make_run(), make_run("graphite_drop", cut=0.5)]
    first, second = write(tmp_path / "a", runs, catalogue), write(tmp_path / "b", runs, catalogue)
    for path in sorted(first.parent.rglob("*.*")):
        assert path.read_bytes() == (second.parent / path.relative_to(first.parent)).read_bytes(), path.name


def test_numbers_in_the_csv_are_those_of_the_results(report, make_run):
    with (report.parent / "charts" / "difference.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["outcome"], int(row["year"])): row for row in csv.DictReader(file)}
    runs = [make_run(), make_run("graphite_drop", cut=0.5)]
    for one in paired(*(outcomes(run) for run in runs), names=["cell_output.north_america"]):
        row = rows[one.outcome, one.year]
        assert float(row["mean"]) == pytest.approx(one.mean, rel=1e-8, abs=1e-12)
        assert bool(int(row["excludes_zero"])) == one.excludes_zero


def test_a_reason_stands_in_the_chart_of_a_scenario_that_moves_nothing(tmp_path, make_run, catalogue):
    runs = [make_run(), make_run("extended", "Suspension extended", "What if it lasts?", 0.0)]
    page = write(tmp_path, runs, catalogue, reasons={"extended": "stocks cover the weeks between."})
    assert "‘extended’ moves nothing here: stocks cover the weeks between." in page.read_text("utf-8")


def test_a_lone_run_has_a_report_too(tmp_path, make_run, catalogue):
    page = write(tmp_path, [make_run()], catalogue).read_text("utf-8")
    assert "What happens if nothing is added?" in page
    assert "One scenario alone" in page
    assert not (tmp_path / "charts" / "difference.csv").exists()


def test_a_folder_that_cannot_be_written_is_told_in_a_line(tmp_path, make_run, catalogue):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StoreError, match=re.escape(str(tmp_path / "taken"))):
        write(tmp_path / "taken", [make_run()], catalogue)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("+cmd", "'+cmd"),
        ("-x", "'-x"),
        ("-2.5", "-2.5"),
        ("+1e3", "+1e3"),
        ("a=b", "a=b"),
    ],
)
def test_a_spreadsheet_runs_no_formula_from_a_cell(cell, written):
    assert disarmed(cell) == written


def test_missing_numbers_are_empty_cells(tmp_path):
    write_csv(tmp_path / "t.csv", ("a", "b", "c", "=d"), [(float("nan"), None, 1, -0.1), ("=x", True, 2.0, 1e-30)])
    assert (tmp_path / "t.csv").read_text() == "a,b,c,'=d\n,,1,-0.1\n'=x,1,2.0,1e-30\n"
