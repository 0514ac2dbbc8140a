"""`validators/<resource>.py`: the public functions of each view, and the rules behind them."""

from __future__ import annotations

import json
import re

from connectgen import ir
from connectgen.errors import SchemaError
from connectgen.layout.compiler import Compiler, UnsupportedError
from connectgen.layout.imports import import_lines
from connectgen.layout.json_schema import standard_schema
from connectgen.layout.naming import Names
from connectgen.layout.shared import Module
from connectgen.location import join
from connectgen.names import exported, snake
from connectgen.quoting import code
from connectgen.rules import AdviceRule, Body, Entry, Rule, ValidatorsView

__all__ = ["lay_out_validators"]

_BODIES = {"create": "create body", "patch": "patch body", "read": "answer"}
_WORD = re.compile(r"\w+")
_CHECKS = frozenset(
    {
        *("Pattern", "is_any_of", "is_base64", "is_before", "is_date", "is_date_time"),
        *("is_integer", "is_number", "is_uri"),
    }
)


def lay_out_validators(resource: ir.Resource, names: Names, header: str) -> ValidatorsView:
    """Return the view of the validators of *resource*.

    Raises:
        SchemaError: the schema of an advice cannot be compiled.
    """
    module = Module()
    entries: list[Entry] = []
    rules: list[Rule] = []
    reported: list[Rule] = []
    for view in resource.views:
        schema = standard_schema(resource, view, names)
        compiler = Compiler(schema, view.direction, module)
        public = (
            f"is_valid_{view.direction}",
            f"Tell whether *payload* is a valid {_BODIES[view.direction]}; never raises.",
        )
        compiler.rule(schema, "", snake(schema["title"]), public)
        own = list(compiler.rules.values())
        advice_rules = tuple(_advice(resource, view, compiler))
        entries.append(_entry(view.direction, own[0], advice_rules))
        reported += own
        rules += compiler.rules.values()
    used = set(_WORD.findall(" ".join(text for rule in rules for text in _expressions(rule))))
    used |= {"Pattern"} if module.patterns else set()
    return ValidatorsView(
        path=f"validators/{names.module}.py",
        header=header,
        doc=(
            f"Validators of {code(resource.name)}; they need the standard library alone.",
            "Schema pointers lead into the JSON Schema of the view, which "
            f"{code(f'connectgen show {resource.name} --view create')} prints (or another view).",
        ),
        imports=(
            *import_lines("._checks", exported(used & _CHECKS)),
            "from ._violation import ValidationError, Violation, violation",
        ),
        exports=exported(
            name
            for entry in entries
            for name in (entry.is_valid, entry.violations, entry.validate, entry.advice)
        ),
        patterns=tuple(sorted(module.patterns.values(), key=lambda pattern: pattern.name)),
        entries=tuple(entries),
        rules=tuple(rules),
        reported_rules=tuple(reported),
    )


def _advice(resource: ir.Resource, view: ir.View, compiler: Compiler) -> list[AdviceRule]:
    if view.direction != "create":
        return []
    found: list[AdviceRule] = []
    for index, advice in enumerate(resource.advice):
        pointer = join("/x-connectgen-advice", index)
        try:
            rule = compiler.rule(
                json.loads(advice.schema), join(pointer, "schema"), f"advice_{index + 1}"
            )
        except UnsupportedError as error:
            raise SchemaError(advice.location.child("schema"), str(error)) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            message = f"not a JSON Schema that can be compiled: {error}"
            raise SchemaError(advice.location.child("schema"), message) from error
        found.append(
            AdviceRule(
                is_name=rule.is_name,
                pointer=advice.pointer,
                keyword="x-connectgen-advice",
                schema_pointer=pointer,
                message=advice.message,
            )
        )
    return found


def _entry(direction: ir.Direction, rule: Rule, advice_rules: tuple[AdviceRule, ...]) -> Entry:
    body = _BODIES[direction]
    return Entry(
        is_valid=rule.is_name,
        violations=f"{direction}_violations",
        violations_doc=(f"Return all that makes *payload* an invalid {body}.",),
        validate=f"validate_{direction}",
        validate_doc=(f"Raise `ValidationError` where *payload* is an invalid {body}.",),
        advice=f"{direction}_advice",
        advice_doc=("Return the rules that *payload* breaks and the site does not enforce.",),
        rule=rule,
        advice_rules=advice_rules,
    )


def _expressions(rule: Rule) -> list[str]:
    texts: list[str] = []
    bodies: list[Body] = [rule.body, *(member.body for member in rule.members)]
    while bodies:
        body = bodies.pop()
        texts += [check.fails for check in (body.guard, *body.checks) if check]
        texts += [call.fails for call in body.calls]
        if body.loop:
            bodies.append(body.loop.body)
    return texts
