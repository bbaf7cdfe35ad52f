"""Reads the docstrings that stand below fields and below the members of an enum.

Pydantic could read those of fields when it makes the models, but then every start of the server
would parse their source; here it is done only when documents are written.
"""

import ast
import inspect
import textwrap
from functools import cache


@cache
def notes(cls: type) -> dict[str, str]:
    """The docstrings of a class's own attributes and of those it inherits, by attribute name."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith("utelys_protocol."):
            found |= _own(base)
    return found


def _own(cls: type) -> dict[str, str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    definition = tree.body[0]
    found: dict[str, str] = {}
    if isinstance(definition, ast.ClassDef):
        for statement, following in zip(definition.body, definition.body[1:], strict=False):
            name, text = _target(statement), _text(following)
            if name and text:
                found[name] = text
    return found


def _target(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return None


def _text(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        value = statement.value.value
        return inspect.cleandoc(value) if isinstance(value, str) else None
    return None
