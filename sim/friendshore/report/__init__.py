"""Tables of results to charts and a page. What a number means is decided in ``results``; here it is laid out."""

from friendshore.report.compare import compare_report, mechanism_report

__all__ = ["compare_report", "mechanism_report"]
