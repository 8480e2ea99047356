#!/usr/bin/env python3
"""Runs the tests of the verifier against a broken verifier, once for each mutant in `mutants.toml`.

    tests/mutants/run.py [NAME ...]     all mutants, or those whose names hold one of these words

The sources are copied to `target/mutants` and every mutant is written into them, each behind a switch, so that
one build serves all. With one switch thrown the tests must fail; with none they must pass. A mutant that
survives or that no longer applies fails the run.
"""

import json
import os
import re
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
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
# The variable that says which mutant is made, by its number.
CHOICE = "NETZ_MUTANT"
SWITCH = """
/// Whether the mutant of this number is made.
pub(crate) fn mutant(number: usize) -> bool {
    static CHOSEN: std::sync::LazyLock<Option<usize>> =
        std::sync::LazyLock::new(|| std::env::var("%s").ok()?.parse().ok());
    *CHOSEN == Some(number)
}
""" % CHOICE
# Seconds after which tests that don't end are given up. That kills no mutant: the machine may be slow.
PATIENCE = 600


def copy_sources(broken):
    """Copies what git knows and what it doesn't ignore; what is equal stays, so that builds are short."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")
    wanted = {name for name in listed if name and (ROOT / name).is_file()}
    for name in wanted:
        copy = COPY / name
        text = broken[name].encode() if name in broken else (ROOT / name).read_bytes()
        if not copy.is_file() or copy.read_bytes() != text:
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(text)
    for copy in [path for path in COPY.rglob("*") if path.is_file()]:
        if str(copy.relative_to(COPY)) not in wanted:
            copy.unlink()


def with_switches(mutants):
    """The texts of the files that mutants change, with all of them behind switches."""
    sites = {}
    for number, mutant in enumerate(mutants):
        sites.setdefault(mutant["file"], {}).setdefault(mutant["old"], []).append((number, mutant))
    broken = {"src/lib.rs": (ROOT / "src/lib.rs").read_text() + SWITCH}
    for file, changes in sites.items():
        text = (ROOT / file).read_text() if (ROOT / file).is_file() else ""
        spans = []
        for old, at_site in changes.items():
            if text.count(old) != 1:
                names = ", ".join(mutant["name"] for _, mutant in at_site)
                sys.exit(f"{names}: the old text doesn't stand exactly once in {file}")
            spans.append((text.index(old), old, switched(old, at_site)))
        spans.sort()
        for (start, old, _), (after, _, _) in zip(spans, spans[1:]):
            if start + len(old) > after:
                sys.exit(f"two mutants change the same place of {file}, at {old!r}")
        for start, old, new in reversed(spans):
            text = text[:start] + new + text[start + len(old):]
        broken[file] = text
    return broken


def switched(old, at_site):
    """What stands in place of `old`: it, or one of its mutants."""
    both = [mutant["new"].replace("MUTANT", f"crate::mutant({number})") for number, mutant in at_site]
    if any("MUTANT" in mutant["new"] for _, mutant in at_site):
        if len(at_site) > 1:
            sys.exit(f"{old!r} has several mutants: none can say both")
        return both[0]
    cases = zip(at_site, both)
    chain = "".join(f"if crate::mutant({number}) {{ {new} }} else " for (number, _), new in cases)
    whole = chain + "{ " + old + " }"
    return whole if old.endswith(";") else f"({whole})"


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


def failing(binary, choice):
    """The tests that fail in the first stage where some do, with one mutant made or none."""
    environment = os.environ | {"RUST_BACKTRACE": "0", CHOICE: str(choice)}
    for filters in TESTS:
        done = subprocess.run(
            [binary, *filters], cwd=COPY, env=environment, capture_output=True, text=True, timeout=PATIENCE
        )
        if done.returncode != 0:
            failed = re.findall(r"^test (\S+) .*FAILED$", done.stdout, re.MULTILINE)
            return failed or [f"{filters[0]}… ended with {done.returncode}"]
    return []


def judge(binary, number, mutant):
    """What became of a mutant, why, and after how many seconds."""
    begun = time.monotonic()
    try:
        failed = failing(binary, number)
    except subprocess.TimeoutExpired as error:
        return "ERROR", f"its tests don't end: {error}", time.monotonic() - begun
    spent = time.monotonic() - begun
    if not failed:
        return "SURVIVED", mutant["says"], spent
    more = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
    return "killed", failed[0] + more, spent


def main():
    mutants = tomllib.loads((Path(__file__).parent / "mutants.toml").read_text())["mutant"]
    names = [mutant["name"] for mutant in mutants]
    assert len(set(names)) == len(names), "two mutants have one name"
    words = sys.argv[1:]
    numbered = list(enumerate(mutants))
    chosen = [one for one in numbered if not words or any(word in one[1]["name"] for word in words)]
    if not chosen:
        sys.exit(f"no mutant has a name like {' or '.join(words)}")
    started = time.monotonic()
    copy_sources(with_switches(mutants))
    binary, messages = build()
    if binary is None:
        sys.exit("the sources don't compile:\n" + messages)
    print(f"built after {time.monotonic() - started:.0f} s", flush=True)
    if failed := failing(binary, "none"):
        sys.exit(f"the tests fail without a mutant: {', '.join(failed)}")
    print(f"without a mutant the tests pass, after {time.monotonic() - started:.0f} s", flush=True)
    bad = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = pool.map(lambda one: judge(binary, *one), chosen)
        for (_, mutant), (outcome, why, spent) in zip(chosen, outcomes):
            bad += outcome != "killed"
            print(f"{outcome:9} {mutant['name']:{max(map(len, names))}} {spent:5.1f} s  {why}", flush=True)
    print(f"mutants of the verifier: {len(chosen) - bad} of {len(chosen)} killed, {time.monotonic() - started:.0f} s")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
