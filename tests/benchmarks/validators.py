"""`is_valid` against fastjsonschema and jsonschema, in one run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bodies
import fastjsonschema
from connect_v1_4.validators import incident_response as validators
from connectgen.config.options import Options
from connectgen.pipeline.api import read_api
from connectgen.pipeline.dump import schema_as_json
from harness import ratios
from support.reference_validator import is_valid

LEFT_OUT = {"format", "contentEncoding", "not", "if", "then", "x-connectgen-advice"}


def light(schema: Any) -> Any:
    """Return *schema* with types, lengths, ranges and patterns only."""
    if isinstance(schema, list):
        return [light(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: light(value) for key, value in schema.items() if key not in LEFT_OUT}
    if kept.get("type") == ["array", "object"]:
        kept["type"] = "array"
    return kept


def verdict(validate: Callable[[Any], Any], body: Any) -> Callable[[], bool]:
    def run() -> bool:
        try:
            validate(body)
        except fastjsonschema.JsonSchemaException:
            return False
        return True

    return run


def main() -> None:
    (resource,) = read_api(Options())[0].resources
    schema = schema_as_json(resource, "create")
    same = fastjsonschema.compile(schema, use_default=False)
    simple = fastjsonschema.compile(light(schema), use_default=False)
    for name in ("small", "large", "invalid"):
        body = getattr(bodies, name)()
        contenders = {
            "ours": lambda body=body: validators.is_valid_create(body),
            "fastjsonschema, same": verdict(same, body),
            "fastjsonschema, light": verdict(simple, body),
            "jsonschema, same": lambda body=body: is_valid(schema, body),
        }
        assert len({run() for run in contenders.values()}) == 1
        print(name, {key: f"{value:.2f}" for key, value in ratios(contenders).items()})


if __name__ == "__main__":
    main()
