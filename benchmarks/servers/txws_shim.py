"""What txWS 0.9.1 needs to speak draft 76 on Python 3: one changed word and one replaced function.

txWS decodes key3 as UTF-8 to encode it as latin-1 (`six.b`) a moment later. Key3 is eight random
bytes, so on Python 3 most handshakes die of a UnicodeDecodeError. And the version of Twisted that
runs on today's Python returns dates as bytes, which txWS formats into a header. Both are set right
here, before the module is executed, and nothing else is.
"""

import importlib.util
import sys
from types import ModuleType

_WRONG = "challenge.decode('utf-8')"
_RIGHT = "challenge.decode('latin-1')"


def load() -> ModuleType:
    """The module `txws`, mended. Raises ImportError if it is not the text that this is for."""
    spec = importlib.util.find_spec("txws")
    if spec is None or spec.origin is None:
        raise ImportError("txws is not installed; run benchmarks/install")
    with open(spec.origin, encoding="utf-8") as file:
        source = file.read()
    if source.count(_WRONG) != 1:
        raise ImportError(f"txws does not hold {_WRONG!r} once; this shim is for version 0.9.1")
    module = sys.modules["txws"] = importlib.util.module_from_spec(spec)
    exec(compile(source.replace(_WRONG, _RIGHT), spec.origin, "exec"), module.__dict__)
    date = module.datetimeToString
    module.datetimeToString = lambda: date().decode("ascii")  # type: ignore[attr-defined]
    return module
