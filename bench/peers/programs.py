"""What is compared: programs with their weight types, models, figures. Plain data, and what follows from it."""

from dataclasses import dataclass

MODELS = {
    # The published sizes: vocabulary 50288, tied, one group, heads of 64, state 128, chunk 256.
    "mamba2-130m": {"hidden": 768, "layers": 24, "heads": 24, "parameters": 129e6},
    "mamba2-370m": {"hidden": 1024, "layers": 48, "heads": 32, "parameters": 368e6},
}


@dataclass(frozen=True)
class Program:
    name: str
    type: str  # of the matrices
    environment: str  # "" for this project

    @property
    def label(self):
        return f"{self.name} {self.type}"


PROGRAMS = (
    Program("constate", "f32", ""),
    Program("constate", "f16", ""),
    Program("constate", "bf16", ""),
    Program("constate", "int8", ""),
    Program("constate", "int4", ""),
    Program("transformers", "f32", "torch"),
    Program("mamba2-jax", "f32", "jax"),
    Program("llama.cpp", "f32", "llama"),
    Program("llama.cpp", "f16", "llama"),
    Program("llama.cpp", "bf16", "llama"),
    Program("llama.cpp", "q8_0", "llama"),
    Program("llama.cpp", "q4_0", "llama"),
    Program("llama.cpp", "q4_K_M", "llama"),
)


@dataclass(frozen=True)
class Figure:
    kind: str  # prefill, decode, start
    length: int = 0  # prefill: of the prompt; decode: tokens before the first that is timed
    batch: int = 1
    f32_only: bool = False
    rounds: int = 99  # at most: what takes minutes is not done in every round
    cold: bool = False  # start: with no compiled program on disk

    @property
    def name(self):
        if self.kind == "start":
            return "start/cold" if self.cold else "start/warm"
        return f"{self.kind}/{self.length}/{self.batch}"


FIGURES = (
    Figure("prefill", 128),
    Figure("prefill", 512),
    Figure("prefill", 2048),
    Figure("prefill", 8192, f32_only=True, rounds=2),
    Figure("decode", 0),
    Figure("decode", 4096),
    Figure("decode", 65536, f32_only=True, rounds=2),
    *(Figure("decode", 0, batch=n) for n in (2, 4, 8, 16, 32, 64)),
    Figure("start", f32_only=True, rounds=3),
    Figure("start", f32_only=True, rounds=3, cold=True),
)
QUICK_PROGRAMS = "*f32,*bf16,*int8,*q8_0,*int4,*q4_0"
QUICK = ("prefill/512/1", "prefill/2048/1", "decode/0/1", "decode/0/16")

# Fed for decode at depth 0: a prompt of this many tokens.
SHORT = 64
# How many tokens stand before the first timed one where a program cannot feed 65,536 in reasonable time. The state has
# the same size at any depth, and neither program looks at the position.
STAND_IN = 4096
STANDS_IN = ("transformers", "mamba2-jax")

SLOW = ("mamba2-jax",)  # half a second a token and row
SLOW_BATCHES = (1, 4, 16)  # more of them take minutes
# Those that compile, and may keep what they compiled on disk: the others have no cold start.
KEEPS_PROGRAMS = ("constate", "mamba2-jax")


def repetitions(program, figure):
    """Samples of one visit, and for decode the tokens of a sample. A slow program gets fewer, a large batch too."""
    if figure.kind == "prefill":
        return {128: 3, 512: 2}.get(figure.length, 1), figure.length
    if figure.kind == "decode":
        if program.name in SLOW:
            return 1, 3 if figure.batch == 1 else 1
        return 1, min(16 if program.name == "transformers" else 32, max(8, 256 // figure.batch))
    return 1, 1


def takes_part(program, figure, round_number):
    if round_number >= figure.rounds or figure.cold and program.name not in KEEPS_PROGRAMS:
        return False
    if program.name in SLOW and (figure.batch not in SLOW_BATCHES or figure.batch > 1 and round_number >= 2):
        return False
    return program.type == "f32" or not figure.f32_only


def order(programs, round_number):
    """Each round begins with another program, so that none is always first after a pause or always last."""
    k = round_number % len(programs)
    return list(programs[k:]) + list(programs[:k])


# Types whose files llama.cpp's own quantizer makes, from that of f32 (quantize.py).
OWN_QUANTIZER = ("q4_K_M",)
# Types of other programs that are ours by another name.
OURS = {"q8_0": "int8", "q4_0": "int4", "q4_K_M": "int4"}


def same_type(program):
    """Our weight type that is a program's own, or None where PROGRAMS has none."""
    wanted = OURS.get(program.type, program.type)
    return wanted if any(p.name == "constate" and p.type == wanted for p in PROGRAMS) else None


def partner(program):
    """Our weight type that a program is compared with."""
    return same_type(program) or "f32"
