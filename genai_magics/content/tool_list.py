"""The tools of one request, from whatever a caller calls a tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import InputError
from .declarations import FunctionDeclaration
from .tools import Tool


def tool_records(tools: list[Any] | None) -> list[Tool]:
    """The tools of a request: `Tool` records as given, with every function declared in one `Tool` at the end.

    A Python function is described by its signature. Raises `InputError` for two functions of one name, and for
    anything that is no tool.
    """
    others: list[Tool] = []
    functions: list[FunctionDeclaration] = []
    for given in tools or ():
        tool = _tool(given)
        functions += tool.function_declarations or ()
        rest = tool.model_copy(update={"function_declarations": None})
        if tool.function_declarations is None or rest.wire():
            others.append(rest)
    names = [function.name for function in functions]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise InputError(f"Two tools are functions named {twice!r}. Rename one.")
    return [*others, Tool(function_declarations=functions)] if functions else others


def _tool(given: Any) -> Tool:
    if isinstance(given, Tool):
        return given
    if isinstance(given, FunctionDeclaration):
        return Tool(function_declarations=[given])
    if isinstance(given, Mapping):
        return Tool.of(given)
    if hasattr(given, "model_dump") and hasattr(given, "function_declarations"):
        return Tool.read(given.model_dump(exclude_none=True))
    if callable(given):
        return Tool(function_declarations=[FunctionDeclaration.from_callable(given)])
    raise InputError(f"{type(given).__name__} is no tool. Pass a Tool, a dict of its fields or a Python function.")
