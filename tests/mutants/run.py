#!/usr/bin/env python3
"""Runs the tests of the verifier against a broken verifier, once for each mutant in `mutants.toml`.

    tests/mutants/run.py [NAME ...]     all mutants, or those whose names hold one of these words

The sources are copied to `target/mutants`, one mutant is applied at a time, and the tests must fail. A mutant
that survives, that no longer applies or that doesn't compile fails the run.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "target" / "mutants"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
# The quick ones first: a mutant that dies there needs no more. None of them knows the mutants.
TESTS = [
    ["set::interval", "set::cidr", "set::labels", "set::port", "set::right", "set::rule", "set::selector"],
    ["verify::tests::objects", "verify::tests::judge::what_is_emitted_is_proved", "verify::tests::rights"],
    ["verify::tests::pairs"],
    ["set::cover"],
    ["verify::tests::judge", "verify::tests::mutants"],
]
# A crate without debug information has files of its own in the target directory: the dependencies are there
# already, and the next build of the project finds its files as it left them.
APART = "profile.dev.package.netz.debug=0"
# Seconds after which tests that don't end are given up. That kills no mutant: the machine may be slow.
PATIENCE = 600


def copy_sources():
    """Copies what git knows and what it doesn't ignore; what is equal stays, so that builds are short."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")
    wanted = {name for name in listed if name and (ROOT / name).is_file()}
    for name in wanted:
        source, copy = ROOT / name, COPY / name
        if not copy.is_file() or copy.read_bytes() != source.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
    for copy in [path for path in COPY.rglob("*") if path.is_file()]:
        if str(copy.relative_to(COPY)) not in wanted:
            copy.unlink()


def build():
    """The test binary, or the compiler's messages."""
    command = ["cargo", "test", "--offline", "--locked", "--lib", "--no-run", "--config", APART]
    command += ["--message-format=json-render-diagnostics"]
    environment = os.environ | {"CARGO_TARGET_DIR": str(TARGET)}
    done = subprocess.run(command, cwd=COPY, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        return None, done.stderr
    messages = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return next(message["executable"] for message in messages if message.get("executable")), ""


def failing(binary):
    """The tests that fail in the first stage where some do."""
    environment = os.environ | {"RUST_BACKTRACE": "0"}
    for filters in TESTS:
        done = subprocess.run(
            [binary, *filters], cwd=COPY, env=environment, capture_output=True, text=True, timeout=PATIENCE
        )
        if done.returncode != 0:
            failed = re.findall(r"^test (\S+) .*FAILED$", done.stdout, re.MULTILINE)
            return failed or [f"{filters[0]}… ended with {done.returncode}"]
    return []


def judge(mutant):
    """What became of a mutant, and why."""
    file = COPY / mutant["file"]
    original = file.read_text() if file.is_file() else ""
    if original.count(mutant["old"]) != 1:
        return "ERROR", f"its old text doesn't stand exactly once in {mutant['file']}"
    file.write_text(original.replace(mutant["old"], mutant["new"]))
    try:
        binary, messages = build()
        if binary is None:
            return "ERROR", "it doesn't compile:\n" + messages
        failed = failing(binary)
    except subprocess.TimeoutExpired as error:
        return "ERROR", f"its tests don't end: {error}"
    finally:
        file.write_text(original)
    if not failed:
        return "SURVIVED", mutant["says"]
    more = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
    return "killed", failed[0] + more


def main():
    mutants = tomllib.loads((Path(__file__).parent / "mutants.toml").read_text())["mutant"]
    names = [mutant["name"] for mutant in mutants]
    assert len(set(names)) == len(names), "two mutants have one name"
    words = sys.argv[1:]
    chosen = [mutant for mutant in mutants if not words or any(word in mutant["name"] for word in words)]
    if not chosen:
        sys.exit(f"no mutant has a name like {' or '.join(words)}")
    started = time.monotonic()
    copy_sources()
    binary, messages = build()
    if binary is None:
        sys.exit("the sources don't compile:\n" + messages)
    if failed := failing(binary):
        sys.exit(f"the tests fail without a mutant: {', '.join(failed)}")
    bad = 0
    for mutant in chosen:
        begun = time.monotonic()
        outcome, why = judge(mutant)
        bad += outcome != "killed"
        print(f"{outcome:9} {mutant['name']:{max(map(len, names))}} {time.monotonic() - begun:5.1f} s  {why}", flush=True)
    print(f"mutants of the verifier: {len(chosen) - bad} of {len(chosen)} killed, {time.monotonic() - started:.0f} s")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
