"""Before anything is timed: every program gives the same logits, the prompt as a whole and token by token."""

import json
import math
import time

from environment import HERE, Failed, command, python_of, say

# The largest relative error of one rounding. q8_0 rounds to steps of 1/127 of the largest of 32 numbers, which is 2.4
# times their root mean square where they are normal: half a step is 2.4/254 of that.
ROUNDING = {"f32": 2**-24, "f16": 2**-11, "bf16": 2**-8, "q8_0": 2.4 / 254}
VOCABULARY = 50288


def bound(weight_type, layers):
    """Of the relative error (2-norm) of all logits against float64, as `constate verify` has it (docs/commands/verify.md): each
    layer adds an error of its own, so their squares add. 64 roundings a layer in f32, as `--self` allows; 4 with
    narrow weights."""
    return (64 if weight_type == "f32" else 4) * ROUNDING[weight_type] * math.sqrt(layers + 1)


def least_first_choice(error):
    """Share of the places whose largest logit must be float64's. The largest two of n normal numbers are apart by an
    exponentially distributed gap of 1/√(2 ln n) deviations in the mean: this is how often it is more than the error."""
    return math.exp(-error * math.sqrt(2 * math.log(VOCABULARY)))


def judge(check):
    """What is wrong with a check, or None."""
    for way in ("whole", "steps"):
        found = check[way]
        if not found["relative"] <= check["bound"]:
            return (f"{check['program']} on {check['model']}: the logits ({way}) must be within {check['bound']:.1e} of "
                    f"float64; got {found['relative']:.1e}")
        if not found["first_choice"] >= check["least_first_choice"]:
            return (f"{check['program']} on {check['model']}: the first choice ({way}) must be float64's at "
                    f"{check['least_first_choice']:.0%} of the places; got {found['first_choice']:.0%}")
    return None


def check_peer(session, program, model, size, scratch):
    home = session.options.home
    reference = session.folder / "reference.safetensors"
    torch = python_of(home, "torch")
    ids = json.loads(command([torch, "-c", "import sys; from safetensors.numpy import load_file; "
                              "print(load_file(sys.argv[1])['tokens'].tolist())", reference], "reading the reference"))
    out = scratch / f"{program.label}.npy"
    session.ask(program, size["parameters"], do="logits", ids=ids, out=str(out))
    found = json.loads(command([torch, HERE / "logits.py", "compare", reference, out], "comparing logits"))
    out.unlink()
    allowed = bound(program.type, size["layers"])
    return {"program": program.label, "model": model, "bound": allowed,
            "least_first_choice": least_first_choice(allowed), **found}


def check_ours(session, program, model):
    """`constate verify` has bounds for each layer too, and fails by itself. Its greedy tokens, which come from single
    steps, are compared with transformers'."""
    words = [session.options.constate, "verify", session.folder, "--against", session.folder / "reference.safetensors",
             "--plugin", "cpu", "--dtype", program.type, "--json"]
    found = json.loads(session.run(words, "verify"))
    if not found["passed"]:
        raise Failed(f"{program.label} on {model}: constate verify: {found['failures'][0]}")
    logits, others = found["against"]["logits"], len(found["against"]["choices"])  # places where another token is first
    (run,) = found["against"]["runs"]
    return {"program": program.label, "model": model, "bound": logits["allowed"], "verified": True,
            "whole": {"relative": logits["error"], "first_choice": 1 - others / found["against"]["places"]},
            "greedy": [run["equal"], run["count"]]}


def check_all(session, model, size, scratch):
    done = []
    for program in session.programs:
        begin = time.monotonic()
        if program.name == "constate":
            check = check_ours(session, program, model)
        else:
            check = check_peer(session, program, model, size, scratch)
            wrong = judge(check)
            if wrong:
                raise Failed(wrong)
        done.append(check)
        say(f"  {program.label}: {describe(check)}, in {time.monotonic() - begin:.0f} s")
    return done


def describe(check):
    if "verified" in check:
        return (f"constate verify: whole {check['whole']['relative']:.1e}, first choice "
                f"{check['whole']['first_choice']:.0%}; {check['greedy'][0]} of {check['greedy'][1]} greedy tokens; "
                f"allowed {check['bound']:.1e}")
    return "; ".join(f"{way} {check[way]['relative']:.1e}, first choice {check[way]['first_choice']:.0%}"
                     for way in ("whole", "steps")) + f"; allowed {check['bound']:.1e}"
