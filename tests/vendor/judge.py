"""Judges JSON by its schema with `jsonschema` for Python; `judge.mjs` does the same with `ajv`.

Each line of the input is a command: `S` and a schema, or `V` and a value for the schema before it. For each schema the
output has one line with a letter for each value: `y` valid, `n` invalid, `?` not JSON.
"""

import json
import sys

from jsonschema import Draft202012Validator


def main():
    validator, verdicts = None, []
    for line in sys.stdin.buffer:
        command, text = line[:1], line[2:]
        if command == b"S":
            if validator is not None:
                print("".join(verdicts), flush=True)
            schema = json.loads(text)
            Draft202012Validator.check_schema(schema)
            validator, verdicts = Draft202012Validator(schema), []
        else:
            verdicts.append(verdict(validator, text))
    print("".join(verdicts), flush=True)


def verdict(validator, text):
    try:
        value = json.loads(text)
    except ValueError:
        return "?"
    return "y" if validator.is_valid(value) else "n"


main()
