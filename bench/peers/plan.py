"""What is measured in which order, and what of an earlier run still counts."""

from environment import Failed
from programs import order, takes_part

SAME = ("machine", "versions", "commit", "threads")  # or samples of two runs do not belong in one table


def plan(programs, figures, rounds, together):
    """(round, figure, program), in order. With room for all programs at once they take turns at each figure; without,
    each does all figures of a round while it is loaded."""
    for number in range(rounds):
        pairs = ([(f, p) for f in figures for p in order(programs, number)] if together else
                 [(f, p) for p in order(programs, number) for f in figures])
        yield from ((number, f, p) for f, p in pairs if takes_part(p, f, number))


def key(sample):
    return sample["model"], sample["figure"], sample["round"]


def missing(planned, model, samples):
    """(what of `planned` is still to do, the samples that count). A figure's round in which a program is missing is done
    again for all: its ratios are of one stretch of time."""
    done = {(*key(s), s["program"]) for s in samples}
    again = {(model, f.name, n) for n, f, p in planned if (model, f.name, n, p.label) not in done}
    wanted = {p.label for _, _, p in planned}
    return ([(n, f, p) for n, f, p in planned if (model, f.name, n) in again],
            [s for s in samples if key(s) not in again or s["program"] not in wanted])


def resumed(fresh, earlier, where):
    """Results to go on with: those of an earlier run, now also by the command of `fresh`."""
    for name in SAME:
        if earlier[name] != fresh[name]:
            raise Failed(f"--resume: {where}: its {name} was {earlier[name]}; now it is {fresh[name]}; "
                         "without --resume a new run begins")
    commands = earlier["command"].split("; ")
    if fresh["command"] not in commands:
        commands.append(fresh["command"])
    return {**earlier, "command": "; ".join(commands), "date": fresh["date"],
            "rounds": max(earlier["rounds"], fresh["rounds"])}
