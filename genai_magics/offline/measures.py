"""Describes a list of numbers that stands in the prompt: its mean, median, spread and range, worked out."""

import re
import statistics

from .talk import Spoken, Talk

_ASKED = r"\b(mean|average|median|variance|standard deviation|stdev|spread|range|summar\w+|describe|statistics?)\b"
_NUMBER = r"[-+]?\d{1,12}(?:\.\d{1,12})?"
_LIST = re.compile(rf"[\[(]\s*({_NUMBER}(?:\s*,\s*{_NUMBER}){{2,999}})\s*,?\s*[\])]")


def measures(talk: Talk) -> Spoken | None:
    """The usual measures of the first list of three or more numbers, when the prompt asks for one of them."""
    found = _LIST.search(talk.ask.prompt[:20_000])
    if found is None or not re.search(_ASKED, talk.prompt, re.IGNORECASE):
        return None
    values = [float(number) for number in found[1].split(",")]
    mean, variance = statistics.fmean(values), statistics.pvariance(values)
    rows = (
        ("how many", len(values)),
        ("mean", mean),
        ("median", statistics.median(values)),
        ("variance", variance),
        ("standard deviation", variance**0.5),
        ("smallest, largest", f"{min(values):.6g}, {max(values):.6g}"),
    )
    table = "\n".join(f"| {name} | {value if isinstance(value, str) else f'{value:.6g}'} |" for name, value in rows)
    openings = ("Worked out for your numbers:", "Here is what your numbers say:", "Your numbers, in short:")
    text = (
        f"{talk.chance.pick(openings, 'measures')}\n\n"
        f"| Measure | Value |\n|---|---|\n{table}\n\n"
        f"$$\\bar{{x}} = \\frac{{1}}{{{len(values)}}} \\sum_i x_i = {mean:.6g} \\qquad "
        f"\\sigma^2 = \\frac{{1}}{{{len(values)}}} \\sum_i (x_i - \\bar{{x}})^2 = {variance:.6g}$$\n\n"
        "> The variance here is that of a whole population. Treat the numbers as a sample, and divide by "
        f"{len(values) - 1} instead: {statistics.variance(values):.6g}."
    )
    return Spoken(text, f"The prompt holds a list of {len(values)} numbers; work the measures out.")
