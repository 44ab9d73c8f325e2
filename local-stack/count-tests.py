"""Prints the closing line of test.sh from the JUnit reports below the current folder; exits 1 when a test failed or none ran."""

import glob
import sys
import xml.etree.ElementTree as xml

passed = failed = skipped = 0
for report in glob.glob("**/target/*-reports/TEST-*.xml", recursive=True):
    suite = xml.parse(report).getroot()
    bad = int(suite.get("failures")) + int(suite.get("errors"))
    left_out = int(suite.get("skipped"))
    failed += bad
    skipped += left_out
    passed += int(suite.get("tests")) - bad - left_out

print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed or not passed else 0)
