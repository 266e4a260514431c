"""constate: recurrent and hybrid language models on any device with a PJRT plugin.

    import constate
    model = constate.load("models/demo")
    for piece in model.stream("In the beginning", max_tokens=60, temperature=0.8, seed=7):
        print(piece, end="")

A `Model` may be used by several threads; a `State` and a `Stream` by one at a time. A device's threads do not survive
os.fork(): load the model in the child, or use multiprocessing's start method "spawn".
"""

from ._errors import (CancelledError, Error, FailedPreconditionError, InvalidArgumentError, NotFoundError, OutOfRangeError,
                      ResourceExhaustedError)
from ._library import VERSION as __version__
from ._model import Info, Model, Score, Settings, State, Stream, Text, load

__all__ = ["CancelledError", "Error", "FailedPreconditionError", "Info", "InvalidArgumentError", "Model", "NotFoundError",
           "OutOfRangeError", "ResourceExhaustedError", "Score", "Settings", "State", "Stream", "Text", "load", "__version__"]
