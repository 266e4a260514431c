#!/usr/bin/env python3
"""Measures mamba_ssm's Mamba-2 with its own Triton kernels, random weights, on one GPU: the yardstick beside `constate bench`.

gpu_mamba_ssm.py --wheels DIR --size 2.7b --kinds decode --batches 1     one measurement a call, to take turns with another
gpu_mamba_ssm.py --limits [--size 2.7b]                                  what the device itself can do
gpu_mamba_ssm.py --wheels DIR --size 130m --check                        a prompt at once against token by token

DIR is what tools/gpu_wheels.py makes. Each line of the output is JSON, written at once: "environment" first, then a
"result", "failed" or "skipped" for each measurement, and "end". A measurement that fails does not end the run; the
exit status is then 1. It starts no measurement later than --seconds after its start.

Triton's compiled kernels and the choices of its autotuner are kept in TRITON_CACHE_DIR, apart for each kind and for one
row and many: mamba_ssm's kernels do not tune themselves anew for another number of rows.
"""

import argparse
import contextlib
import importlib.machinery
import json
import os
import re
import shutil
import statistics
import sys
import time
import types
from dataclasses import dataclass
from pathlib import Path

START = time.monotonic()
# d_model, layers, as published; tiny is for trials.
SIZES = {"tiny": (64, 4), "130m": (768, 24), "370m": (1024, 48), "780m": (1536, 48), "1.3b": (2048, 48),
         "2.7b": (2560, 64)}
VOCABULARY = 50288
DTYPES = {"f32": "float32", "bf16": "bfloat16", "f16": "float16"}
KINDS = ("prefill", "decode")
LAUNCHES = ("graph", "eager")
WARM_RUNS = 3
LIMIT_RUNS = 10
MATRIX = 8192
GIB = 1 << 30
# How far the two ways of feeding a prompt may lie apart: the largest difference over the logits' standard deviation.
CHECK_BOUNDS = {"f32": 0.02, "bf16": 0.5, "f16": 0.1}


# ---- What is pure -------------------------------------------------------------------------------------------------


def listed(allowed=None, parse=str):
    """A parser of values with commas between them."""

    def parse_list(text):
        try:
            values = [parse(part) for part in text.split(",")]
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is no list of numbers with commas between them") from None
        for value in values:
            if allowed is not None and value not in allowed:
                raise argparse.ArgumentTypeError(f"{value!r} is none of {', '.join(allowed)}")
            if parse is int and value < 1:
                raise argparse.ArgumentTypeError(f"{value} is below 1")
        return values

    return parse_list


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is below 1")
    return value


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheels", type=Path, help="the folder with mamba_ssm, fla and einops")
    parser.add_argument("--size", choices=SIZES, default="2.7b")
    parser.add_argument("--layers", type=positive, help="fewer layers than the size has, for a trial")
    parser.add_argument("--kinds", type=listed(KINDS), default=list(KINDS), help="prefill,decode")
    parser.add_argument("--batches", type=listed(parse=int), default=[1])
    parser.add_argument("--prompt", type=positive, help="tokens a row of a prefill; 2048 for one row, else 512")
    parser.add_argument("--tokens", type=positive, default=64, help="tokens a sample of a decode")
    parser.add_argument("--samples", type=positive, default=7)
    parser.add_argument("--dtype", choices=DTYPES, default="bf16", help="of the weights")
    parser.add_argument("--states", type=listed(DTYPES), default=["f32", "bf16"],
                        help="of the state between steps: f32 as constate keeps it, bf16 is mamba_ssm's own choice")
    parser.add_argument("--launch", type=listed(LAUNCHES), default=["graph"],
                        help="graph: a CUDA graph; eager: each kernel from Python")
    parser.add_argument("--conv", choices=("auto", "fla", "torch", "cuda"), default="auto",
                        help="the causal convolution: fla-core's Triton kernels, torch's operations, or the package "
                             "causal_conv1d; auto: fla where it works, else torch")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="starts no measurement after them")
    parser.add_argument("--limits", action="store_true", help="measure the device instead of a model")
    parser.add_argument("--check", action="store_true", help="a prompt at once against token by token, four layers")
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda",
                        help="cpu: a trial without a GPU, in Triton's interpreter")
    args = parser.parse_args(arguments)
    if args.device == "cpu" and "graph" in args.launch and not (args.check or args.limits):
        parser.error("--device cpu has no CUDA graphs: give --launch eager")
    if args.device == "cpu" and args.dtype != "f32" and not args.limits:
        parser.error("--device cpu: Triton's interpreter multiplies no other type right; give --dtype f32")
    if args.wheels is not None and not (args.wheels / "mamba_ssm").is_dir():
        parser.error(f"--wheels: {args.wheels} holds no mamba_ssm; tools/gpu_wheels.py makes such a folder")
    return args


@dataclass(frozen=True)
class Measurement:
    kind: str
    batch: int
    state: str
    launch: str
    tokens: int  # a row of the prompt, or steps of a sample

    def tokens_per_second(self, milliseconds):
        """Of a prefill or a step that takes so long; all rows count."""
        return self.batch * (self.tokens if self.kind == "prefill" else 1) / milliseconds * 1e3

    def fields(self):
        return {"kind": self.kind, "batch": self.batch, "tokens": self.tokens, "state": self.state,
                "launch": self.launch}


def plan(args):
    """What is measured, in its order: what has the most value first."""
    found = []
    for batch in args.batches:
        for kind in args.kinds:
            prompt = args.prompt or (2048 if batch == 1 else 512)
            tokens = prompt if kind == "prefill" else args.tokens
            found += [Measurement(kind, batch, state, launch, tokens)
                      for launch in args.launch for state in args.states]
    return found


def parameters(size, layers=None):
    """How many numbers the weights are, as published: the embedding is the head too."""
    width, depth = SIZES[size]
    inner, mixed = 2 * width, 2 * width + 256
    heads = inner // 64
    layer = (inner + mixed + heads) * width + inner * width + mixed * 5 + 3 * heads + inner + width
    return VOCABULARY * width + width + layer * (layers or depth)


def state_bytes(size, batch, itemsize, layers=None):
    """Of the recurrence alone."""
    width, depth = SIZES[size]
    return batch * 2 * width * 128 * itemsize * (layers or depth)


def prefill_bytes(size, measurement, itemsize):
    """About what a prefill takes besides weights and state: the widest values of a layer, three layers' worth."""
    width, _ = SIZES[size]
    rows = measurement.batch * measurement.tokens
    states = measurement.batch * -(-measurement.tokens // 256) * 2 * width * 128 * 4
    return 3 * (rows * 12 * width * itemsize + states)


def summary(samples, digits=5):
    return {"median": round(statistics.median(samples), digits), "min": round(min(samples), digits),
            "max": round(max(samples), digits), "samples": [round(s, digits) for s in samples]}


def version_in(folder):
    """The version that a package's first file names, without importing it."""
    try:
        found = re.search(r"^__version__ = ['\"]([^'\"]+)", (folder / "__init__.py").read_text(), re.M)
    except OSError:
        return None
    return found.group(1) if found else None


def reason_of(error):
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:600]}" if text else type(error).__name__


class Lines:
    """The output, and what became of the measurements."""

    def __init__(self, seconds, out=sys.stdout, clock=time.monotonic):
        self.end, self.out, self.clock = START + seconds, out, clock
        self.counts = {"result": 0, "failed": 0, "skipped": 0}

    def write(self, event, **fields):
        if event in self.counts:
            self.counts[event] += 1
        print(json.dumps({"event": event, **fields, "at": round(self.clock() - START, 2)}), file=self.out, flush=True)

    def late(self):
        return self.clock() >= self.end

    def guarded(self, fields, measure):
        """One measurement: its result, or why there is none."""
        if self.late():
            self.write("skipped", **fields, reason="the time given by --seconds is over")
            return None
        try:
            found = measure()
        except Exception as error:  # whatever it is, the others are measured
            self.write("failed", **fields, reason=reason_of(error))
            return None
        if found is not None:
            self.write("result", **fields, **found)
        return found

    def status(self):
        return 1 if self.counts["failed"] else 0


# ---- mamba_ssm without its compiled parts -------------------------------------------------------------------------


def stub(name, path=None, **members):
    """A module that is there without being loaded; with a path, a package whose modules are found."""
    module = types.ModuleType(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, loader=None, is_package=path is not None)
    if path is not None:
        module.__path__ = [str(path)]
    vars(module).update(members)
    sys.modules[name] = module
    return module


def folder_of(name, wheels):
    if wheels is not None and (wheels / name).is_dir():
        return wheels / name
    for entry in sys.path:
        if (Path(entry) / name / "__init__.py").is_file():
            return Path(entry) / name
    raise ImportError(f"no {name} in --wheels nor on PYTHONPATH")


class Absent:
    """Stands for a name that is imported and not used."""


def load_mamba_ssm(wheels):
    """Its language model and inference parameters; the packages' own first files, which import all, are not run."""
    folder = folder_of("mamba_ssm", wheels)
    if wheels is not None:
        sys.path.insert(0, str(wheels.resolve()))
    stub("mamba_ssm", folder.resolve())
    stub("selective_scan_cuda")  # Mamba-1's compiled kernel
    # Only what loads checkpoints and wraps generate() uses these; importing them takes seconds.
    unused = [stub("transformers", "/nonexistent"),
              stub("transformers.generation", GenerateDecoderOnlyOutput=Absent, TextStreamer=Absent),
              stub("transformers.utils", "/nonexistent", WEIGHTS_NAME="", CONFIG_NAME=""),
              stub("transformers.utils.hub", cached_file=None),
              stub("huggingface_hub", PyTorchModelHubMixin=Absent)]
    try:
        from mamba_ssm.models.config_mamba import MambaConfig
        from mamba_ssm.models.mixer_seq_simple import MambaLMHeadModel
        from mamba_ssm.modules import mamba2
        from mamba_ssm.utils.generation import InferenceParams
    finally:
        for module in unused:
            sys.modules.pop(module.__name__, None)
    return types.SimpleNamespace(Config=MambaConfig, Model=MambaLMHeadModel, Params=InferenceParams, mamba2=mamba2,
                                 version=version_in(folder))


def load_fla(wheels):
    """fla-core's Triton kernels of the causal convolution, without the rest of the package."""
    folder = folder_of("fla", wheels).resolve()
    for package in ("fla.modules", "fla.modules.conv", "fla.ops"):
        stub(package, folder.joinpath(*package.split(".")[1:]))
    stub("fla.ops.utils", prepare_chunk_indices=None)  # for rows of unequal length
    from fla.modules.conv.triton.ops import causal_conv1d_fwd, causal_conv1d_update

    return causal_conv1d_fwd, causal_conv1d_update


def fla_functions(wheels):
    """What mamba_ssm expects of causal_conv1d, made of fla's functions: x is (rows, channels, tokens) there."""
    forward, update = load_fla(wheels)

    def convolve(x, weight, bias=None, seq_idx=None, activation=None):
        if seq_idx is not None:
            raise ValueError("rows of unequal length are not measured")
        return forward(x=x.transpose(1, 2), weight=weight, bias=bias, residual=None,
                       activation=activation)[0].transpose(1, 2)

    def step(x, state, weight, bias=None, activation=None):
        return update(x=x, cache=state, weight=weight, bias=bias, activation=activation)[0]

    return convolve, step


def test_convolution(torch, functions, width, kinds, dtype, device):
    """fla's functions against torch's on numbers of the width that is measured; raises where they differ."""
    import torch.nn.functional as F

    convolve, step = functions
    tokens = 70
    x = torch.randn(2, tokens, width + 32, device=device).to(dtype)[..., 16:width + 16]  # a slice, as there
    weight, bias = torch.randn(width, 4, device=device).to(dtype), torch.randn(width, device=device).to(dtype)
    padded = F.pad(x.transpose(1, 2).float(), (4, 0))
    exact = F.silu(F.conv1d(padded, weight.float()[:, None], bias.float(), groups=width))[..., 1:]
    found = []
    if "prefill" in kinds:
        found.append((convolve(x.transpose(1, 2), weight, bias, activation="silu"), exact))
    if "decode" in kinds:
        state = padded[..., -5:-1].to(dtype).contiguous()
        found.append((step(x[:, -1], state, weight, bias, "silu"), exact[..., -1]))
        found.append((state, padded[..., -4:]))
    for got, wanted in found:
        error = (got.float() - wanted).abs().max().item()
        if not error < 0.1:
            raise ArithmeticError(f"fla's convolution is {error:.3g} from torch's")


def choose_convolution(args, torch, lines, library, wheels):
    """Puts the convolution into mamba_ssm; returns its name."""
    width = 2 * SIZES[args.size][0] + 256
    mamba2 = library.mamba2
    if args.conv == "cuda":
        if mamba2.causal_conv1d_fn is None:
            raise ImportError("--conv cuda: the package causal_conv1d is not there")
        return "cuda"
    mamba2.causal_conv1d_fn = mamba2.causal_conv1d_update = None
    if args.conv == "torch":
        return "torch"
    try:
        functions = fla_functions(wheels)
        kinds = KINDS if args.check else args.kinds
        with torch.inference_mode(), untuned():
            test_convolution(torch, functions, width, kinds, getattr(torch, DTYPES[args.dtype]), args.device)
    except Exception as error:
        if args.conv == "fla":
            raise
        lines.write("note", text=f"torch's convolution, because fla's failed: {reason_of(error)}")
        return "torch"
    mamba2.causal_conv1d_fn, mamba2.causal_conv1d_update = functions
    return "fla"


# ---- Measuring ----------------------------------------------------------------------------------------------------


def cache_folder(kind, batch):
    """Where Triton keeps what it compiled and chose for such runs."""
    base = os.environ.get("TRITON_CACHE_DIR") or str(Path.home() / ".triton" / "cache")
    return Path(base) / f"{kind}-{'one' if batch == 1 else 'many'}"


def seed_cache(target, sources):
    """Compiled kernels of other folders, so that none is compiled twice; not what the autotuner chose there."""
    for source in sources:
        for entry in sorted(source.iterdir()) if source.is_dir() and source != target else ():
            place = target / entry.name
            if not entry.is_dir() or place.exists() or any(entry.glob("*.autotune.json")):
                continue
            try:
                shutil.copytree(entry, place)
            except OSError:  # a full disk or a folder that goes: it is compiled instead
                shutil.rmtree(place, ignore_errors=True)
                continue
            for index in place.glob("__grp__*.json"):  # Triton looks for a kernel's files under the paths given here
                found = json.loads(index.read_text())
                found["child_paths"] = {name: str(place / name) for name in found["child_paths"]}
                index.write_text(json.dumps(found))


def autotuners():
    """Of all kernels that are loaded."""
    from triton.runtime.autotuner import Autotuner

    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("mamba_ssm", "fla"):
            for value in list(vars(module).values()):
                while value is not None:  # heuristics may stand around the autotuner
                    if isinstance(value, Autotuner):
                        yield value
                    value = getattr(value, "fn", None)


@contextlib.contextmanager
def untuned():
    """Every kernel in the last form listed meanwhile, the one that takes least: a check compiles one, not all."""
    before = [(tuner, tuner.configs) for tuner in autotuners()]
    for tuner, configs in before:
        tuner.configs = configs[-1:]
    try:
        yield
    finally:
        for tuner, configs in before:
            tuner.configs = configs


def prepare_autotuners(cuda):
    """They choose again: what they hold was measured on another number of rows. The interpreter has no choice."""
    for tuner in autotuners():
        tuner.cache.clear()
        if not cuda:
            tuner.configs = tuner.configs[:1]


class Bench:
    def __init__(self, args, lines):
        import torch

        self.args, self.lines, self.torch = args, lines, torch
        self.dtype = getattr(torch, DTYPES[args.dtype])
        self.cuda = args.device == "cuda"
        self.cache_base = cache_folder("any", 1).parent
        if not self.cuda:
            torch.cuda.device = torch.cpu.device = contextlib.nullcontext  # entered around each kernel
        torch.set_float32_matmul_precision("highest")
        torch.manual_seed(0)

    def environment(self):
        torch, wheels = self.torch, self.args.wheels
        import triton

        found = {"python": sys.version.split()[0], "torch": torch.__version__, "triton": triton.__version__,
                 "cuda": torch.version.cuda}
        for package in ("mamba_ssm", "fla", "einops"):
            try:
                found[package] = version_in(folder_of(package, wheels))
            except ImportError:
                found[package] = None
        if self.cuda:
            device = torch.cuda.get_device_properties(0)
            found = {"gpu": device.name, "gpu_memory": device.total_memory,
                     "multiprocessors": device.multi_processor_count, **found}
        arguments = {k: str(v) if isinstance(v, Path) else v for k, v in vars(self.args).items()}
        arguments["seconds"] = None if self.args.seconds == float("inf") else self.args.seconds
        self.lines.write("environment", **found, arguments=arguments)

    # Time and memory.

    def synchronize(self):
        if self.cuda:
            self.torch.cuda.synchronize()

    def times(self, run, count, warm=WARM_RUNS):
        """Milliseconds of each run; at least one, and no more once the time is over."""
        for _ in range(warm):
            run()
        found = []
        for _ in range(count):
            if found and self.lines.late():
                break
            self.synchronize()
            if self.cuda:
                first, last = (self.torch.cuda.Event(enable_timing=True) for _ in range(2))
                first.record()
                run()
                last.record()
                last.synchronize()
                found.append(first.elapsed_time(last))
            else:
                begin = time.monotonic()
                run()
                found.append((time.monotonic() - begin) * 1e3)
        return found

    def graph(self, run):
        """The run as a CUDA graph; before it is recorded, the kernels are compiled and chosen."""
        torch = self.torch
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(WARM_RUNS):
                run()
        torch.cuda.current_stream().wait_stream(aside)
        torch.cuda.synchronize()
        recorded = torch.cuda.CUDAGraph()
        with torch.cuda.graph(recorded):
            run()
        return recorded.replay

    def memory(self):
        if not self.cuda:
            return {}
        free, total = self.torch.cuda.mem_get_info()
        return {"memory": {"peak_allocated": self.torch.cuda.max_memory_allocated(),
                           "reserved": self.torch.cuda.memory_reserved(), "in_use": total - free}}

    def clean(self):
        import gc

        gc.collect()
        if self.cuda:
            self.torch.cuda.empty_cache()
            self.torch.cuda.reset_peak_memory_stats()

    # The model.

    def build(self, layers=None):
        begin = time.monotonic()
        self.use_cache("check-any")
        self.library = load_mamba_ssm(self.args.wheels)
        self.conv = choose_convolution(self.args, self.torch, self.lines, self.library, self.args.wheels)
        width, depth = SIZES[self.args.size]
        config = self.library.Config(
            d_model=width, n_layer=layers or depth, vocab_size=VOCABULARY,
            ssm_cfg={"layer": "Mamba2", "use_mem_eff_path": False}, rms_norm=True, residual_in_fp32=True,
            fused_add_norm=True, pad_vocab_size_multiple=16)
        self.model = self.library.Model(config, device=self.args.device, dtype=self.dtype).eval()
        self.synchronize()
        count = sum(p.numel() for p in self.model.parameters())
        expected = parameters(self.args.size, layers)
        if count != expected:
            raise ArithmeticError(f"the model has {count} parameters, not {expected}")
        self.lines.write("model", size=self.args.size, layers=layers or depth, parameters=count, conv=self.conv,
                         dtype=self.args.dtype, seconds=round(time.monotonic() - begin, 2), **self.memory())

    def cache(self, batch, dtype):
        """The state of all layers. fla's kernel takes a contiguous one, and would otherwise change a copy of it."""
        found = self.model.allocate_inference_cache(batch, 1 << 20, dtype=dtype)
        if self.conv != "fla":
            return found
        return {layer: (conv.contiguous(), ssm) for layer, (conv, ssm) in found.items()}

    def params(self, batch, cache, offset):
        return self.library.Params(max_seqlen=1 << 20, max_batch_size=batch, seqlen_offset=offset,
                                   key_value_memory_dict=cache)

    def logits(self, ids, cache, offset):
        params = self.params(ids.shape[0], cache, offset)
        return self.model(ids, inference_params=params, num_last_tokens=1).logits

    def prefill(self, measurement):
        cache = self.cache(measurement.batch, getattr(self.torch, DTYPES[measurement.state]))
        ids = self.torch.randint(0, VOCABULARY, (measurement.batch, measurement.tokens), device=self.args.device)
        return lambda: self.logits(ids, cache, 0)

    def decode(self, measurement):
        cache = self.cache(measurement.batch, getattr(self.torch, DTYPES[measurement.state]))
        token = self.torch.zeros(measurement.batch, 1, dtype=self.torch.long, device=self.args.device)
        return lambda: token.copy_(self.logits(token, cache, 1)[:, -1].argmax(-1, keepdim=True))

    def use_cache(self, name):
        target = self.cache_base / name
        if not target.exists() and self.cuda:
            travelled = [self.args.wheels / "triton"] if self.args.wheels else []
            seed_cache(target, travelled + sorted(self.cache_base.glob("*-*")))
        os.environ["TRITON_CACHE_DIR"] = str(target)

    def measure(self, measurement):
        self.clean()
        need = state_bytes(self.args.size, measurement.batch, self.item(measurement.state), self.args.layers)
        if measurement.kind == "prefill":
            need += prefill_bytes(self.args.size, measurement, self.dtype.itemsize)
        if self.cuda and need > self.torch.cuda.mem_get_info()[0]:
            free = self.torch.cuda.mem_get_info()[0]
            self.lines.write("skipped", **measurement.fields(),
                             reason=f"takes about {need / GIB:.0f} GiB of the device's memory; {free / GIB:.0f} are free")
            return None
        self.use_cache(cache_folder(measurement.kind, measurement.batch).name)
        prepare_autotuners(self.cuda)
        begin = time.monotonic()
        run = self.prefill(measurement) if measurement.kind == "prefill" else self.decode(measurement)
        if measurement.launch == "graph":
            run = self.graph(run)
        else:
            run()
        self.synchronize()
        warm = round(time.monotonic() - begin, 2)
        steps = measurement.tokens if measurement.kind == "decode" else 1

        def repeated():
            for _ in range(steps):
                run()

        taken = self.times(repeated, self.args.samples, warm=1 if steps > 1 else WARM_RUNS)
        each = [ms / steps for ms in taken]
        return {"size": self.args.size, "dtype": self.args.dtype, "conv": self.conv, "milliseconds": summary(each),
                "tokens_per_second": round(measurement.tokens_per_second(statistics.median(each)), 1),
                "warm_seconds": warm, **self.memory()}

    @staticmethod
    def item(dtype):
        return 4 if dtype == "f32" else 2

    def run_model(self):
        self.build(self.args.layers)
        with self.torch.inference_mode():
            for measurement in plan(self.args):
                self.lines.guarded(measurement.fields(), lambda: self.measure(measurement))

    # A prompt at once against token by token.

    def check(self):
        layers = self.args.layers or 4
        self.build(layers)
        tokens = 300 if self.cuda else 20  # across the bound of a chunk, and not a multiple of anything
        ids = self.torch.randint(0, VOCABULARY, (2, tokens), device=self.args.device)
        found = {}
        with self.torch.inference_mode(), untuned():
            at_once = self.cache(2, self.torch.float32)
            whole = [self.logits(ids[:, :-1], at_once, 0), self.logits(ids[:, -1:], at_once, tokens - 1)]
            steps = self.cache(2, self.torch.float32)
            single = [self.logits(ids[:, i:i + 1], steps, i or 1) for i in range(tokens)][-2:]
            for name, a, b in zip(("prompt", "next"), whole, single):
                found[name] = float(f"{((a - b).abs().max() / b.float().std()).item():.3g}")
        bound = CHECK_BOUNDS[self.args.dtype]
        if not max(found.values()) < bound:
            raise ArithmeticError(f"a prompt at once and token by token differ by {found}; allowed is {bound}")
        return {"difference": found, "allowed": bound, "layers": layers, "size": self.args.size,
                "dtype": self.args.dtype, "conv": self.conv}

    # The device's own limits.

    def limits(self):
        for name, measure in (("copy", self.copy), ("read", self.read),
                              *((f"gemv-{n}", lambda n=n: self.gemv(n)) for n in ("in_proj", "out_proj", "head")),
                              ("matmul-bf16", lambda: self.matmul("bfloat16", "highest")),
                              ("matmul-f32-tf32", lambda: self.matmul("float32", "high")),
                              ("matmul-f32", lambda: self.matmul("float32", "highest"))):
            with self.torch.inference_mode():
                self.lines.guarded({"kind": "limit", "name": name}, measure)
            self.clean()

    def amount(self):
        return 4 * GIB if self.cuda else 4 << 20

    def moved(self, count, run):
        taken = self.times(run, LIMIT_RUNS)
        return {"bytes": count, "milliseconds": summary(taken),
                "terabytes_per_second": round(count / statistics.median(taken) / 1e9, 4)}

    def copy(self):
        source = self.torch.randn(self.amount() // 4, device=self.args.device)
        target = self.torch.empty_like(source)
        return self.moved(2 * self.amount(), lambda: target.copy_(source))

    def read(self):
        source = self.torch.randn(self.amount() // 4, device=self.args.device)
        return self.moved(self.amount(), lambda: source.sum())

    def gemv(self, name):
        """One row times a matrix of the model, over more matrices than the cache holds."""
        width = SIZES[self.args.size][0]
        rows, columns = {"in_proj": (4 * width + 256 + width // 32, width), "out_proj": (width, 2 * width),
                         "head": (VOCABULARY, width)}[name]
        count = max(1, self.amount() // 2 // (rows * columns * self.dtype.itemsize))
        weights = self.torch.randn(count, rows, columns, device=self.args.device, dtype=self.dtype)
        x = self.torch.randn(1, columns, device=self.args.device, dtype=self.dtype)

        def run():
            for i in range(count):
                self.torch.nn.functional.linear(x, weights[i])

        found = self.moved(weights.nbytes, self.graph(run) if self.cuda else run)
        return {**found, "shape": [rows, columns], "matrices": count, "dtype": self.args.dtype}

    def matmul(self, dtype, precision):
        edge = MATRIX if self.cuda else 64
        a, b = (self.torch.randn(edge, edge, device=self.args.device, dtype=getattr(self.torch, dtype))
                for _ in range(2))
        out = self.torch.empty_like(a)
        self.torch.set_float32_matmul_precision(precision)
        try:
            taken = self.times(lambda: self.torch.matmul(a, b, out=out), LIMIT_RUNS)
        finally:
            self.torch.set_float32_matmul_precision("highest")
        return {"edge": edge, "milliseconds": summary(taken),
                "teraflops": round(2 * edge**3 / statistics.median(taken) / 1e9, 2)}


def measure_all(args, lines):
    os.environ.setdefault("TRITON_CACHE_AUTOTUNING", "1")  # before triton is loaded
    if args.device == "cpu":
        os.environ["TRITON_INTERPRET"] = "1"
    bench = Bench(args, lines)
    if bench.cuda and not bench.torch.cuda.is_available():
        raise RuntimeError("torch finds no GPU")
    bench.environment()
    if args.limits:
        bench.limits()
    elif args.check:
        lines.guarded({"kind": "check"}, bench.check)
    else:
        bench.run_model()


def main(arguments=None):
    args = parse(arguments)
    lines = Lines(args.seconds)
    try:
        measure_all(args, lines)
    except Exception as error:  # before or between the measurements: no GPU, no package, no memory for the weights
        lines.write("failed", kind="start", reason=reason_of(error))
    lines.write("end", **lines.counts)
    return lines.status()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
