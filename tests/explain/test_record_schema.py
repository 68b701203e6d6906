"""The record is what its schema says."""

import json

from cluster_rules.explain import render_json
from cluster_rules.explain.json_schema import decision_schema
from tests.explain.sample_material import material

TYPES = {"string": str, "boolean": bool, "null": type(None), "object": dict, "array": list}


def problems(value, schema, path="record"):
    """What does not fit, for the keywords that the schema uses."""
    if "anyOf" in schema and all(list(problems(value, option)) for option in schema["anyOf"]):
        yield f"{path}: fits nothing"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r}"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: {value!r}"
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, TYPES[kind]) for kind in kinds):
        yield f"{path}: {value!r} is no {kinds}"
    elif isinstance(value, dict):
        yield from in_object(value, schema, path)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from problems(item, schema.get("items", {}), f"{path}[{index}]")


def in_object(value, schema, path):
    properties = schema.get("properties", {})
    yield from (f"{path}: no {key}" for key in schema.get("required", []) if key not in value)
    for key, item in value.items():
        extra = schema.get("additionalProperties", True)
        if key not in properties and extra is False:
            yield f"{path}: unknown {key}"
        yield from problems(item, properties.get(key, extra if isinstance(extra, dict) else {}), f"{path}.{key}")


def test_a_record_fits_the_schema():
    assert list(problems(render_json(material(("5.2.5: >= 500 亿元",))), decision_schema())) == []


def test_the_record_is_plain_data_without_floats():
    def leaves(value):
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                yield from leaves(item)
        else:
            yield value

    record = render_json(material())
    assert json.loads(json.dumps(record, ensure_ascii=False)) == record
    assert {type(leaf) for leaf in leaves(record)} <= {str, bool, type(None), int}
    assert [leaf for leaf in leaves(record) if type(leaf) is int] == [1]


def test_a_share_that_does_not_end_has_its_fraction():
    finding = next(f for f in render_json(material())["findings"] if f["id"] == "5.3.4")
    (measurement,) = finding["measurements"]
    assert measurement["actual_fraction"] == "791000/400913"
    assert finding["gap"] == {"kind": "shortfall", "amount": "434", "unit": "万元", "basis": "numerator"}
