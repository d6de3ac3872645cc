"""The JSON Schemas of docs/schemas, held against real traffic; here a member they do not name is a fault."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

FOLDER = Path(__file__).parents[1] / "docs" / "schemas"


def require(name: str, message: Any) -> None:
    """Fails with the place and the reason where a message does not fit its schema."""
    fault = next(_validator(f"{name}.json").iter_errors(message), None)
    assert fault is None, f"{name} at {fault.json_path}: {fault.message[:500]}" if fault else ""


def require_operations(texts: list[str], results: list[dict[str, Any]]) -> None:
    """What the server acted upon is an operation as the schema says."""
    for text, result in zip(texts, results, strict=True):
        if result["status"] in ("applied", "conflict"):
            require("operation", json.loads(text))


@cache
def _validator(name: str) -> Draft202012Validator:
    schemas = {path.name: _closed(json.loads(path.read_text())) for path in FOLDER.glob("*.json")}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    return Draft202012Validator(schemas[name], registry=registry)


def _closed(schema: Any) -> Any:
    """Clients ignore members they do not know; the server sends none that nobody wrote down."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(each) for name, each in schema.items()}
    is_shape = schema.get("type") == "object" and "properties" in schema
    return {"additionalProperties": False, **closed} if is_shape else closed
