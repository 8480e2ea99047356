#!/usr/bin/env python3
"""What other people's repositories take from this one: the hooks of pre-commit and the GitHub action.

    tests/conveniences/run.py NETZ

Needs pyyaml, and pre-commit on the PATH or beside this Python. The steps of the action are run as GitHub runs them, but
for those of other actions; a `gh` that writes down what it is told stands for GitHub.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
ACTION = ROOT / ".github/actions/netz"
NETZ = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ROOT / "target/debug/netz").resolve()
PROGRAM = "zone shop isolates\nsegment web tcp/8080\nsegment api tcp/8080\nweb -> api\n"
CLUSTER = "cluster { service dns = kube-system/dns-pods udp/53 tcp/53 }\nextern zone kube-system { segment dns-pods: k8s-app=kube-dns }\n"


def git(folder, *arguments):
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


class Repository(unittest.TestCase):
    """A repository with a program and its YAML."""

    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="netz-conveniences-"))
        self.addCleanup(shutil.rmtree, self.work)
        self.bin = self.work / "bin"
        self.bin.mkdir()
        (self.bin / "netz").symlink_to(NETZ)
        scripts = pathlib.Path(sys.executable).parent
        self.environment = {**os.environ, "PATH": f"{self.bin}:{scripts}:{os.environ['PATH']}", "HOME": str(self.work)}
        self.folder = self.work / "policies"
        self.folder.mkdir()
        self.write(PROGRAM + CLUSTER)
        self.shell("netz build -q -o k8s")
        git(self.folder, "init")
        git(self.folder, "add", ".")
        git(self.folder, "commit", "-m", "one")

    def write(self, text):
        (self.folder / "main.netz").write_text(text)

    def shell(self, command, environment=None):
        result = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
            cwd=self.folder, env=environment or self.environment, capture_output=True, text=True,
        )
        return result.returncode, result.stdout + result.stderr


class PreCommit(Repository):
    def setUp(self):
        super().setUp()
        hooks = self.work / "hooks"
        hooks.mkdir()
        shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
        git(hooks, "init")
        git(hooks, "add", ".")
        git(hooks, "commit", "-m", "hooks")
        revision = git(hooks, "rev-parse", "HEAD").strip()
        all_hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
        self.assertEqual({hook["language"] for hook in all_hooks}, {"rust"})
        chosen = [{"id": hook["id"], "language": "system"} for hook in all_hooks]
        config = {"repos": [{"repo": str(hooks), "rev": revision, "hooks": chosen}]}
        (self.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        git(self.folder, "add", ".")

    def run_hooks(self):
        git(self.folder, "add", ".")
        return self.shell("pre-commit run --color never")

    def test_a_program_in_order_passes(self):
        self.write(PROGRAM.replace("web -> api", "web -> api  # as ever") + CLUSTER)
        status, said = self.run_hooks()
        self.assertEqual(status, 0, said)
        self.assertEqual(said.count("Passed"), 3, said)

    def test_the_style_is_repaired(self):
        self.write(PROGRAM.replace("web -> api", "web->api") + CLUSTER)
        status, said = self.run_hooks()
        self.assertEqual(status, 1, said)
        self.assertRegex(said, r"netz fmt\.+Failed\n(.*\n)*?.*files were modified")
        self.assertIn("web -> api\n", (self.folder / "main.netz").read_text())

    def test_a_mistake_and_its_place_are_shown(self):
        self.write(PROGRAM.replace("web -> api", "web -> apj") + CLUSTER)
        status, said = self.run_hooks()
        self.assertEqual(status, 1, said)
        self.assertIn("there is no segment `apj`", said)
        self.assertIn("main.netz:4:8", said)

    def test_yaml_that_is_not_built_fails(self):
        self.write(PROGRAM + "api -> web\n" + CLUSTER)
        status, said = self.run_hooks()
        self.assertEqual(status, 1, said)
        self.assertRegex(said, r"netz check\.+Passed")
        self.assertRegex(said, r"netz build --check\.+Failed")


class Action(Repository):
    def setUp(self):
        super().setUp()
        self.runner = self.work / "runner"
        (self.runner / "netz/bin").mkdir(parents=True)
        # What the cache brings.
        shutil.copy(NETZ, self.runner / "netz/bin/netz")
        (self.bin / "netz").unlink()
        gh = self.bin / "gh"
        gh.write_text('#!/bin/sh\necho "gh $*"\nwhile [ $# -gt 0 ]; do [ "$1" = --body-file ] && cat "$2"; shift; done\n')
        gh.chmod(0o755)
        git(self.folder, "update-ref", "refs/remotes/origin/main", "HEAD")

    def run_action(self, event="push", **given):
        """Runs the steps; each is its name, its status and what it said. A step after one that failed is left out."""
        action = yaml.safe_load((ACTION / "action.yml").read_text())
        unknown = set(given) - set(action["inputs"])
        self.assertFalse(unknown)
        inputs = {name: one.get("default", "") for name, one in action["inputs"].items()} | given
        values = {f"inputs.{name}": value for name, value in inputs.items()}
        values |= {"github.base_ref": "main", "github.event.pull_request.number": "7"}
        path, output = self.work / "path", self.work / "output"
        path.write_text("")
        environment = {**self.environment, "GITHUB_ACTION_PATH": str(ACTION), "RUNNER_TEMP": str(self.runner),
                       "GITHUB_PATH": str(path), "GITHUB_OUTPUT": str(output)}
        done, failed = [], False
        for step in action["runs"]["steps"]:
            if "run" not in step:
                continue
            name, condition = step.get("name", step.get("id")), step.get("if", "")
            wanted = {"": True, "inputs.output != ''": inputs["output"] != ""}.get(
                condition, inputs["comment"] == "true" and event == "pull_request")
            if not wanted or (failed and "cancelled()" not in condition):
                continue
            variables = {key: values[text.strip("${} ")] for key, text in step.get("env", {}).items()}
            added = path.read_text().split()
            status, said = self.shell(step["run"], {
                **environment, **variables, "PATH": ":".join([*reversed(added), environment["PATH"]])})
            done.append((name, status, said))
            failed = failed or status != 0
        return done

    def test_a_program_in_order_passes(self):
        steps = self.run_action(output="k8s")
        self.assertEqual([(name, status) for name, status, _ in steps],
                         [("version", 0), ("install netz", 0), ("netz check", 0), ("netz build --check", 0)], steps)
        self.assertRegex((self.work / "output").read_text(), r"\Akey=[0-9a-f]{16}\n\Z")

    def test_findings_are_annotations(self):
        self.write(PROGRAM.replace("web -> api", "web -> apj") + CLUSTER)
        name, status, said = self.run_action(output="k8s")[-1]
        self.assertEqual((name, status), ("netz check", 1), said)
        self.assertIn("::error file=main.netz,line=4,col=8,", said)

    def test_warnings_fail_unless_the_flags_say_otherwise(self):
        self.write(PROGRAM + 'web -> anywhere tcp/443\n' + CLUSTER)
        self.assertEqual(self.run_action()[-1][:2], ("netz check", 1))
        steps = self.run_action(flags="")
        self.assertEqual(steps[-1][:2], ("netz check", 0), steps)

    def test_drift_fails(self):
        self.write(PROGRAM + "api -> web\n" + CLUSTER)
        self.assertEqual(self.run_action(output="k8s")[-1][:2], ("netz build --check", 1))

    def test_a_pull_request_is_told_what_it_opens(self):
        self.write(PROGRAM + "api -> web\n" + CLUSTER)
        steps = self.run_action("pull_request", output="k8s", comment="true")
        name, status, said = steps[-1]
        self.assertEqual((name, status), ("netz diff", 0), steps)
        self.assertIn("gh pr comment 7 --body-file", said)
        self.assertIn("api", said.split("\n", 1)[1])

    def test_the_program_may_be_named(self):
        (self.folder / "main.netz").rename(self.folder / "other.netz")
        self.assertEqual(self.run_action()[-1][1], 2)
        steps = self.run_action("pull_request", program="other.netz", comment="true")
        self.assertEqual([status for _, status, _ in steps], [0, 0, 0, 0], steps)


if __name__ == "__main__":
    unittest.main(verbosity=2)
