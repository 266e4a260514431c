"""Model, State and Stream: what a user holds. The library does all of the work (_library.py)."""

from __future__ import annotations

import asyncio
import ctypes as c
import json
import math
import os
import sys
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Iterator, Literal, Mapping, Sequence, TypedDict, Union, overload

import numpy as np
import numpy.typing as npt

from . import _library as lib
from ._errors import InvalidArgumentError, OutOfRangeError

if TYPE_CHECKING:
    from typing_extensions import Unpack

Ids = Union[Sequence[int], npt.NDArray[Any], Any]
"""Token ids [t]: integers, a NumPy array of any integer dtype and strides, or an object with `__dlpack__`."""

_POOLINGS = ("mean", "last")
_FINISH = ("", "stop", "length", "interrupted", "not finite")


def _ids(ids: Ids) -> npt.NDArray[np.int32]:
    if not isinstance(ids, np.ndarray) and hasattr(ids, "__dlpack__"):
        ids = np.from_dlpack(ids)
    array = np.asarray(ids)
    if array.size == 0:
        array = array.astype(np.int32)
    if array.dtype.kind not in "iu" or array.ndim != 1:
        raise InvalidArgumentError(f"ids: integers [t] are expected; got {array.dtype} {list(array.shape)}",
                                   "INVALID_ARGUMENT")
    if array.size and not (-2**31 <= int(array.min()) and int(array.max()) < 2**31):
        raise OutOfRangeError("ids: an id takes 32 bits at most", "OUT_OF_RANGE")
    return np.ascontiguousarray(array, dtype=np.int32)


def _path(path: str | os.PathLike[str]) -> bytes:
    encoded = os.fsencode(path)
    if b"\0" in encoded:
        raise InvalidArgumentError("path: no zero byte may be in it", "INVALID_ARGUMENT")
    return encoded


def _array(pointer: int | None, count: int, dtype: type[np.generic]) -> npt.NDArray[Any]:
    """A copy of what the library holds."""
    size = count * np.dtype(dtype).itemsize
    return np.frombuffer(c.string_at(pointer, size) if pointer and size else b"", dtype).copy()


@dataclass(frozen=True)
class Info:
    """What a model is. Sizes are in bytes; `state_bytes` is that of one sequence, without what grows with its text."""

    model_type: str
    vocab_size: int
    layers: int
    parameters: int
    weight_bytes: int
    state_bytes: int
    state_bytes_per_token: int
    begin_id: int | None
    end_ids: tuple[int, ...]
    has_tokenizer: bool
    dtype: str
    device: str
    plugin: str


@dataclass(frozen=True)
class Score:
    """How likely a model finds a text. `log_probability` is the sum over `tokens` (natural logarithms), `perplexity` is
    exp(-log_probability / tokens), `standard_error` that of log_probability / tokens, as if tokens were independent;
    `first_choice` tokens were the model's likeliest; the tokens stand for `bytes` bytes."""

    perplexity: float
    log_probability: float
    standard_error: float
    tokens: int
    first_choice: int
    bytes: int

    @property
    def bits_per_byte(self) -> float:
        return -self.log_probability / math.log(2) / self.bytes if self.bytes else math.nan


class Text(str):
    """A text that was generated: a str that also has its `ids` [n], why it ended (`finish`: "stop", "length",
    "interrupted" or "not finite"), with `logprobs` their `log_probabilities` [n] and the likeliest tokens in each place
    (`top_ids` and `top_log_probabilities` [n k]), and with `keep_state` the `state` after it."""

    ids: npt.NDArray[np.int32]
    finish: str
    log_probabilities: npt.NDArray[np.float32] | None
    top_ids: npt.NDArray[np.int32] | None
    top_log_probabilities: npt.NDArray[np.float32] | None
    state: State | None


class Settings(TypedDict, total=False):
    """How a text goes on. What is not given is as the checkpoint has it, else the likeliest token, without penalties.

    max_tokens: at most so many; else 128.
    temperature: 0 takes the likeliest token. top_k, top_p, min_p: draw from fewer tokens (0, 1, 0: from all).
    repetition_penalty: above 1, tokens of the text are less likely.
    presence_penalty, frequency_penalty: -2 to 2; they count the answer alone.
    seed: of the draws; the same seed gives the same text.
    stop: texts that end it before they come. stop_ids: tokens that end it. ignore_end: those of the checkpoint do not.
    bias: of a token's id what is added to its logit, -100 to 100.
    logprobs: log probabilities, and so many of the likeliest tokens, 0 to 20, are wanted (Text).
    keep_state: the state after the text is wanted (Text.state)."""

    max_tokens: int | None
    temperature: float | None
    top_k: int | None
    top_p: float | None
    min_p: float | None
    repetition_penalty: float | None
    presence_penalty: float | None
    frequency_penalty: float | None
    seed: int
    stop: str | Sequence[str]
    stop_ids: Ids
    bias: Mapping[int, float] | None
    ignore_end: bool
    logprobs: int | None
    keep_state: bool


_NUMBERS = ("max_tokens", "temperature", "top_k", "top_p", "min_p", "repetition_penalty", "presence_penalty",
            "frequency_penalty", "logprobs")
_REST: dict[str, Any] = {"seed": 0, "stop": (), "stop_ids": (), "bias": None, "ignore_end": False, "keep_state": False}
_KINDS: dict[str, Any] = {field[0]: field[1] for field in lib.Request._fields_}


class _Requests:
    """Structs of requests, and what they point to."""

    def __init__(self, model: Model, prompts: Sequence[Any], state: State | None, given: Settings) -> None:
        unknown = given.keys() - {*_NUMBERS, *_REST}
        if unknown:
            raise TypeError(f"no setting is called {', '.join(sorted(unknown))}; there are {', '.join([*_NUMBERS, *_REST])}")
        settings: dict[str, Any] = {**dict.fromkeys(_NUMBERS), **_REST, **given}
        self._kept: list[Any] = []
        self.keeps_state = bool(settings["keep_state"])
        self.count = len(prompts)
        self.array = (lib.Request * max(self.count, 1))()
        for i, prompt in enumerate(prompts):
            self._set(self.array[i], model, prompt, state, settings)
            self.array[i].seed = (int(settings["seed"] or 0) + i) % 2**64

    def _keep(self, array: npt.NDArray[Any]) -> int:
        self._kept.append(array)
        return int(array.ctypes.data)

    def _set(self, r: lib.Request, model: Model, prompt: Any, state: State | None, s: Mapping[str, Any]) -> None:
        lib.call("request_init", model._handle, c.byref(r))
        if isinstance(prompt, str):
            if prompt:
                r.text = text = prompt.encode()
                self._kept.append(text)
                r.text_bytes = len(text)
        else:
            ids = _ids(prompt)
            r.ids, r.ids_count = self._keep(ids), ids.size
        if state is not None:
            r.from_state = state._handle
        for name in _NUMBERS:
            if s[name] is not None:
                self._number(r, name, s[name])
        stop = [s["stop"]] if isinstance(s["stop"], str) else list(s["stop"])
        if any("\0" in text for text in stop):
            raise InvalidArgumentError("stop: no zero byte may be in it", "INVALID_ARGUMENT")
        texts = (c.c_char_p * max(len(stop), 1))(*(text.encode() for text in stop))
        self._kept.append(texts)
        r.stop, r.stop_count = texts, len(stop)
        stop_ids = _ids(s["stop_ids"])
        r.stop_ids, r.stop_ids_count = self._keep(stop_ids), stop_ids.size
        bias = dict(s["bias"] or {})
        r.bias_ids = self._keep(_ids(list(bias)))
        r.biases = self._keep(np.array(list(bias.values()), np.float32))
        r.biases_count = len(bias)
        r.ignore_end, r.keep_state = bool(s["ignore_end"]), self.keeps_state

    @staticmethod
    def _number(r: lib.Request, name: str, value: Any) -> None:
        kind = _KINDS[name]
        try:
            number = float(value) if kind is c.c_double else int(value)
        except (TypeError, ValueError, OverflowError):
            raise InvalidArgumentError(f"{name}: a number is expected; got {value!r}", "INVALID_ARGUMENT") from None
        bits = 0 if kind is c.c_double else 8 * c.sizeof(kind) - 1
        if bits and not -(2**bits) <= number < 2**bits:  # ctypes would cut it off
            raise OutOfRangeError(f"{name}: a number of {bits + 1} bits is expected; got {value}", "OUT_OF_RANGE")
        setattr(r, name, number)


class _Generation:
    def __init__(self, model: Model, requests: _Requests, batch: int, deterministic: bool) -> None:
        self.model, self.requests, self.cancel = model, requests, lib.Cancel()
        options = lib.GenerateOptions()
        lib.call("generate_options_init", c.byref(options))
        if not 0 <= batch < 2**31:
            raise InvalidArgumentError(f"batch: 0 or more is expected; got {batch}", "INVALID_ARGUMENT")
        options.batch, options.deterministic, options.cancel = batch, deterministic, self.cancel.handle
        self.handle = lib.new("generation_start", model._handle, requests.array, requests.count, c.byref(options))
        self.close = weakref.finalize(self, lib.close, "generation", self.handle, model, self.cancel)

    def step(self) -> bool:
        more = c.c_int()
        lib.call("generation_step", self.handle, c.byref(more))
        return bool(more.value)

    def piece(self, what: str, request: int) -> lib.Piece:
        piece = lib.Piece(size=c.sizeof(lib.Piece))
        lib.call("generation_" + what, self.handle, request, c.byref(piece))
        return piece

    def text(self, request: int) -> Text:
        piece = self.piece("whole", request)
        text = Text(c.string_at(piece.text, piece.text_bytes).decode(errors="replace"))
        text.ids = _array(piece.ids, piece.ids_count, np.int32)
        text.finish = _FINISH[piece.finish]
        text.log_probabilities = text.top_ids = text.top_log_probabilities = text.state = None
        if piece.log_probabilities:
            n, k = piece.ids_count, piece.top_count
            text.log_probabilities = _array(piece.log_probabilities, n, np.float32)
            text.top_ids = _array(piece.top_ids, n * k, np.int32).reshape(n, k)
            text.top_log_probabilities = _array(piece.top_log_probabilities, n * k, np.float32).reshape(n, k)
        if self.requests.keeps_state and text.finish:
            text.state = State(self.model, lib.new("generation_state", self.handle, request))
        return text


class Stream:
    """A text as it comes: an iterator of str, never half a character, for `for` and for `async for`. Leaving it, or
    `close`, ends the text there. `text` is all of it so far."""

    def __init__(self, generation: _Generation) -> None:
        self._generation = generation
        self._more = True

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            piece = lib.interruptible(self._next, self._generation.cancel)
        except BaseException:  # nothing goes on after it
            self._more = False
            raise
        if piece is None:
            raise StopIteration
        return piece

    def __aiter__(self) -> Stream:
        return self

    async def __anext__(self) -> str:
        try:
            piece = await asyncio.to_thread(self._next)
        except BaseException as error:
            self._more = False
            if isinstance(error, asyncio.CancelledError):
                self._generation.cancel.set()
            raise
        if piece is None:
            raise StopAsyncIteration
        return piece

    def _next(self) -> str | None:
        while self._more:
            self._more = self._generation.step()
            piece = self._generation.piece("piece", 0)
            if piece.text_bytes:
                return c.string_at(piece.text, piece.text_bytes).decode(errors="replace")
        return None

    @property
    def text(self) -> Text:
        """All of it so far; its `finish` is "" while it goes on."""
        return self._generation.text(0)

    def close(self) -> None:
        """Ends the text here. `text` stays."""
        if self._more:
            self._more = False
            lib.call("generation_end", self._generation.handle, 0)

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Goes:
    """What goes on with a text: a model from none, a state from its own."""

    def _from(self) -> tuple[Model, State | None]:
        raise NotImplementedError

    def stream(self, prompt: str | Ids = "", **settings: Unpack[Settings]) -> Stream:
        """Goes on with a text, piece by piece. `prompt` is a str, or ids [t]; of a state it may be empty. `Settings` says what
        else there is: max_tokens, temperature, top_k, top_p, min_p, repetition_penalty, presence_penalty, frequency_penalty,
        seed, stop, stop_ids, bias, ignore_end, logprobs, keep_state.

        Raises InvalidArgumentError and OutOfRangeError for an argument, FailedPreconditionError after `close`."""
        model, state = self._from()
        return Stream(_Generation(model, _Requests(model, [prompt], state, settings), 0, False))

    @overload  # a str is a sequence of str too
    def generate(self, prompt: str | npt.NDArray[Any] = ..., *,  # type: ignore[overload-overlap]
                 batch: int = ..., deterministic: bool = ...,
                 **settings: Unpack[Settings]) -> Text: ...
    @overload
    def generate(self, prompt: Sequence[str] | Sequence[Ids], *, batch: int = ..., deterministic: bool = ...,
                 **settings: Unpack[Settings]) -> list[Text]: ...

    def generate(self, prompt: Any = "", *, batch: int = 0, deterministic: bool = False, **settings: Unpack[Settings]) -> Any:
        """Goes on with a text, to its end: a Text. Of a list of texts, or of rows of ids, a list of Text, in its order. All else
        is as `stream` has it.

        batch: sequences that run together at most; 0: all. The seed of each is `seed` and its number.
        deterministic: what a text becomes does not depend on the others, to the bit."""
        model, state = self._from()
        one = isinstance(prompt, str) or _is_row(prompt)
        requests = _Requests(model, [prompt] if one else list(prompt), state, settings)
        if requests.count == 0:
            return []
        generation = _Generation(model, requests, batch, deterministic)

        def run() -> None:
            while generation.step():
                pass

        lib.interruptible(run, generation.cancel)
        texts = [generation.text(i) for i in range(requests.count)]
        return texts[0] if one else texts


def _is_row(ids: Any) -> bool:
    """Whether these are the ids of one text, and not several texts."""
    if isinstance(ids, np.ndarray) or hasattr(ids, "__dlpack__"):
        return len(ids.shape) == 1 and not (isinstance(ids, np.ndarray) and ids.dtype.kind in "OU")
    return len(ids) > 0 and isinstance(ids[0], (int, np.integer))


class State(_Goes):
    """What a model has become by a text. Its size does not grow with the text, but for layers of attention."""

    def __init__(self, model: Model, handle: int) -> None:
        self._model, self._handle = model, handle
        self._close = weakref.finalize(self, lib.close, "state", handle, model)

    def _from(self) -> tuple[Model, State | None]:
        return self._model, self

    @property
    def model(self) -> Model:
        return self._model

    def feed(self, text: str | Ids) -> State:
        """Feeds a text, or ids [t], and returns itself. Where that fails, or Ctrl-C comes, it stays as it was."""
        cancel = lib.Cancel()
        if isinstance(text, str):
            data = text.encode()
            lib.interruptible(lambda: lib.call("state_feed_text", self._handle, data, len(data), cancel.handle), cancel)
        else:
            ids = _ids(text)
            lib.interruptible(lambda: lib.call("state_feed", self._handle, ids.ctypes.data, ids.size, cancel.handle), cancel)
        return self

    def fork(self) -> State:
        """Another one that goes on by itself. What is on the device is shared until one of them changes."""
        return State(self._model, lib.new("state_fork", self._handle))

    __copy__ = fork

    def __deepcopy__(self, _: object) -> State:
        return self.fork()

    def save(self, path: str | os.PathLike[str]) -> None:
        """As a safetensors file, whole or not at all. It goes on with the same weights on any device, in any dtype."""
        lib.call("state_save", self._handle, _path(path))

    @property
    def tokens(self) -> int:
        """How many its text has."""
        out = c.c_int64()
        lib.call("state_tokens", self._handle, c.byref(out))
        return out.value

    def logits(self) -> npt.NDArray[np.float32]:
        """Of the next token: f32 [v]. Raises FailedPreconditionError where a token was drawn from them, or none was fed."""
        out = np.empty(self._model.info.vocab_size, np.float32)
        lib.call("state_logits", self._handle, out.ctypes.data, out.size, None)
        return out

    def close(self) -> None:
        """Gives its memory back; it cannot be used any more."""
        self._close()

    def __enter__(self) -> State:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Model(_Goes):
    """A model on a device. `load` makes one."""

    def __init__(self, handle: int, progress: object) -> None:
        self._handle = handle
        self._embedding_size: int | None = None
        self._close = weakref.finalize(self, lib.close, "model", handle, progress)
        info = lib.ModelInfo(size=c.sizeof(lib.ModelInfo))
        lib.call("model_info_get", handle, c.byref(info))
        count = c.c_size_t()
        lib.call("model_end_ids", handle, None, 0, c.byref(count))
        ends = np.empty(count.value, np.int32)
        lib.call("model_end_ids", handle, ends.ctypes.data, ends.size, None)
        names = [field[0] for field in lib.ModelInfo._fields_[1:]]
        values = {name: getattr(info, name) for name in names}
        values = {name: value.decode() if isinstance(value, bytes) else value for name, value in values.items()}
        values["has_tokenizer"] = bool(values["has_tokenizer"])
        values["begin_id"] = values["begin_id"] if values["begin_id"] >= 0 else None
        self.info = Info(end_ids=tuple(int(i) for i in ends), **values)

    def _from(self) -> tuple[Model, State | None]:
        return self, None

    def tokenize(self, text: str, *, add_special: bool = True) -> npt.NDArray[np.int32]:
        """The ids [t] of a text, with the special tokens that its tokenizer puts around it."""
        data, count = text.encode(), c.c_size_t()
        out = np.empty(len(data) + 16, np.int32)
        try:
            lib.call("tokenize", self._handle, data, len(data), add_special, out.ctypes.data, out.size, c.byref(count))
        except OutOfRangeError:
            if count.value <= out.size:
                raise
            out = np.empty(count.value, np.int32)
            lib.call("tokenize", self._handle, data, len(data), add_special, out.ctypes.data, out.size, c.byref(count))
        return out[:count.value].copy()

    def detokenize(self, ids: Ids, *, skip_special: bool = True) -> str:
        """The text of ids [t]; what is no UTF-8 becomes U+FFFD."""
        array, count = _ids(ids), c.c_size_t()
        lib.call("detokenize", self._handle, array.ctypes.data, array.size, skip_special, None, 0, c.byref(count))
        out = c.create_string_buffer(max(count.value, 1))
        lib.call("detokenize", self._handle, array.ctypes.data, array.size, skip_special, out, count.value, c.byref(count))
        return out.raw[:count.value].decode(errors="replace")

    def prefill(self, text: str | Ids = "") -> State:
        """A state that has seen a text, or ids [t]; of no text where that is empty."""
        state = State(self, lib.new("state_new", self._handle))
        return state.feed(text) if len(text) else state

    def load_state(self, path: str | os.PathLike[str]) -> State:
        """Of a file that `State.save`, or the command line, made. Raises FailedPreconditionError for another model's."""
        return State(self, lib.new("state_load", self._handle, _path(path)))

    def logits(self, ids: Ids) -> npt.NDArray[np.float32]:
        """f32 [t v]: of each place of ids [t] what the model says of the next one."""
        array = _ids(ids)
        out = np.empty((array.size, self.info.vocab_size), np.float32)
        lib.interruptible(lambda: lib.call("logits", self._handle, array.ctypes.data, array.size, out.ctypes.data, out.size,
                                           None), lib.Cancel())
        return out

    def log_probabilities(self, ids: Ids) -> npt.NDArray[np.float32]:
        """f32 [t - 1]: of each of ids [t] but the first, which is context alone; natural logarithms."""
        return self.log_probabilities_and_likeliest(ids)[0]

    def log_probabilities_and_likeliest(self, ids: Ids) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
        """The same, and where the token was the model's first choice: f32 [t - 1] and bool [t - 1]."""
        array, cancel = _ids(ids), lib.Cancel()
        out = np.empty(max(array.size - 1, 0), np.float32)
        likeliest = np.empty(out.size, np.bool_)
        lib.interruptible(lambda: lib.call("log_probabilities", self._handle, array.ctypes.data, array.size, cancel.handle,
                                           out.ctypes.data, likeliest.ctypes.data, out.size, None), cancel)
        return out, likeliest

    def embed(self, text: str | Ids, *, pooling: Literal["mean", "last"] = "mean") -> npt.NDArray[np.float32]:
        """A text, or ids [t] of one token or more, as one vector: f32 [d], of the length 1, made of the hidden states after the
        last norm, as `constate serve` gives it at /v1/embeddings.

        pooling: "mean" over all tokens, or "last": that of the last one."""
        if pooling not in _POOLINGS:
            raise InvalidArgumentError(f"pooling: 'mean' or 'last' is expected; got {pooling!r}", "INVALID_ARGUMENT")
        array, cancel, count = self.tokenize(text) if isinstance(text, str) else _ids(text), lib.Cancel(), c.c_size_t()

        def embedded(room: int) -> npt.NDArray[np.float32]:
            out = np.empty(room, np.float32)
            lib.interruptible(lambda: lib.call("embed", self._handle, array.ctypes.data, array.size, _POOLINGS.index(pooling),
                                               cancel.handle, out.ctypes.data if room else None, room, c.byref(count)), cancel)
            return out

        if self._embedding_size is None:
            embedded(0)
            self._embedding_size = count.value
        return embedded(self._embedding_size)

    def apply_chat_template(self, messages: Sequence[Mapping[str, Any]], *, add_generation_prompt: bool = True,
                            continue_final_message: bool = False) -> str:
        """The text of a conversation as the model was trained on it, by the chat template of its folder; one message after the
        other where it has none. `chat_ids` gives its ids.

        messages: each with "role" and "content", texts, and whatever else the template reads.
        add_generation_prompt: end where an answer begins. continue_final_message: leave the last message open instead, so that
            an answer goes on with it."""
        return self._chat(messages, add_generation_prompt, continue_final_message)[0]

    def chat_ids(self, messages: Sequence[Mapping[str, Any]], *, add_generation_prompt: bool = True,
                 continue_final_message: bool = False) -> npt.NDArray[np.int32]:
        """The ids [t] of `apply_chat_template`: a prompt for `generate` and `stream`."""
        text, add_special = self._chat(messages, add_generation_prompt, continue_final_message)
        return self.tokenize(text, add_special=add_special)

    def _chat(self, messages: Sequence[Mapping[str, Any]], answer: bool, goes_on: bool) -> tuple[str, bool]:
        try:
            data = json.dumps([dict(message) for message in messages]).encode()
        except (TypeError, ValueError) as error:
            raise InvalidArgumentError(f"messages: {error}", "INVALID_ARGUMENT") from None
        end = 2 if goes_on else 0 if answer else 1
        count, add_special = c.c_size_t(), c.c_int()
        lib.call("apply_chat_template", self._handle, data, len(data), end, None, 0, c.byref(count), c.byref(add_special))
        out = c.create_string_buffer(max(count.value, 1))
        lib.call("apply_chat_template", self._handle, data, len(data), end, out, count.value, None, None)
        return out.raw[:count.value].decode(), bool(add_special.value)

    def score(self, text: str, *, window: int = 0, stride: int = 0, batch: int = 0, begin: bool = True) -> Score:
        """How likely the model finds a text, as `constate perplexity` measures it.

        window: tokens that are scored by themselves; 0: the whole text as one sequence.
        stride: a window begins every so many tokens, and only what none before had counts; 0: the window.
        batch: windows that run together; 0: 4. begin: put the token in front that a sequence begins with."""
        options, out, cancel = lib.ScoreOptions(), lib.ScoreStruct(size=c.sizeof(lib.ScoreStruct)), lib.Cancel()
        lib.call("score_options_init", c.byref(options))
        options.window, options.stride, options.batch, options.no_begin = window, stride, batch, not begin
        options.cancel = cancel.handle
        data = text.encode()
        lib.interruptible(lambda: lib.call("perplexity", self._handle, data, len(data), c.byref(options), c.byref(out)), cancel)
        return Score(out.perplexity, out.sum, out.standard_error, out.tokens, out.first_choice, out.bytes)

    def perplexity(self, text: str, *, window: int = 0, stride: int = 0, batch: int = 0, begin: bool = True) -> float:
        """`Score.perplexity` of `score`."""
        return self.score(text, window=window, stride=stride, batch=batch, begin=begin).perplexity

    def close(self) -> None:
        """Gives the device's memory back, once its states are closed too; it cannot be used any more."""
        self._close()

    def __enter__(self) -> Model:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<constate.Model {self.info.model_type}, {self.info.parameters / 1e6:.1f} M, {self.info.dtype} on {self.info.device}>"


def load(folder: str | os.PathLike[str], *, device: str | None = None, dtype: str | None = None,
         tokenizer: str | os.PathLike[str] | None = None, programs: str | os.PathLike[str] | None = None, threads: int = 0,
         progress: Callable[[float | None, str | None], None] | None = None) -> Model:
    """A checkpoint's folder, or ORG/NAME[@REV] of the Hugging Face Hub, which is in its cache on disk, as a Model.

    device: "cpu", "cuda", "tpu", another PJRT plugin's name ("rocm") or file; None: CONSTATE_PLUGIN, else the best that is installed.
    dtype: of the matrices: "f32", "bf16", "f16", "int8" or "int4"; None: f32 on a CPU, else bf16.
    tokenizer: a tokenizer.json or tokenizer.model in place of the folder's.
    programs: folder in which compiled programs are kept; None: that of the command line; "": none is kept.
    threads: of a CPU; 0: one for each processor.
    progress: told of what goes on until the model is closed, from other threads too: (share of the weights, None), or
        (None, the program that is being compiled; "" when it is done).

    Returns while weights may still load: the first use waits for them. Raises NotFoundError where the folder or a plugin is not
    there, InvalidArgumentError for what the folder holds, ResourceExhaustedError where the model does not fit."""
    options = lib.LoadOptions()
    lib.call("load_options_init", c.byref(options))
    if device is not None:
        options.device = device.encode()
    if dtype is not None:
        options.dtype = dtype.encode()
    if tokenizer is not None:
        options.tokenizer = _path(tokenizer)
    if programs is not None:
        options.programs = _path(programs)
    options.packages = b":".join(os.fsencode(p) for p in sys.path if os.path.isdir(p) and ":" not in p)
    options.threads = threads
    tell = None
    if progress is not None:
        def told(_: object, share: float, program: bytes | None, progress: Any = progress) -> None:
            progress(None, program.decode()) if program is not None else progress(share, None)

        tell = lib.OnProgress(told)
        options.on_progress = c.cast(tell, c.c_void_p)
    return Model(lib.new("model_load", _path(folder), c.byref(options)), tell)
