#!/usr/bin/env python3
"""Reads YAML as a YAML 1.1 reader does and compares it with what was meant.

Standard input is a JSON list of cases, each `{"yaml": text, "meant": value}`. Prints each case that PyYAML
reads as something else and exits with 1 when there is one; with 77 when there is no PyYAML.
"""

import json
import sys

try:
    import yaml
except ImportError:
    print("there is no PyYAML")
    sys.exit(77)


def main():
    loaders = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]
    wrong = 0
    cases = json.load(sys.stdin)
    for case in cases:
        for loader in loaders:
            try:
                read = yaml.load(case["yaml"], Loader=loader)
            except yaml.YAMLError as error:
                read = f"{type(error).__name__}: {error}"
            # As text, since True == 1 in Python; dates and sets have no JSON and show as they are.
            read = json.dumps(read, default=repr, sort_keys=True)
            meant = json.dumps(case["meant"], sort_keys=True)
            if read != meant:
                wrong += 1
                print(f"{loader.__name__} reads {case['yaml']!r} as {read}, meant is {meant}")
    print(f"{len(cases)} cases, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
