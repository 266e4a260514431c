"""lm-evaluation-harness with a model in its own process: `ConstateLM` is its model `constate`.

    lm_eval.simple_evaluate(model=ConstateLM("models/demo"), tasks=[...])

A text is one sequence, however long it is. Importing this needs `lm_eval` (the extra `lm-eval`)."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from lm_eval.api.instance import Instance
from lm_eval.api.model import LM
from lm_eval.api.registry import register_model

from ._model import Model, load


@register_model("constate")
class ConstateLM(LM):  # type: ignore[misc]
    """model: a folder, or a Model. batch_size: texts that are generated together. max_gen_toks: where a task has no other
    number. All else is as `constate.load` has it."""

    def __init__(self, model: str | os.PathLike[str] | Model, batch_size: int = 8, max_gen_toks: int = 256, **options: Any) -> None:
        super().__init__()
        self.model = model if isinstance(model, Model) else load(model, **options)
        self.batch_size, self.max_gen_toks = int(batch_size), int(max_gen_toks)
        info = self.model.info
        first = info.begin_id if info.begin_id is not None else (info.end_ids or (None,))[0]
        # What stands in front of a text that nothing is known before.
        self._first = np.array([] if first is None else [first], np.int32)

    def _ids(self, text: str) -> npt.NDArray[np.int32]:
        return self.model.tokenize(text, add_special=False)

    def _score(self, context: npt.NDArray[np.int32], ids: npt.NDArray[np.int32]) -> tuple[float, bool]:
        """How likely `ids` are after `context`, and whether they are what the likeliest tokens give."""
        if not len(ids):
            return 0.0, True
        whole = np.concatenate([context if len(context) else self._first, ids])
        scores, likeliest = self.model.log_probabilities_and_likeliest(whole)
        return float(scores[-len(ids):].sum(dtype=np.float64)), bool(likeliest[-len(ids):].all())

    def loglikelihood(self, requests: Sequence[Instance], disable_tqdm: bool = False) -> list[tuple[float, bool]]:
        out = []
        for context, continuation in (request.args for request in requests):
            # A space at the end of the context belongs to the word that follows, as in the harness' own models.
            spaces = len(context) - len(context.rstrip())
            if spaces:
                context, continuation = context[:-spaces], context[-spaces:] + continuation
            before, whole = self._ids(context), self._ids(context + continuation)
            out.append(self._score(before, whole[len(before):]))
        return out

    def loglikelihood_rolling(self, requests: Sequence[Instance], disable_tqdm: bool = False) -> list[float]:
        return [self._score(self._first, self._ids(text))[0] for (text,) in (request.args for request in requests)]

    def generate_until(self, requests: Sequence[Instance], disable_tqdm: bool = False) -> list[str]:
        groups: dict[str, list[int]] = {}
        for i, request in enumerate(requests):
            groups.setdefault(json.dumps(request.args[1], sort_keys=True), []).append(i)
        out = [""] * len(requests)
        for settings, members in groups.items():
            texts = self.model.generate([requests[i].args[0] for i in members], batch=self.batch_size, **self._asked(json.loads(settings)))
            for i, text in zip(members, texts):
                out[i] = str(text)
        return out

    def _asked(self, given: dict[str, Any]) -> dict[str, Any]:
        until = given.get("until") or []
        draws = given.get("do_sample", given.get("temperature", 0) > 0)
        settings: dict[str, Any] = {"stop": [until] if isinstance(until, str) else [text for text in until if text],
                                    "max_tokens": int(given.get("max_gen_toks", self.max_gen_toks)),
                                    "temperature": float(given.get("temperature", 1.0)) if draws else 0.0}
        for name in ("top_k", "top_p", "min_p", "repetition_penalty"):
            if draws and name in given:
                settings[name] = given[name]
        return settings
