"""What goes wrong: an Error with a code, a subclass of what Python has for it."""

from __future__ import annotations


class Error(Exception):
    """What the library could not do. `code` is its kind ("NOT_FOUND"), `hint` what to do about it, or ""."""

    code: str
    hint: str

    def __init__(self, message: str, code: str = "UNKNOWN", hint: str = "") -> None:
        super().__init__(message)
        self.code, self.hint = code, hint

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message} (hint: {self.hint})" if self.hint else message


class InvalidArgumentError(Error, ValueError):
    """An argument, or what a file holds, is not as it must be."""


class OutOfRangeError(Error, ValueError):
    """A number is outside its range: an id outside the vocabulary."""


class NotFoundError(Error, FileNotFoundError):
    """A folder, file, plugin or tokenizer is not there."""


class FailedPreconditionError(Error, RuntimeError):
    """Not now: the model is closed, the state is in use by another thread, the process was forked."""


class ResourceExhaustedError(Error, MemoryError):
    """There is not enough memory."""


class CancelledError(Error):
    """It was cancelled."""


KINDS: dict[str, type[Error]] = {
    "INVALID_ARGUMENT": InvalidArgumentError,
    "OUT_OF_RANGE": OutOfRangeError,
    "NOT_FOUND": NotFoundError,
    "FAILED_PRECONDITION": FailedPreconditionError,
    "RESOURCE_EXHAUSTED": ResourceExhaustedError,
    "CANCELLED": CancelledError,
}
