"""The C library from Python without a package: python3 ctypes_generate.py libconstate.so models/demo "In the beginning"."""
import ctypes as c
import sys

lib = c.CDLL(sys.argv[1])
lib.constate_last_error.restype = c.c_char_p


class Request(c.Structure):  # constate_request as far as it is set here; its size tells the library where it ends
    _fields_ = [("size", c.c_size_t), ("text", c.c_char_p), ("text_bytes", c.c_size_t), ("ids", c.c_void_p),
                ("ids_count", c.c_size_t), ("from_", c.c_void_p), ("max_tokens", c.c_int64)]


class Piece(c.Structure):
    _fields_ = [("size", c.c_size_t), ("request", c.c_size_t), ("text", c.c_void_p), ("text_bytes", c.c_size_t)]


@c.CFUNCTYPE(c.c_int, c.c_void_p, c.POINTER(Piece))
def show(_, piece):
    print(c.string_at(piece[0].text, piece[0].text_bytes).decode(), end="", flush=True)
    return 0


def must(code):
    if code:
        sys.exit(lib.constate_last_error().decode())


prompt = (sys.argv[3] if len(sys.argv) > 3 else "In the beginning").encode()
model = c.c_void_p()
must(lib.constate_model_load(sys.argv[2].encode(), None, c.byref(model)))
must(lib.constate_generate(model, c.byref(Request(c.sizeof(Request), prompt, len(prompt), None, 0, None, 60)), c.c_size_t(1),
                           None, show, None, None))
print()
must(lib.constate_model_close(model))
