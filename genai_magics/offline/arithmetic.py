"""Works out small sums found in a prompt, without evaluating code."""

import ast
import math
import operator
import re
from collections.abc import Callable

_LARGEST = 10**15
_EXPRESSION = re.compile(r"[-+]?(?:[\d.()]|\s|[-+*/%^×÷·−]|\bx\b(?=\s*\d))+")
_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_SIGNS: dict[type[ast.unaryop], Callable[[float], float]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}


def find_sum(text: str) -> str | None:
    """The longest arithmetic expression in *text* with at least one operation, in Python's spelling, or None."""
    sums = [_python(found[0]) for found in _EXPRESSION.finditer(text[:2000])]
    sums = [each for each in sums if re.search(r"[\d)]\s*[-+*/%]+\s*[-+(.\d]", each) and _tree(each) is not None]
    return max(sums, key=len, default=None)


def work_out(expression: str) -> float:
    """The value of *expression*; raises ArithmeticError when it has none here (division by zero, larger than 10^15)."""
    tree = _tree(expression)
    if tree is None:
        raise ArithmeticError("not a sum")
    return _value(tree)


def _python(text: str) -> str:
    for sign, plain in (("×", "*"), ("·", "*"), ("÷", "/"), ("−", "-"), ("^", "**"), ("x", "*")):
        text = text.replace(sign, plain)
    return text.strip().rstrip(".+-*/%(").strip()


def _tree(expression: str) -> ast.expr | None:
    if len(expression) > 200:
        return None
    try:
        return ast.parse(expression, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        return _within(node.value)  # type: ignore[arg-type]  # the line above allows numbers only
    if isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
        return _SIGNS[type(node.op)](_value(node.operand))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        left, right = _value(node.left), _value(node.right)
        if isinstance(node.op, ast.Pow) and abs(right) > 64:
            raise ArithmeticError("the exponent is too large for the demo")
        return _within(_OPERATIONS[type(node.op)](left, right))
    raise ArithmeticError("not a sum")


def _within(value: float) -> float:
    if isinstance(value, complex) or not math.isfinite(value) or abs(value) > _LARGEST:
        raise ArithmeticError("the result is too large for the demo")
    return value
