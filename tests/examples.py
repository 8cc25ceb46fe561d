#!/usr/bin/env python3
"""The examples of docs/diagnostics/*.md, run: a bad one gives exactly its id, a good one nothing.

    CAVEAT=build/caveat tests/examples.py

The form of the pages is told in docs/diagnostics/README.md. The stage of an id is its first digit
after W: W1 lint, W2 analyze, W3 translations; the compiler's own otherwise. Invariant: an id of
COMPLETE's groups without both examples is a failure.
"""
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from cases import decode_bytes, diagnostics
from command import Failure, call

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = Path(os.environ.get("CAVEAT", ROOT / "build/caveat")).resolve()
HEAD = re.compile(r"^## ([EWN]\d{3}) (\S+)$")
COMPLETE = ("E0", "E1", "E2", "E3", "W0", "W1", "W2", "W3")  # groups whose every id must have both examples
WITHOUT = {"E001", "E099"}  # but for these: their pages say why they have none
NO_EXAMPLE = "No example: "
STAGES = {"W1": "lint", "W2": "analyze", "W3": "lint"}


def frame():
    text = (ROOT / "docs/diagnostics/README.md").read_text(encoding="utf-8")
    return re.search(r"^```caveat-frame\n(.*?)^```$", text, re.M | re.S).group(1)


def registry():
    text = (ROOT / "compiler/diag.def").read_text(encoding="utf-8")
    rows = re.findall(r'^(?:DIAG|LINT|ANALYZE|TRANSLATION)\(\w+,(?: \w+,)? "(\w+)", "([\w-]+)"',
                      text, re.M)
    return dict(rows)


def read_page(path):
    """{id: {"name": …, "Bad": [(mark, argument, text)], "Good": […]}}"""
    found, entry, part, block = {}, None, None, None
    for line in path.read_text(encoding="utf-8").split("\n"):
        if block is not None and line != "```":
            block[2].append(line)
        elif block is not None:
            if entry is not None and block[0].startswith("caveat"):
                entry[part].append((block[0], block[1], "\n".join(block[2]) + "\n"))
            block = None
        elif line.startswith("```"):
            mark, _, argument = line[3:].partition(" ")
            block = (mark, argument, [])
        elif line.startswith("## "):
            head = HEAD.match(line)
            if not head:
                raise Failure("%s: not a heading of a diagnostic: %s" % (path.name, line))
            entry = found[head.group(1)] = {"name": head.group(2), "Bad": [], "Good": []}
            part = None
        elif line in ("Bad:", "Good:"):
            part = line[:-1]
        elif line.startswith(NO_EXAMPLE) and entry is not None:
            entry["why not"] = line[len(NO_EXAMPLE):]
    return found


def write_files(folder, blocks):
    for source in (ROOT / "rules").glob("*.facts.cav"):
        shutil.copy(source, folder)
    for mark, argument, text in blocks:
        target = folder / (argument if mark == "caveat-file" else "main.cav")
        target.parent.mkdir(parents=True, exist_ok=True)
        if mark == "caveat-part":
            target.write_text(frame().replace("# PART\n", text), encoding="utf-8")
        elif mark in ("caveat-bytes",):
            target.write_bytes(decode_bytes(text))
        elif mark in ("caveat", "caveat-file"):
            target.write_text(text, encoding="utf-8")
        else:
            raise Failure("no block is marked " + mark)


def ids_of(ident, blocks):
    """The ids that the stage of `ident` gives, and all that was printed."""
    verb = STAGES.get(ident[:2], "compile")
    words = {"compile": ["-o", "main.img"]}.get(verb, [])
    with tempfile.TemporaryDirectory(prefix="caveat-example-") as name:
        folder = Path(name)
        write_files(folder, blocks)
        answer = call([CAVEAT, verb, "main.cav", *words], cwd=folder)
    if answer.status not in (0, 1, 3):
        raise Failure(answer.shown())
    return {i for _, i, _ in diagnostics(answer.err + answer.out)}, answer.shown()


def check(ident, entry, part):
    if not entry[part]:
        raise Failure("no %s example" % part.lower())
    found, shown = ids_of(ident, entry[part])
    wanted = {ident} if part == "Bad" else set()
    if found != wanted:
        raise Failure("the %s example gives %s\n%s"
                      % (part.lower(), ", ".join(sorted(found)) or "nothing", shown))


def main():
    passed = failed = 0
    names, pages = registry(), {}
    for path in sorted((ROOT / "docs/diagnostics").glob("*.md")):
        if path.name != "README.md":
            pages.update(read_page(path))
    for ident in sorted(set(names) | set(pages)):
        entry = pages.get(ident)
        if ident in WITHOUT and entry and entry.get("why not") and not entry["Bad"] + entry["Good"]:
            passed += 1
            continue
        if entry is None and not ident.startswith(tuple(COMPLETE)):
            continue
        for part in ("Bad", "Good"):
            try:
                if entry is None:
                    raise Failure("no page of docs/diagnostics/ shows it")
                if entry["name"] != names.get(ident):
                    raise Failure("the registry calls it %s" % names.get(ident))
                check(ident, entry, part)
                passed += 1
            except Failure as failure:
                failed += 1
                print("%s %s: %s" % (ident, part, failure))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
