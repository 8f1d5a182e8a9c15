"""Plans a change of one file, asks the policy, applies it atomically, verifies it, and leaves records of all of that."""
import hashlib
import json
import os
import sqlite3
import time
import uuid
from pathlib import Path

POLICY = Path(__file__).resolve().parents[2] / "policies" / "policy.json"
RISKS = ["low", "medium", "high", "critical"]
STEPS = ["plan", "assess", "decide", "snapshot", "apply", "verify", "record"]


class VerificationFailed(Exception):
    """What was written is not what was planned."""


class Execution:
    """One execution, with its folder of records below `<home>/executions/`."""

    def __init__(self, home, fault=""):
        self.home = Path(home)
        self.fault = fault
        self.id = uuid.uuid4().hex[:12]
        self.folder = self.home / "executions" / self.id
        (self.folder / "steps").mkdir(parents=True)
        self.done = []

    def run(self, path, text):
        """Changes the file below the current folder. Returns what happened; raises `VerificationFailed`, after putting back what was there."""
        plan = self.step("plan", lambda: {"file": path, "sha256": sha256(text), "steps": STEPS})
        risk = self.step("assess", lambda: risk_of(path))
        verdict = self.step("decide", lambda: policy()["verdicts"][risk])
        self.write("plan", plan)
        self.write("changeset", {"changes": [{"file": path, "risk": risk}], "risk": risk})
        self.write("decision", {"verdict": verdict, "risk": risk})
        if verdict != "ALLOW":
            return self.end("refused", risk, verdict)
        before = self.step("snapshot", lambda: read(path))
        self.step("apply", lambda: replace(path, text + ("!" if self.fault == "apply" else "")))
        try:
            self.step("verify", lambda: verify(path, plan["sha256"]))
        except VerificationFailed:
            restore(path, before)
            self.end("rolled-back", risk, verdict)
            raise
        return self.end("completed", risk, verdict)

    def step(self, name, work):
        """Runs one step, with a log of its own, whatever comes of it."""
        began = time.monotonic()
        outcome = "failed"
        try:
            result = work()
            outcome = "done"
            return result
        finally:
            self.done.append(name)
            if not (self.fault == "silent-step" and name == "apply"):
                took = time.monotonic() - began
                log = self.folder / "steps" / f"{len(self.done):02}-{name}.log"
                log.write_text(f"{name}: {outcome} in {took * 1000:.1f} ms\n", encoding="utf-8")

    def end(self, status, risk, verdict):
        row = (self.id, status, risk, verdict)
        self.step("record", lambda: None if self.fault == "no-row" else record(self.home / "lonelycat.db", row))
        result = {"id": self.id, "status": status, "risk": risk, "verdict": verdict, "steps": len(self.done)}
        if self.fault != "no-record":
            self.write("execution", result)
        return result

    def write(self, name, content):
        (self.folder / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def policy():
    return json.loads(POLICY.read_text(encoding="utf-8"))


def risk_of(path):
    """The worst rule that matches; what no rule names is critical."""
    found = [rule["risk"] for rule in policy()["risk"] if path.startswith(rule["prefix"])]
    return max(found, key=RISKS.index) if found else "critical"


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def read(path):
    file = Path(path)
    return file.read_text(encoding="utf-8") if file.exists() else None


def replace(path, text):
    """A reader sees the old file or the new one, never a half."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(file.suffix + ".new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, file)


def restore(path, before):
    if before is None:
        Path(path).unlink()
    else:
        replace(path, before)


def verify(path, wanted):
    if sha256(read(path) or "") != wanted:
        raise VerificationFailed(f"{path} is not what was planned")


def record(database, row):
    with sqlite3.connect(database) as connection:
        connection.execute("create table if not exists executions (id text primary key, status text, risk_level text, verdict text)")
        connection.execute("insert into executions values (?, ?, ?, ?)", row)
    connection.close()
