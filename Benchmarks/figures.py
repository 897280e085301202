"""Figures: percentiles, the table they are printed in, and whether they keep their bounds."""

import json
import math


class BenchmarkError(Exception):
    """A measurement that cannot be made; the text is one sentence."""


def percentile(values, share):
    """The smallest value that at least this share (0 to 1) of all values does not exceed."""
    ordered = sorted(values)
    if not ordered:
        raise BenchmarkError("nothing was measured")
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def microseconds(nanoseconds):
    """Nanoseconds as a text in microseconds."""
    return f"{nanoseconds / 1000:,.0f} us"


class Figure:
    """One line of the table.

    `value` and `base` are numbers of one unit, given as text in `shown` and `base_shown`. The bound
    is on their ratio, or on the value itself where there is no base; none: for information.
    """

    # pylint: disable=too-many-arguments
    def __init__(self, name, value, shown, base=None, base_shown="", bound=None, aim=None):
        self.name, self.value, self.shown = name, value, shown
        self.base, self.base_shown, self.bound, self.aim = base, base_shown, bound, aim

    @property
    def ratio(self):
        """The value by what it is compared to; None: it is compared to nothing."""
        return None if self.base is None else self.value / self.base

    @property
    def is_kept(self):
        """Whether the bound is kept; None: there is none."""
        if self.bound is None:
            return None
        return (self.value if self.base is None else self.ratio) <= self.bound

    def cells(self):
        """The texts of its line."""
        bound = "" if self.bound is None else f"<= {self.bound:g}"
        if self.aim is not None:
            bound += f" (aim {self.aim:g})"
        verdict = {None: "", True: "ok", False: "NOT KEPT"}[self.is_kept]
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        return [self.name, self.shown, self.base_shown, ratio, bound, verdict]

    def json(self):
        """What a file keeps of it."""
        return {
            "figure": self.name, "value": self.value, "comparedTo": self.base,
            "ratio": self.ratio, "bound": self.bound, "kept": self.is_kept,
        }


def table(head, rows):
    """Rows as text in columns."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
             for row in [head, ["-" * width for width in widths], *rows]]
    return "\n".join(lines)


def stage_table(title, stages):
    """p50, p99 and maximum of each stage, given as name -> nanoseconds."""
    rows = [
        [name, *(microseconds(percentile(values, share)) for share in (0.5, 0.99, 1))]
        for name, values in stages.items()
    ]
    return table([title, "p50", "p99", "max"], rows)


def figure_table(figures):
    """The one table of all figures."""
    head = ["figure", "value", "compared to", "ratio", "bound", ""]
    return table(head, [figure.cells() for figure in figures])


def write_json(path, machine, figures, stages):
    """Keeps a run for later."""
    document = {
        "machine": machine,
        "figures": [figure.json() for figure in figures],
        "stagesNanoseconds": {
            name: {f"p{share:g}": percentile(values, share / 100) for share in (50, 99, 100)}
            for name, values in stages.items()
        },
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
        file.write("\n")
