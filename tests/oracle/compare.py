#!/usr/bin/env python3
"""Compares what netz' sets say of random clusters with network-config-analyzer (nca).

    tests/oracle/compare.py [CLUSTERS [SEED]]

A test of netz writes the clusters and its verdicts (`src/verify/tests/oracle.rs`), nca reads the same YAML.
For each pair of pods, and of a pod and an address, the ports must be the same, every protocol and every port;
addresses are compared at the beginning of each range of either side, which is everywhere. A pod to itself is
left out. What nca 2.1.0 reads otherwise than Kubernetes is kept out of the clusters, where `Reader::Nca` is
asked for in `src/verify/tests/cluster.rs`, a reason at each place.

Runs in a Python that has `network-config-analyzer`, as `.ci/run` sets one up in `target/oracle/venv`.
"""

import argparse
import contextlib
import io
import ipaddress
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

try:
    from nca.nca_cli import nca_main
except ModuleNotFoundError:
    sys.exit("network-config-analyzer is missing: python3 -m pip install network-config-analyzer==2.1.0")

ROOT = Path(__file__).resolve().parents[2]
CLUSTERS = ROOT / "target" / "oracle" / "clusters"
PROTOCOLS = ["TCP", "UDP", "SCTP"]
LINE = re.compile(r"(?P<source>.+) => (?P<destination>.+) : (?P<connection>All connections|\{.*\})")
CONNECTION = re.compile(r"\{(?:protocols:(?P<protocols>.*?))?,?(?:dst_ports:(?P<ports>[\d,-]+))?\}")
POD = re.compile(r"[a-z]+/p\d+")


def place(name):
    """A pod's name, or the first and the last address of a range."""
    if POD.fullmatch(name):
        return name
    first, last = name.split("-") if "-" in name else (name, name)
    if "/" in name:
        net = ipaddress.ip_network(name)
        first, last = net[0], net[-1]
    return ipaddress.ip_address(first), ipaddress.ip_address(last)


def connections(text):
    """Protocols and ranges of ports, as nca writes them."""
    if text == "All connections":
        return {(protocol, 1, 65535) for protocol in PROTOCOLS}
    found = CONNECTION.fullmatch(text)
    if not found:
        raise ValueError(f"no connection: {text}")
    protocols = found["protocols"] or "all but"
    listed = re.findall(r"\w+", protocols.removeprefix("all but"))
    if protocols.startswith("all but"):
        listed = [protocol for protocol in PROTOCOLS if protocol not in listed]
    ranges = [(part.split("-")[0], part.split("-")[-1]) for part in (found["ports"] or "1-65535").split(",")]
    return {(one, int(low), int(high)) for one in listed if one in PROTOCOLS for low, high in ranges}


def joined(ranges):
    """Ranges of ports, those that touch made one."""
    merged = []
    for protocol, low, high in sorted(ranges):
        if merged and merged[-1][0] == protocol and low <= merged[-1][2] + 1:
            merged[-1] = (protocol, merged[-1][1], max(high, merged[-1][2]))
        else:
            merged.append((protocol, low, high))
    return merged


def of_nca(folder):
    """What nca says: triples of source, destination and ports."""
    answer = folder / "nca.txt"
    answer.unlink(missing_ok=True)
    said = io.StringIO()
    arguments = ["--connectivity", "-r", str(folder / "cluster"), "-o", "txt_no_fw_rules", "-f", str(answer)]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        result = nca_main([*arguments, "--print_ipv6", "--output_endpoints", "pods"])
    if result != 0 or not answer.is_file():
        raise ValueError(f"nca ended with {result}: {said.getvalue().strip()}")
    triples = []
    for line in filter(None, answer.read_text().splitlines()):
        found = LINE.fullmatch(line)
        if not found:
            raise ValueError(f"no verdict: {line}")
        ports = connections(found["connection"])
        for source in found["source"].split(","):
            for destination in found["destination"].split(","):
                triples.append((place(source), place(destination), ports))
    return triples


def of_netz(folder):
    """What netz says: triples of source, destination and ports."""
    verdicts = json.loads((folder / "netz.json").read_text())
    return [
        (place(source), place(destination), set(map(tuple, verdict["ports"])))
        for verdict in verdicts
        for source in verdict["from"]
        for destination in verdict["to"]
    ]


def table(triples, starts):
    """Ports by source and destination, an address for each range of either side."""
    def names(one):
        if isinstance(one, str):
            return [one]
        first, last = one
        return [str(start) for start in starts if start.version == first.version and first <= start <= last]

    ports = {}
    for source, destination, allowed in triples:
        for one in names(source):
            for other in names(destination):
                if one != other:
                    ports.setdefault((one, other), set()).update(allowed)
    return {pair: joined(allowed) for pair, allowed in ports.items()}


def compared(folder):
    """The number of pairs with connections, and what differs."""
    try:
        sides = of_netz(folder), of_nca(folder)
    except Exception as error:  # Whatever it is, this cluster wasn't compared.
        return 0, [f"{folder.name}: {error}"]
    places = [one for side in sides for triple in side for one in triple[:2] if not isinstance(one, str)]
    starts = set()
    for first, last in places:
        starts.add(first)
        if int(last) + 1 < 2**last.max_prefixlen:
            starts.add(last + 1)
    netz, nca = (table(side, starts) for side in sides)
    pairs = sorted(netz.keys() | nca.keys())
    differ = [
        f"{folder.name}: {source} -> {destination}: netz {netz.get((source, destination))}, nca {nca.get((source, destination))}"
        for source, destination in pairs
        if netz.get((source, destination)) != nca.get((source, destination))
    ]
    return len(pairs), differ


def silence():
    """nca warns of what is unusual, and these clusters are."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def main():
    parser = argparse.ArgumentParser(description="Compares netz' sets with network-config-analyzer on random clusters.")
    parser.add_argument("clusters", nargs="?", type=int, default=300, help="how many clusters [300]")
    parser.add_argument("seed", nargs="?", type=int, default=0, help="the first cluster's seed [0]")
    arguments = parser.parse_args()
    count, seed = arguments.clusters, arguments.seed
    started = time.monotonic()
    shutil.rmtree(CLUSTERS, ignore_errors=True)
    environment = {"NETZ_ORACLE": CLUSTERS, "NETZ_ORACLE_SEED": seed, "NETZ_ORACLE_CLUSTERS": count}
    subprocess.run(
        ["cargo", "test", "--locked", "--quiet", "--lib", "verify::tests::oracle", "--", "--ignored"],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        env=os.environ | {name: str(value) for name, value in environment.items()},
    )
    folders = sorted(CLUSTERS.iterdir())
    assert len(folders) == count, f"{len(folders)} clusters were written"
    # nca remembers the pods of earlier runs: a process for each cluster, forked, so that it starts at once.
    with multiprocessing.get_context("fork").Pool(initializer=silence, maxtasksperchild=1) as pool:
        results = pool.map(compared, folders, chunksize=1)
    pairs, differ = sum(result[0] for result in results), [line for result in results for line in result[1]]
    for line in differ[:40]:
        print(line)
    wrong = sum(1 for result in results if result[1])
    print(f"network-config-analyzer: {count - wrong} of {count} clusters agree (seeds {seed} to {seed + count - 1}), "
          f"{pairs} pairs with connections, {time.monotonic() - started:.0f} s")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
