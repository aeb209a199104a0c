"""What a function that the model may call looks like: its name, its arguments and what it answers."""

from collections.abc import Callable
from typing import Any, Self

from .rare_enums import Behavior, Type
from .record import Open, Record


class Schema(Record):
    """The shape of a value, in the OpenAPI dialect that the API reads."""

    type: Open[Type] | None = None
    format: str | None = None
    title: str | None = None
    description: str | None = None
    nullable: bool | None = None
    enum: list[str] | None = None
    default: Any = None
    example: Any = None
    items: "Schema | None" = None
    min_items: int | None = None
    max_items: int | None = None
    properties: "dict[str, Schema] | None" = None
    property_ordering: list[str] | None = None
    required: list[str] | None = None
    min_properties: int | None = None
    max_properties: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    any_of: "list[Schema] | None" = None
    additional_properties: Any = None
    defs: "dict[str, Schema] | None" = None
    ref: str | None = None


class FunctionDeclaration(Record):
    """A function the model may call.

    Arguments are described by ``parameters`` (a `Schema`) or ``parameters_json_schema`` (plain JSON Schema), not both.
    """

    name: str | None = None
    description: str | None = None
    parameters: Schema | None = None
    parameters_json_schema: Any = None
    response: Schema | None = None
    response_json_schema: Any = None
    behavior: Open[Behavior] | None = None

    @classmethod
    def from_callable(
        cls,
        callable: Callable[..., Any],  # noqa: A002 - the name SDK users write
        *,
        behavior: Open[Behavior] | None = None,
        client: object = None,  # noqa: ARG003 - SDK users pass it; the same declaration serves every back end
    ) -> Self:
        """Describe a Python function: its name, its docstring and the JSON Schema of its annotated arguments.

        Raises `InputError` when the annotation of an argument has no JSON Schema.
        """
        from .callables import describe

        return cls(**describe(callable), behavior=behavior)
