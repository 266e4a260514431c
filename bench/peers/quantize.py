"""quantize.py FOLDER TYPE...: FOLDER/model-f32.gguf as FOLDER/model-TYPE.gguf, as llama.cpp's own quantizer makes it.

TYPE is q4_K_M: matrices in q4_K, the embedding, which is the head too, in q6_K. Runs in the environment `llama`."""

import ctypes
import os
import sys

import llama_cpp as lib

TYPES = {"q4_K_M": lib.LLAMA_FTYPE_MOSTLY_Q4_K_M}


def main():
    folder, kinds = sys.argv[1], sys.argv[2:]
    lib.llama_backend_init()
    for kind in kinds:
        options = lib.llama_model_quantize_default_params()
        options.ftype = TYPES[kind]
        path = os.path.join(folder, f"model-{kind}.gguf")
        source = os.path.join(folder, "model-f32.gguf")
        if lib.llama_model_quantize(source.encode(), (path + ".part").encode(), ctypes.byref(options)):
            sys.exit(f"llama.cpp: quantizing failed: {source} to {kind}")
        os.replace(path + ".part", path)


main()
