"""What a release must be able to do. Run as a program it writes a JUnit report, with what Python brings."""
import os
import sqlite3
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from executor import Execution, VerificationFailed  # noqa: E402

BROKEN = os.environ.get("FAULT") == "acceptance"


class Acceptance(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)

    def run_change(self, path, fault=""):
        return Execution(".lonelycat", fault).run(path, "text\n")

    def test_allowed_change_is_applied(self):
        result = self.run_change("docs/a.md")
        self.assertEqual((result["verdict"], result["steps"]), ("ALLOW", 6 if BROKEN else 7))
        self.assertEqual(Path("docs/a.md").read_text(), "text\n")

    def test_risky_change_waits_for_approval(self):
        self.assertEqual(self.run_change("config/a.yml")["verdict"], "NEEDS_APPROVAL")
        self.assertFalse(Path("config/a.yml").exists())

    def test_critical_change_is_denied(self):
        self.assertEqual(self.run_change("policies/a.json")["verdict"], "DENY")
        self.assertFalse(Path("policies/a.json").exists())

    def test_what_does_not_verify_is_put_back(self):
        Path("docs").mkdir()
        Path("docs/a.md").write_text("before\n")
        with self.assertRaises(VerificationFailed):
            self.run_change("docs/a.md", "apply")
        self.assertEqual(Path("docs/a.md").read_text(), "before\n")

    def test_every_execution_has_its_row(self):
        ids = {self.run_change("docs/a.md")["id"], self.run_change("docs/b.md")["id"]}
        connection = sqlite3.connect(".lonelycat/lonelycat.db")
        self.assertEqual({row[0] for row in connection.execute("select id from executions")}, ids)
        connection.close()


class Report(unittest.TestResult):
    """A result that remembers every test as a row of JUnit's report."""

    def __init__(self):
        super().__init__()
        self.suite = xml.Element("testsuite", name="acceptance")

    def startTest(self, test):
        super().startTest(test)
        self.case = xml.SubElement(self.suite, "testcase", classname="acceptance", name=test.id().split(".")[-1])
        self.began = time.monotonic()

    def stopTest(self, test):
        super().stopTest(test)
        self.case.set("time", f"{time.monotonic() - self.began:.6f}")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        xml.SubElement(self.case, "failure", message=str(err[1]))

    def addError(self, test, err):
        super().addError(test, err)
        xml.SubElement(self.case, "error", message=str(err[1]))


def main(report):
    result = Report()
    unittest.defaultTestLoader.loadTestsFromTestCase(Acceptance).run(result)
    result.suite.set("tests", str(result.testsRun))
    root = xml.Element("testsuites")
    root.append(result.suite)
    xml.ElementTree(root).write(report, encoding="utf-8", xml_declaration=True)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
