"""libconstate by ctypes: the structs and functions of constate/constate.h, and their errors as exceptions.

ctypes gives Python's lock up for the time of each call."""

from __future__ import annotations

import ctypes as c
import os
import threading
from pathlib import Path
from typing import Any, Callable, TypeVar

from ._errors import KINDS, Error

T = TypeVar("T")


class LoadOptions(c.Structure):
    _fields_ = [("size", c.c_size_t), ("device", c.c_char_p), ("dtype", c.c_char_p), ("tokenizer", c.c_char_p),
                ("programs", c.c_char_p), ("packages", c.c_char_p), ("threads", c.c_int32), ("on_progress", c.c_void_p),
                ("user", c.c_void_p)]


class ModelInfo(c.Structure):
    _fields_ = [("size", c.c_size_t), ("vocab_size", c.c_int64), ("layers", c.c_int64), ("parameters", c.c_int64),
                ("weight_bytes", c.c_int64), ("state_bytes", c.c_int64), ("state_bytes_per_token", c.c_int64),
                ("begin_id", c.c_int64), ("has_tokenizer", c.c_int32), ("model_type", c.c_char_p), ("dtype", c.c_char_p),
                ("device", c.c_char_p), ("plugin", c.c_char_p)]


class Request(c.Structure):
    _fields_ = [("size", c.c_size_t), ("text", c.c_char_p), ("text_bytes", c.c_size_t), ("ids", c.c_void_p),
                ("ids_count", c.c_size_t), ("from_state", c.c_void_p), ("max_tokens", c.c_int64),
                ("temperature", c.c_double), ("top_k", c.c_int64), ("top_p", c.c_double), ("min_p", c.c_double),
                ("repetition_penalty", c.c_double), ("presence_penalty", c.c_double), ("frequency_penalty", c.c_double),
                ("seed", c.c_uint64), ("bias_ids", c.c_void_p), ("biases", c.c_void_p), ("biases_count", c.c_size_t),
                ("stop_ids", c.c_void_p), ("stop_ids_count", c.c_size_t), ("stop", c.POINTER(c.c_char_p)),
                ("stop_count", c.c_size_t), ("ignore_end", c.c_int32), ("logprobs", c.c_int32), ("keep_state", c.c_int32)]


class GenerateOptions(c.Structure):
    _fields_ = [("size", c.c_size_t), ("batch", c.c_int64), ("block", c.c_int64), ("deterministic", c.c_int32),
                ("cancel", c.c_void_p)]


class Piece(c.Structure):
    _fields_ = [("size", c.c_size_t), ("request", c.c_size_t), ("text", c.c_void_p), ("text_bytes", c.c_size_t),
                ("ids", c.c_void_p), ("ids_count", c.c_size_t), ("log_probabilities", c.c_void_p), ("top_ids", c.c_void_p),
                ("top_log_probabilities", c.c_void_p), ("top_count", c.c_size_t), ("finish", c.c_int)]


class ScoreOptions(c.Structure):
    _fields_ = [("size", c.c_size_t), ("window", c.c_int64), ("stride", c.c_int64), ("batch", c.c_int64),
                ("no_begin", c.c_int32), ("cancel", c.c_void_p)]


class ScoreStruct(c.Structure):
    _fields_ = [("size", c.c_size_t), ("tokens", c.c_int64), ("first_choice", c.c_int64), ("bytes", c.c_int64),
                ("sum", c.c_double), ("perplexity", c.c_double), ("standard_error", c.c_double)]


OnProgress = c.CFUNCTYPE(None, c.c_void_p, c.c_double, c.c_char_p)

_P, _S, _I = c.c_void_p, c.c_size_t, c.c_int
_FUNCTIONS = {
    "cancel_new": [_P], "cancel_raise": [_P], "cancel_close": [_P],
    "load_options_init": [_P], "model_load": [c.c_char_p, _P, _P], "model_close": [_P], "model_info_get": [_P, _P],
    "model_end_ids": [_P, _P, _S, _P],
    "tokenize": [_P, c.c_char_p, _S, _I, _P, _S, _P], "detokenize": [_P, _P, _S, _I, _P, _S, _P],
    "state_new": [_P, _P], "state_feed": [_P, _P, _S, _P], "state_feed_text": [_P, c.c_char_p, _S, _P],
    "state_fork": [_P, _P], "state_save": [_P, c.c_char_p], "state_load": [_P, c.c_char_p, _P], "state_tokens": [_P, _P],
    "state_logits": [_P, _P, _S, _P], "state_close": [_P],
    "request_init": [_P, _P], "generate_options_init": [_P], "generation_start": [_P, _P, _S, _P, _P],
    "generation_step": [_P, _P], "generation_piece": [_P, _S, _P], "generation_whole": [_P, _S, _P],
    "generation_end": [_P, _S], "generation_state": [_P, _S, _P], "generation_close": [_P],
    "logits": [_P, _P, _S, _P, _S, _P], "log_probabilities": [_P, _P, _S, _P, _P, _P, _S, _P],
    "score_options_init": [_P], "perplexity": [_P, c.c_char_p, _S, _P, _P],
    "embed": [_P, _P, _S, _I, _P, _P, _S, _P], "apply_chat_template": [_P, c.c_char_p, _S, _I, _P, _S, _P, _P],
}


FILE = os.environ.get("CONSTATE_LIBRARY") or str(Path(__file__).parent / "lib" / "libconstate.so.0")


def _open() -> c.CDLL:
    library = c.CDLL(FILE)
    for name, arguments in _FUNCTIONS.items():
        function = getattr(library, "constate_" + name, None)
        if function is None:
            raise ImportError(f"{FILE}: it has no constate_{name}: the package and its library are to be of one version")
        function.argtypes, function.restype = arguments, c.c_int
    for name in ("version", "last_error", "last_hint"):
        getattr(library, "constate_" + name).restype = c.c_char_p
        getattr(library, "constate_" + name).argtypes = []
    library.constate_code_name.restype = c.c_char_p
    return library


_library = _open()
VERSION: str = _library.constate_version().decode()


def error_of(code: int) -> Error:
    """What the last call of this thread said."""
    name = _library.constate_code_name(code).decode()
    message, hint = (getattr(_library, "constate_" + f)().decode(errors="replace") for f in ("last_error", "last_hint"))
    return KINDS.get(name, Error)(message, name, hint)


def call(name: str, *arguments: Any) -> None:
    """Calls constate_NAME; raises its error."""
    code = getattr(_library, "constate_" + name)(*arguments)
    if code:
        raise error_of(code)


def close(name: str, handle: int, *_kept: object) -> None:
    """Closes a handle; in a process that was forked since, nothing. `_kept` lives until then."""
    getattr(_library, f"constate_{name}_close")(handle)


def new(name: str, *arguments: Any) -> int:
    """Calls constate_NAME, whose last argument is where a handle goes."""
    out = c.c_void_p()
    call(name, *arguments, c.byref(out))
    assert out.value is not None
    return out.value


class Cancel:
    """Raised from any thread, it ends the calls that were given it."""

    def __init__(self) -> None:
        self.handle = new("cancel_new")

    def set(self) -> None:
        _library.constate_cancel_raise(self.handle)

    def __del__(self) -> None:
        if hasattr(self, "handle"):
            close("cancel", self.handle)


def interruptible(work: Callable[[], T], cancel: Cancel) -> T:
    """Runs `work` so that Ctrl-C ends it: the main thread, which Python sends it to, waits for another one."""
    if threading.current_thread() is not threading.main_thread():
        return work()
    done = threading.Event()
    result: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            result.append(work())
        except BaseException as error:  # it is raised where it was asked for
            errors.append(error)
        finally:
            done.set()

    threading.Thread(target=run, daemon=True).start()
    try:
        done.wait()
    except BaseException:
        cancel.set()
        done.wait()
        raise
    if errors:
        raise errors[0]
    return result[0]
