"""Before anything is timed: every program gives the same logits, the prompt as a whole and token by token."""

import json
import math
import time

from environment import HERE, Failed, command, python_of, say

# The largest relative error of one rounding. q8_0 rounds to steps of 1/127 of the largest of 32 numbers, which is 2.4
# times their root mean square where they are normal: half a step is 2.4/254 of that. Of the others of 8 and 4 bits it is
# measured: what gives a bound of 1.1 to 1.3 times the error of the 130M shape.
ROUNDING = {"f32": 2**-24, "f16": 2**-11, "bf16": 2**-8, "q8_0": 2.4 / 254, "int8": 0.006, "int4": 0.042, "q4_0": 0.042,
            "q4_K_M": 0.042}
# With four bits that bound is nearly what any other logits would meet (unrelated ones differ by 1.4). So these types are also
# compared with a float64 recurrence that has the same rounded weights (logits.py), where only the inputs of matrices are
# rounded differently: steps of 1/127 of the largest of 32 numbers, or of 256, whose largest is 3 times their root mean square.
# int8 has inputs of 15 bits, rounded in float64 as well. For int4 it is measured: searched for in another precision, some
# weights get another of the 16 levels.
INPUTS = {"int8": 2**-13, "int4": 2**-9, "q8_0": 2.4 / 254, "q4_0": 2.4 / 254, "q4_K_M": 3 / 254}
VOCABULARY = 50288


def bound(weight_type, layers, rounding=None):
    """Of the relative error (2-norm) of all logits against float64, as `constate verify` has it (docs/commands/verify.md): each
    layer adds an error of its own, so their squares add. 64 roundings a layer in f32, as `--self` allows; 4 with
    narrow weights."""
    return (64 if weight_type == "f32" else 4) * (rounding or ROUNDING)[weight_type] * math.sqrt(layers + 1)


def least_first_choice(error):
    """Share of the places whose largest logit must be float64's. The largest two of n normal numbers are apart by an
    exponentially distributed gap of 1/√(2 ln n) deviations in the mean: this is how often it is more than the error."""
    return math.exp(-error * math.sqrt(2 * math.log(VOCABULARY)))


def judge(check):
    """What is wrong with a check, or None."""
    for way in ("whole", "steps"):
        if way not in check:  # ours: its steps are counted as greedy tokens
            continue
        found = check[way]
        if not found["relative"] <= check["bound"]:
            return (f"{check['program']} on {check['model']}: the logits ({way}) must be within {check['bound']:.1e} of "
                    f"float64; got {found['relative']:.1e}")
        if not found["first_choice"] >= check["least_first_choice"]:
            return (f"{check['program']} on {check['model']}: the first choice ({way}) must be float64's at "
                    f"{check['least_first_choice']:.0%} of the places; got {found['first_choice']:.0%}")
    return judge_rounded(check)


def judge_rounded(check):
    found = check.get("rounded")
    if found and not found["relative"] <= found["bound"]:
        return (f"{check['program']} on {check['model']}: the logits must be within {found['bound']:.1e} of what float64 makes "
                f"of the same rounded weights; got {found['relative']:.1e}")
    return None


def rounded_reference(session, program):
    return session.folder / f"rounded-{program.type}.safetensors"


def check_peer(session, program, model, size, scratch):
    home = session.options.home
    reference = session.folder / "reference.safetensors"
    torch = python_of(home, "torch")
    ids = json.loads(command([torch, "-c", "import sys; from safetensors.numpy import load_file; "
                              "print(load_file(sys.argv[1])['tokens'].tolist())", reference], "reading the reference"))
    out = scratch / f"{program.label}.npy"
    session.ask(program, size["parameters"], do="logits", ids=ids, out=str(out))
    def compared(with_file):
        return json.loads(command([torch, HERE / "logits.py", "compare", with_file, out], "comparing logits"))

    found = compared(reference)
    if program.type in INPUTS:
        both = compared(rounded_reference(session, program))
        found["rounded"] = {"relative": max(both[way]["relative"] for way in ("whole", "steps")),
                            "bound": bound(program.type, size["layers"], INPUTS)}
    out.unlink()
    allowed = bound(program.type, size["layers"])
    return {"program": program.label, "model": model, "bound": allowed,
            "least_first_choice": least_first_choice(allowed), **found}


def verify(session, program, reference):
    words = [session.options.constate, "verify", session.folder, "--against", reference, "--plugin", "cpu", "--dtype",
             program.type, "--json"]
    found = json.loads(session.run(words, "verify"))
    if not found["passed"]:
        raise Failed(f"{program.label} on {session.model}: constate verify: {found['failures'][0]}")
    return found["against"]


def check_ours(session, program, model, size):
    """`constate verify` has bounds for each layer too, and fails by itself. Its greedy tokens, which come from single
    steps, are compared with transformers'. Types with a bound of their own here are held to the smaller of the two."""
    found = verify(session, program, session.folder / "reference.safetensors")
    logits, others = found["logits"], len(found["choices"])  # places where another token is first
    (run,) = found["runs"]
    allowed = logits["allowed"]
    check = {"program": program.label, "model": model, "verified": True,
             "whole": {"relative": logits["error"], "first_choice": 1 - others / found["places"]},
             "greedy": [run["equal"], run["count"]]}
    if program.type in INPUTS:
        allowed = min(allowed, bound(program.type, size["layers"]))
        again = verify(session, program, rounded_reference(session, program))["logits"]
        check["rounded"] = {"relative": again["error"], "bound": bound(program.type, size["layers"], INPUTS)}
    return {**check, "bound": allowed, "least_first_choice": least_first_choice(allowed)}


def check_all(session, model, size, scratch):
    done = []
    for program in session.programs:
        begin = time.monotonic()
        if program.name == "constate":
            check = check_ours(session, program, model, size)
        else:
            check = check_peer(session, program, model, size, scratch)
        wrong = judge(check)
        if wrong:
            raise Failed(wrong)
        done.append(check)
        say(f"  {program.label}: {describe(check)}, in {time.monotonic() - begin:.0f} s")
    return done


def describe(check):
    rounded = f"; of the rounded weights {check['rounded']['relative']:.1e}" if "rounded" in check else ""
    if "verified" in check:
        return (f"constate verify: whole {check['whole']['relative']:.1e}, first choice "
                f"{check['whole']['first_choice']:.0%}; {check['greedy'][0]} of {check['greedy'][1]} greedy tokens; "
                f"allowed {check['bound']:.1e}{rounded}")
    return "; ".join(f"{way} {check[way]['relative']:.1e}, first choice {check[way]['first_choice']:.0%}"
                     for way in ("whole", "steps")) + f"; allowed {check['bound']:.1e}{rounded}"
