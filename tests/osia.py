"""The published OSIA v7.1 documents (tests/vendor/osia), as strict readers need them, and what they say of a request.

Four of the eight write response codes as numbers, which strict readers refuse: a JSON round trip makes them strings. The
files stay as published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jsonschema_rs
import yaml

FOLDER = Path(__file__).parent / "vendor" / "osia"
METHODS = ("get", "post", "put", "patch", "delete")


@cache
def document(name: str) -> dict[str, Any]:
    """One document, such as "pr"; its dates as text, its response codes as strings."""
    loader = type(
        "Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": dict(yaml.SafeLoader.yaml_implicit_resolvers)}
    )
    loader.yaml_implicit_resolvers = {  # type: ignore[attr-defined]
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return dict(json.loads(json.dumps(yaml.load((FOLDER / f"{name}.yaml").read_text(), loader))))  # noqa: S506


@dataclass(frozen=True)
class Operation:
    document: str
    method: str
    path: str
    said: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.said["operationId"])

    @property
    def scopes(self) -> set[str]:
        return {scope for each in self.said.get("security", []) for scopes in each.values() for scope in scopes}


def operations(name: str) -> list[Operation]:
    return [
        Operation(name, method.upper(), path, said)
        for path, methods in document(name)["paths"].items()
        for method, said in methods.items()
        if method in METHODS
    ]


def objections(name: str, method: str, target: str, body: Any) -> list[str]:
    """What a document says against a request (`target`: path and query); empty when nothing."""
    split = urlsplit(target)
    for operation in operations(name):
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(operation.path))
        if operation.method == method and re.fullmatch(pattern, split.path):
            return [*_query(operation, parse_qs(split.query, keep_blank_values=True)), *_body(operation, body)]
    return [f"{name}: no operation {method} {unquote(split.path)}"]


def _query(operation: Operation, given: Mapping[str, list[str]]) -> list[str]:
    known = {each["name"]: each for each in operation.said.get("parameters", []) if each["in"] == "query"}
    wrong = [f"missing {name}" for name, each in known.items() if each.get("required") and name not in given]
    free = any(each["schema"].get("type") == "object" for each in known.values())
    wrong += [] if free else [f"unknown {name}" for name in given if name not in known]
    for name, each in known.items():
        for text in given.get(name, []) if each["schema"].get("type") != "array" else []:
            value = json.loads(text) if each["schema"].get("type") in ("integer", "boolean") else text
            wrong += [str(error) for error in _validator(operation.document, each["schema"]).iter_errors(value)]
    return wrong


def _body(operation: Operation, body: Any) -> list[str]:
    content = operation.said.get("requestBody", {}).get("content", {})
    if not content:
        return [] if body is None else ["a body is sent where none is read"]
    schema = next(iter(content.values()))["schema"]
    return [
        f"{error.instance_path}: {error.message}" for error in _validator(operation.document, schema).iter_errors(body)
    ]


def _validator(name: str, schema: Any) -> Any:
    """For what is sent: a property that is only read is not required and may not be there."""
    whole = {"components": {"schemas": {n: _sent(s) for n, s in document(name)["components"]["schemas"].items()}}}
    return jsonschema_rs.Draft4Validator({**whole, **_sent(schema)})


def _sent(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_sent(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _sent(value) for name, value in schema.items()}
    if isinstance(made.get("properties"), dict):
        read_only = {n for n, each in made["properties"].items() if isinstance(each, dict) and each.get("readOnly")}
        made["properties"] = {n: each for n, each in made["properties"].items() if n not in read_only}
        if "required" in made:
            made["required"] = [n for n in made["required"] if n not in read_only] or [next(iter(made["properties"]))]
    return made
