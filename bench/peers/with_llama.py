"""llama.cpp through the low-level half of llama-cpp-python. No sampling is timed, and filling a batch from Python is
not timed either. The weights are read into memory; for the first token they are mapped, as is its default."""

import ctypes
import os

import llama_cpp as lib
import numpy as np

PIECE = 512  # n_batch and n_ubatch: its defaults are 2048 and 512


class Llama:
    def __init__(self, folder, weight_type, threads, scratch, first):
        self.log = []
        self.callback = lib.llama_log_callback(lambda level, text, data: self.log.append(text.decode(errors="replace")))
        lib.llama_log_set(self.callback, ctypes.c_void_p(0))
        lib.llama_backend_init()
        options = lib.llama_model_default_params()
        options.n_gpu_layers = 0
        if not first:
            options.load_mode = lib.LLAMA_LOAD_MODE_NONE
        self.path = os.path.join(folder, f"model-{weight_type}.gguf")
        self.model = lib.llama_model_load_from_file(self.path.encode(), options)
        self.must(self.model, "load")
        self.vocab = lib.llama_vocab_n_tokens(lib.llama_model_get_vocab(self.model))
        self.threads, self.scratch, self.weight_type = threads, scratch, weight_type
        self.context, self.rows = None, 0
        self.batches = {}

    def must(self, good, what):
        if not good:
            raise SystemExit(f"llama.cpp: {what} failed: {self.path}\n{''.join(self.log[-20:])}")

    def open(self, rows):
        """A context for so many sequences, all of them empty."""
        if self.rows != rows:
            if self.context:
                lib.llama_free(self.context)
            options = lib.llama_context_default_params()
            options.n_ctx = 1 << 17
            options.n_batch = options.n_ubatch = PIECE
            options.n_seq_max = rows
            options.n_threads = options.n_threads_batch = self.threads
            options.no_perf = True
            self.context, self.rows = lib.llama_init_from_model(self.model, options), rows
            self.must(self.context, "a context")
        lib.llama_memory_clear(lib.llama_get_memory(self.context), True)

    def batch(self, places, every=False):
        """places: (token, position, sequence). Logits of the last place, or of every one."""
        batch = lib.llama_batch_init(len(places), 0, 1)
        batch.n_tokens = len(places)
        for i, (token, position, sequence) in enumerate(places):
            batch.token[i], batch.pos[i] = token, position
            batch.n_seq_id[i], batch.seq_id[i][0] = 1, sequence
            batch.logits[i] = every or i == len(places) - 1
        return batch

    def run(self, batches):
        for batch in batches:
            self.must(lib.llama_decode(self.context, batch) == 0, "llama_decode")
        lib.llama_synchronize(self.context)

    def feed(self, ids, sequence=0):
        for start in range(0, len(ids), PIECE):
            piece = ids[start : start + PIECE]
            batch = self.batch([(token, start + i, sequence) for i, token in enumerate(piece)])
            self.run([batch])
            lib.llama_batch_free(batch)

    def warm_prefill(self, ids):
        self.open(1)
        self.feed(ids[:PIECE])
        self.batches[len(ids)] = [self.batch([(t, s + i, 0) for i, t in enumerate(ids[s : s + PIECE])])
                                  for s in range(0, len(ids), PIECE)]

    def prefill(self, ids):
        self.open(1)
        self.run(self.batches[len(ids)])

    def begin(self, ids, batch):
        self.open(batch)
        kept = os.path.join(self.scratch, f"{os.path.basename(self.path)}-{len(ids)}.state")
        for row in range(batch):
            if os.path.exists(kept):
                with open(kept, "rb") as file:
                    data = file.read()
                buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
                self.must(lib.llama_state_seq_set_data(self.context, buffer, len(data), row), "restoring a state")
                continue
            self.feed(ids, row)
            size = lib.llama_state_seq_get_size(self.context, row)
            buffer = (ctypes.c_uint8 * size)()
            self.must(lib.llama_state_seq_get_data(self.context, buffer, size, row), "keeping a state")
            with open(kept, "wb") as file:
                file.write(buffer)
        self.position = len(ids)

    def decode(self, count):
        # Filling a batch of 64 takes a tenth of a millisecond, a step a quarter of a second.
        for _ in range(count):
            batch = self.batch([((100 + self.position) % self.vocab, self.position, row) for row in range(self.rows)],
                               every=True)
            self.run([batch])
            lib.llama_batch_free(batch)
            self.position += 1

    def logits_at(self, i):
        return np.ctypeslib.as_array(lib.llama_get_logits_ith(self.context, i), (self.vocab,)).copy()

    def whole(self, ids):
        self.open(1)
        self.run([self.batch([(token, i, 0) for i, token in enumerate(ids)], every=True)])
        return np.stack([self.logits_at(i) for i in range(len(ids))])

    def step_by_step(self, ids):
        self.open(1)
        rows = []
        for i, token in enumerate(ids):
            self.run([self.batch([(token, i, 0)])])
            rows.append(self.logits_at(0))
        return np.stack(rows)

    def first(self, ids):
        self.open(1)
        self.feed(ids)
        return int(self.logits_at(len(ids) - 1).argmax())
