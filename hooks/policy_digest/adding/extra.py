"""The libraries that only `digest add` needs, and what to do where one is missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from policy_digest.adding.pieces import AddError


def need(module: str, purpose: str) -> Any:
    """A library of the extra `add`.

    Raises:
        AddError: it is not installed; the message says how to install it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        remedy = "Run: .venv/bin/pip install -e '.[add]'"
        raise AddError(f"needs {module} ({purpose}), which is not installed. {remedy}") from error
