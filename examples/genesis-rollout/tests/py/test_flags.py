"""Tests of the environment file, with what Python brings. Run as a program it writes a report as pytest does."""
import sys
import time
import unittest
import xml.etree.ElementTree as xml

FLAGS = ["USE_SPICE", "USE_PIPELEX", "PIPELEX_FALLBACK_MODE", "ENABLE_OTEL_TRACING"]


def values(path=".env.production"):
    with open(path, encoding="utf-8") as lines:
        return dict(line.strip().split("=", 1) for line in lines if "=" in line)


class Flags(unittest.TestCase):
    """Every flag that the rollout needs."""


for flag in FLAGS:
    setattr(Flags, f"test_{flag.lower()}", lambda self, flag=flag: self.assertEqual(values()[flag], "true"))


class Report(unittest.TestResult):
    """A result that remembers every test as a row of JUnit's report."""

    def __init__(self):
        super().__init__()
        self.suite = xml.Element("testsuite", name="pytest")

    def startTest(self, test):
        super().startTest(test)
        module, group, name = test.id().split(".")
        self.case = xml.SubElement(self.suite, "testcase", classname=f"tests.py.{module}.{group}", name=name, file="tests/py/test_flags.py")
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


if __name__ == "__main__":
    sys.modules["test_flags"] = sys.modules["__main__"]
    Flags.__module__ = "test_flags"
    result = Report()
    unittest.defaultTestLoader.loadTestsFromTestCase(Flags).run(result)
    result.suite.set("tests", str(result.testsRun))
    root = xml.Element("testsuites")
    root.append(result.suite)
    xml.ElementTree(root).write(sys.argv[1], encoding="utf-8", xml_declaration=True)
    sys.exit(0 if result.wasSuccessful() else 1)
