"""From raw samples to figures: the median of each round, its spread over the rounds, ratios paired by round;
and raw samples as a file."""

import json
import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    middle: float
    low: float
    high: float
    count: int  # rounds

    @classmethod
    def of(cls, values):
        if not values:
            raise ValueError("a spread needs a value")
        return cls(statistics.median(values), min(values), max(values), len(values))


def by_round(samples, model, figure, label):
    """{round: seconds}, of one program and figure; of several repetitions in a round the median."""
    found = {}
    for sample in samples:
        if (sample["model"], sample["figure"], sample["program"]) == (model, figure, label):
            found.setdefault(sample["round"], []).extend(sample["seconds"])
    return {number: statistics.median(seconds) for number, seconds in found.items()}


def figure_of(samples, model, figure, label):
    """Seconds, or None where nothing was measured."""
    rounds = by_round(samples, model, figure, label)
    return Spread.of(list(rounds.values())) if rounds else None


def ratio_of(samples, model, figure, label, ours):
    """How many times as long as `ours` it takes: quotients within a round only. None without a common round."""
    theirs, mine = (by_round(samples, model, figure, name) for name in (label, ours))
    common = sorted(theirs.keys() & mine.keys())
    return Spread.of([theirs[n] / mine[n] for n in common]) if common else None


def dump(results):
    """Readable, and a sample a line."""
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in results.items() if key != "samples"]
    samples = ",\n".join("  " + json.dumps(sample) for sample in results["samples"])
    return "{\n" + ",\n".join(lines + [f' "samples": [\n{samples}\n ]']) + "\n}\n"
