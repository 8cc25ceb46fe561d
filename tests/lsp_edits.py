#!/usr/bin/env python3
"""Random edits against the language server: it must stay, answer everything, and stay in step.

    tests/lsp_edits.py [-n EDITS] [--seed N]        the server is $CAVEAT, or build/caveat

Every edit inserts, deletes or replaces bytes or tokens of a small pack, its vocabulary or its tests,
or of the shipped ones, and is followed by a request at a random place; now and then the same text is
opened as another file, and both must have the same findings. Refuses errors that are no answers.
Invariant: the same seed makes the same conversation; what failed is printed with it.
"""
import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from command import Failure
from lsp import FACTS, PACK, TESTS
from lsp_client import Client

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = str(Path(os.environ.get("CAVEAT", ROOT / "build/caveat")).resolve())

PIECES = (list("{}(),:\"/#.-\\ \n\r\t") + ["\0", "\u00e9", "\u2028", "\U0001F600", "\u201c", "\u200b", "\ufeff", "\u2010",
          "or later", "within", "before", "=>", "<=", "..", "8.10", "-1", "$1", "0x4000", "/a.*/i", "/(", "\"x\"",
          "L0.", "L0.platform", "L9.x", "{L0.os}", "{{", "# allow W010: x", "\r\n", "}\n}\n", "{ {", "\\u{41}", "\\"]
          + "pack use layer product feature fact define impossible section rule test title applies version from "
            "os-release at flag one of number text release fixed here guest any file files only when present absent "
            "statement line no cite why require then else conflict fix exists matches given depth expect between by "
            "missing and or not in is broken note unknown arch.1 intel amd rhel nesting".split())

ASKS = ("hover", "definition", "references", "documentHighlight", "completion", "completion", "completion",
        "prepareRename", "rename", "formatting", "documentSymbol", "foldingRange", "codeAction", "symbol")
BATCH = 40   # requests under way at once
ALLOWED = {-32803}


def units(text):
    return len(text.encode("utf-16-le")) // 2


class Buffer:
    """A text as the client holds it, and the protocol's positions in it."""

    def __init__(self, uri, text):
        self.uri, self.original, self.text, self.version = uri, text, text, 0

    def position(self, at):
        before = self.text[:at].replace("\r\n", " \n").replace("\r", "\n")
        # between CR and LF there is no position of its own: the line's end
        if 0 < at < len(self.text) and self.text[at - 1] == "\r" and self.text[at] == "\n":
            before = before[:-1]
        line = before.count("\n")
        return {"line": line, "character": units(before[before.rfind("\n") + 1:])}

    def place(self, random_):
        at = random_.randrange(len(self.text) + 1)
        if 0 < at < len(self.text) and self.text[at - 1] == "\r" and self.text[at] == "\n":
            at -= 1
        return at


class Edits:
    def __init__(self, seed, folder):
        self.random = random.Random(seed)
        self.client = Client(CAVEAT, folder)
        self.waiting, self.count, self.asked, self.refused = [], 0, 0, 0
        small = [("facts.cav", FACTS), ("demo.cav", PACK), ("demo.tests.cav", TESTS)]
        for name, text in small:
            (folder / name).write_text(text)
        self.small = [Buffer((folder / name).as_uri(), text) for name, text in small]
        shipped = folder / "shipped"
        shutil.copytree(ROOT / "rules", shipped)
        self.shipped = [Buffer(p.as_uri(), p.read_text(encoding="utf-8")) for p in sorted(shipped.glob("*.cav"))]
        self.shadow = (folder / "shadow").as_uri()
        self.open = []

    # -- one edit --

    def piece(self, b):
        r = self.random
        kind = r.randrange(10)
        if kind < 6:
            return r.choice(PIECES)
        words = b.original.split()
        if kind < 9:
            return r.choice(words)
        at = r.randrange(len(b.original))
        return b.original[at:at + r.randrange(120)]

    def edit(self, b):
        """The change, done to our own text too."""
        r = self.random
        if len(b.text) > 3 * len(b.original) + 2000 or (r.random() < 0.01 and len(self.open) > 2):
            b.text = b.original
            return {"text": b.text}
        start = b.place(r)
        end = start
        kind = r.randrange(4)
        if kind:  # take something away
            end = min(len(b.text), start + (r.randrange(1, 4) if kind < 3 else r.randrange(1, 60)))
            if 0 < end < len(b.text) and b.text[end - 1] == "\r" and b.text[end] == "\n":
                end += 1
        new = self.piece(b) if kind != 1 else ""
        change = {"range": {"start": b.position(start), "end": b.position(end)}, "text": new}
        b.text = b.text[:start] + new + b.text[end:]
        return change

    def ask(self, b):
        r = self.random
        what = r.choice(ASKS)
        at = b.position(b.place(r))
        params = {"textDocument": {"uri": b.uri}, "position": at}
        if what == "rename":
            params["newName"] = r.choice(["x", "new-name", "a.b", "when", "L0", "", "\u00e9", "platform", "x" * 300])
        elif what == "references":
            params["context"] = {"includeDeclaration": True}
        elif what == "codeAction":
            params["range"] = {"start": at, "end": b.position(b.place(r))}
            params["context"] = {"diagnostics": []}
        self.asked += 1
        if what == "symbol":
            return self.client.start("workspace/symbol", {"query": r.choice(["", "a", "amd", "\u00e9"])})
        return self.client.start("textDocument/" + what, params)

    # -- the conversation --

    def drain(self):
        for number in self.waiting:
            answer = self.client.answer(number)
            if "error" in answer:
                self.refused += 1
                if answer["error"]["code"] not in ALLOWED:
                    raise Failure("no answer: %s" % json.dumps(answer))
        self.waiting.clear()

    def in_step(self):
        """The buffers as they are now, opened elsewhere as new files: the same is found."""
        self.drain()
        names = {b: b.uri.rsplit("/", 1)[1] for b in self.open}
        folder = Path(self.shadow[len("file://"):])
        folder.mkdir(exist_ok=True)
        for b in self.open:  # the folder is searched for files that use each other
            (folder / names[b]).write_bytes(b.text.encode())
        for b in self.open:
            self.client.open("%s/%s" % (self.shadow, names[b]), b.text, self.count)
        self.client.ask("workspace/symbol", {"query": "none-such"})
        for b in self.open:
            ours = self.client.published.get(b.uri, [])
            other = self.client.published.get("%s/%s" % (self.shadow, names[b]), [])
            if ours != other:
                raise Failure("%s is out of step after %d edits:\n%s\n%s" % (names[b], self.count, [d for d in ours if d not in other][:3], [d for d in other if d not in ours][:3]))
        for b in self.open:
            self.client.tell("textDocument/didClose", {"textDocument": {"uri": "%s/%s" % (self.shadow, names[b])}})
        shutil.rmtree(folder)

    def swap(self, buffers):
        self.drain()
        for b in self.open:
            self.client.tell("textDocument/didClose", {"textDocument": {"uri": b.uri}})
        self.open = list(buffers)
        for b in self.open:
            b.version += 1
            b.text = b.original
            self.client.open(b.uri, b.text, b.version)

    def run(self, edits):
        r = self.random
        self.swap(self.small)
        while self.count < edits:
            b = r.choice(self.open)
            b.version += 1
            self.client.change(b.uri, b.version, *[self.edit(b) for _ in range(r.choice((1, 1, 1, 2)))])
            self.count += 1
            self.waiting.append(self.ask(b))
            if len(self.waiting) == BATCH:
                self.drain()
            if self.count % 60 == 0:  # text that is all damage says little
                self.swap(self.shipped if self.count % 6000 == 0 else self.small)
            if self.count % 250 == 31:
                self.in_step()
        self.drain()
        status = self.client.finish()
        if status:
            raise Failure("ended with %d" % status)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("-n", type=int, default=600, help="edits")
    p.add_argument("--seed", type=int, default=1)
    options = p.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="caveat-edits-"))
    began = time.time()
    edits = Edits(options.seed, folder)
    try:
        edits.run(options.n)
    except Exception as error:
        print("FAILED  seed %d, edit %d: %s: %s" % (options.seed, edits.count, type(error).__name__, error))
        print("0 passed, 1 failed")
        return 1
    finally:
        Client.kill_all()
        shutil.rmtree(folder, ignore_errors=True)
    print("%d edits, %d requests (%d with a reason why not), %.0f s" % (edits.count, edits.asked, edits.refused,
                                                                        time.time() - began))
    print("%d passed, 0 failed" % edits.count)
    return 0


if __name__ == "__main__":
    sys.exit(main())
