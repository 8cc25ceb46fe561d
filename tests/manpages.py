#!/usr/bin/env python3
"""The manual pages: one for the command and one for each verb, whole, the same as --help, and clean.

    CAVEAT=build/caveat BUILD=build tests/manpages.py

Where groff is missing its part is skipped. Closes with `N passed, N failed, N skipped`.
"""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("BUILD", str(ROOT / "build"))).resolve()
CAVEAT = str(Path(os.environ.get("CAVEAT", str(BUILD / "caveat"))).resolve())
SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "SEE ALSO"]


def flat(text):
    return re.sub(r"\s+", "", text.replace("`", ""))


def plain(path):
    """A page's text without troff."""
    text = re.sub(r"^\.(?:TP|PP|ad l|nh)\n", "", path.read_text(encoding="utf-8"), flags=re.M)
    text = re.sub(r"^\.(?:B|BR|I|IR|SH|TH) ", "", text, flags=re.M)
    for escape, sign in ((r"\fI", ""), (r"\fR", ""), (r"\fB", ""), (r"\-", "-"), (r"\&", ""), (r"\(aq", "'"), (r"\(rs", "\\")):
        text = text.replace(escape, sign)
    return text


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)


class Pages:
    passed = failed = skipped = 0

    def holds(self, what, truth, *shown):
        if truth:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED  %s: %s" % (what, " ".join(map(str, shown))))

    def verb(self, name):
        path = BUILD / "docs" / ("caveat-%s.1" % name)
        if not path.exists():
            self.holds(path.name + " is there", False, "no page")
            return
        source, text = path.read_text(encoding="utf-8"), plain(path)
        self.holds(name + ": all sections, in order", re.findall(r"^\.SH (.*)$", source, re.M) == SECTIONS,
                   "a verb needs rows in examples.def, and a paragraph `Status: ` in verbs.def",
                   re.findall(r"^\.SH (.*)$", source, re.M))
        told = run(CAVEAT, name, "--help").stdout.decode()
        self.holds(name + ": help VERB is VERB --help", told and told == run(CAVEAT, "help", name).stdout.decode())
        body, _, options = told.partition("\noptions:\n")
        options, _, examples = options.partition("\nexamples:\n")
        names = re.findall(r"^  (?:-\w, |    )--([a-z-]+)", options, re.M)
        shown = re.search(r"^OPTIONS$(.*?)^EXIT STATUS$", text, re.M | re.S)
        shown = re.findall(r"^(?:-\w, )?--([a-z-]+)", shown.group(1) if shown else "", re.M)
        self.holds(name + ": every option", "help" in names and shown == names, shown, names)
        page = flat(text)
        for paragraph in body.split("\n\n")[2:]:
            if not paragraph.startswith("Status: "):
                self.holds(name + ": what --help says", flat(paragraph) in page, paragraph)
                continue
            for number, meaning in re.findall(r"(\d+) ([^;.]*)", paragraph):
                self.holds(name + ": status " + number, flat(number + meaning) in page, meaning)
        rows = re.findall(r"^  (caveat .*)\n      (.*)$", examples, re.M)
        for command, what in rows:
            self.holds(name + ": example", flat(command + what) in page, command)
            verb = re.match(r"caveat (\w+)", command).group(1)
            self.holds(command + ": its options are the verb's", verb == name and
                       set(re.findall(r" --([a-z-]+)", command)) <= set(names))

    def command(self, verbs):
        text = plain(BUILD / "docs/caveat.1")
        for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "VERBS", "EXIT STATUS", "ENVIRONMENT", "EXAMPLES", "SEE ALSO"):
            self.holds("caveat.1: " + section, ("\n%s\n" % section) in text)
        for verb in verbs:
            self.holds("caveat.1 sends to the page of " + verb, "caveat-%s (1)" % verb in text)
        numbers = re.findall(r"TOOL_\w+ = (\d+)", (ROOT / "tools/caveat/tool.h").read_text())
        self.holds("caveat.1: every status", len(numbers) > 8 and all("\n%s\n" % n in text for n in numbers), numbers)

    def lint(self):
        pages = sorted((BUILD / "docs").glob("*.1"))
        if not shutil.which("groff"):
            self.skipped += 1
            print("skipped troff's opinion of the manual pages: no groff")
            return
        for page in pages:
            answer = run("groff", "-man", "-Tutf8", "-ww", "-P-c", str(page))
            long = [x for x in answer.stdout.decode().splitlines() if len(re.sub("\x1b\\[[0-9;]*m|.\b", "", x)) > 80]
            self.holds(page.name + ": groff has nothing to say", answer.returncode == 0 and not answer.stderr, answer.stderr.decode())
            self.holds(page.name + ": fits 80 columns", not long, long)


def main():
    verbs = re.findall(r"^VERB\((\w+),", (ROOT / "tools/caveat/verbs.def").read_text(), re.M)
    examples = set(re.findall(r'^EXAMPLE\("(\w+)"', (ROOT / "tools/caveat/examples.def").read_text(), re.M))
    pages = Pages()
    pages.holds("examples are of verbs", examples <= set(verbs), examples - set(verbs))
    for verb in verbs:
        pages.verb(verb)
    pages.command(verbs)
    pages.lint()
    print("%d passed, %d failed, %d skipped" % (pages.passed, pages.failed, pages.skipped))
    return 1 if pages.failed else 0


if __name__ == "__main__":
    sys.exit(main())
