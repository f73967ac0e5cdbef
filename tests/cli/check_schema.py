#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON Schema accepts the shipped scenarios and refuses broken ones that a schema can refuse.

Exit code: 0 passed, 1 failed, 77 skipped (python3-jsonschema or python3-yaml is not there).
"""
import glob
import json
import os
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)


class Loader(yaml.SafeLoader):
    """Dates stay text and 1e2 is a number, as in rift."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

# Faults that stand in one file and need neither the economy nor a comparison of two numbers.
REFUSED = """unknown-key unknown-measure-key foreign-measure-key missing-unit bare-number wrong-unit money-unit
decimal-comma quoted-number unknown-distribution foreign-parameter missing-parameter lognormal-both
empty-list twice-in-list unknown-instrument bad-id date-like date-day months-fraction measures-mapping
missing-measures wrong-version stray-remove rho-outside fading-without-end empty-models unknown-option option-range
table-and-size text-as-number dynamic-days licence-without-approval
support-wrong-unit support-without-by support-foreign-key support-unknown-key support-misspelt""".split()


def load(path):
    with open(path, encoding="utf-8") as stream:
        return yaml.load(stream, Loader)


def merge(base, over, top=True):
    """As rift merges `extends`; see scenarios/README.md."""
    for key, value in over.items():
        old = base.get(key)
        if top and key == "measures" and isinstance(old, list):
            by_id = {item["id"]: item for item in old}
            for item in value:
                if item.get("remove"):
                    old.remove(by_id[item["id"]])
                elif item["id"] in by_id:
                    merge(by_id[item["id"]], item, False)
                else:
                    old.append(item)
        elif isinstance(old, dict) and isinstance(value, dict) and not {"dist", "value"} & value.keys():
            merge(old, value, False)
        else:
            base[key] = value
    return base


def resolve(path):
    scenario = load(path)
    parent = scenario.pop("extends", None)
    return scenario if parent is None else merge(resolve(os.path.join(os.path.dirname(path), parent)), scenario)


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    with open("scenarios/rift-scenario.schema.json", encoding="utf-8") as stream:
        schema = json.load(stream)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures = 0
    shipped = sorted(glob.glob("scenarios/*.yaml") + glob.glob("scenarios/benchmarks/*.yaml"))
    for path in shipped:
        for error in validator.iter_errors(resolve(path)):
            print(f"{path}: refused: {error.json_path}: {error.message[:300]}")
            failures += 1
    for name in REFUSED:
        if validator.is_valid(load(f"tests/cli/malformed_scenarios/{name}.yaml")):
            print(f"{name}: accepted by the schema")
            failures += 1
    print(f"{len(shipped)} scenarios and {len(REFUSED)} broken ones, {failures} failures")
    return 1 if failures or not shipped else 0


if __name__ == "__main__":
    sys.exit(main())
