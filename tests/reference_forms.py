#!/usr/bin/env python3
"""Random rule texts in random layout, and every rule file of the project: formatting changes nothing.

Of each: the form compiles to the same stripped image with the same diagnostics; it holds the same
comments in the same order, the same strings and patterns to the byte; the form of the form is the
form. tests/forms.c judges the images, this file all else.

    tests/reference_forms.py [--texts N] [--seed S] [--show]
"""
import argparse
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from command import Failure, call, difference
from language_model import Maker
from layout import Layout, Richer, comments, tokens

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = Path(os.environ.get("CAVEAT", ROOT / "build/caveat")).resolve()
FORMS = Path(os.environ.get("BUILD", ROOT / "build")).resolve() / "tests/forms"
CHUNK = 500
VARIANTS = 3


def texts_of(text):
    """Strings and patterns as spelled (the order of a pattern's letters apart), then the rest."""
    found = [t for t in tokens(text) if not t.startswith("#")]
    strings = [t for t in found if t.startswith('"')]
    patterns = [t[:t.rindex("/") + 1] + "".join(sorted(t[t.rindex("/") + 1:])) for t in found if t.startswith("/")]
    others = [re.sub(r"\s+", " ", t) for t in found if t[0] not in '"/()']
    return strings, patterns, others


def same_but_layout(text, form):
    if comments(text) != comments(form):
        raise Failure("other comments\n" + difference("\n".join(comments(text)), "\n".join(comments(form))))
    for one, two in zip(texts_of(text), texts_of(form)):
        if one != two:
            raise Failure("other tokens\n" + difference("\n".join(one), "\n".join(two)))
    if "\r" in form or form.startswith("\ufeff"):
        raise Failure("a line end or mark that does not belong there")
    wrong = re.search(r"[ \t]\n|\n\n\n|\A\n|\n\n\Z|[^\n]\Z", form)
    if wrong:
        raise Failure("blanks or empty lines that do not belong there: %r"
                      % form[max(0, wrong.start() - 60):wrong.end() + 20])


def answers(out):
    """[(form, None) or (None, reason)]"""
    found, at = [], 0
    while at < len(out):
        end = out.index(b"\n", at)
        word, _, rest = out[at:end].decode().partition(" ")
        at = end + 1
        if word == "ok":
            found.append((out[at:at + int(rest)].decode(), None))
            at += int(rest)
        else:
            found.append((None, rest))
    return found


class Run:
    def __init__(self, options):
        self.options, self.passed, self.failed = options, 0, 0

    def fail(self, name, why, text=None):
        self.failed += 1
        if self.failed <= 10:
            print("FAILED %s: %s" % (name, why))
            if self.options.show and text is not None:
                print(text.replace("\r", "\\r"))

    def chunk(self, seeds):
        texts = []
        for seed in seeds:
            maker = Maker(seed)
            maker.make()
            texts.append(Layout(seed).of(Richer(maker, seed).text()))
        bodies = [t.encode() for t in texts]
        answer = call([FORMS], stdin=b"".join(b"%d\n%s" % (len(b), b) for b in bodies), timeout=600)
        judged = answers(answer.out.encode())
        if answer.status or len(judged) != len(texts):
            raise Failure("%d answers to %d texts\n%s" % (len(judged), len(texts), answer.err))
        for seed, text, (form, why) in zip(seeds, texts, judged):
            try:
                if why:
                    raise Failure(why)
                same_but_layout(text, form)
                self.passed += 1
            except Failure as failure:
                self.fail("seed %d" % seed, failure, text)

    def repository_file(self, path, folder, k):
        """Layout is not meaning: the stripped image is that of the file as it is in the project."""
        text = path.read_text(encoding="utf-8")
        laid = Layout(k).of(text) if k else text
        where = shutil.copytree(path.parent, folder / ("layout%d" % k)) / path.name
        where.write_bytes(laid.encode())
        form = call([CAVEAT, "fmt", where])
        if form.status:
            raise Failure(form.shown())
        same_but_layout(laid, form.out)
        if k == 0 and form.out != text:
            raise Failure("it is not formatted: caveat fmt -w %s" % path.relative_to(ROOT))
        where.with_name("form.cav").write_text(form.out, encoding="utf-8")
        again = call([CAVEAT, "fmt", "--check", where.with_name("form.cav")])
        if again.status:
            raise Failure("the form of its form is another\n" + again.shown())
        return where, form.out

    def images(self, where, form, names):
        """Of every pack of the folder, before and after `where` is replaced by its form."""
        packs = [where.parent / name for name in names]
        before = [self.image(p) for p in packs]
        where.write_text(form, encoding="utf-8")
        if [self.image(p) for p in packs] != before:
            raise Failure("its form compiles to something else")
        return before

    def image(self, pack):
        answer = call([CAVEAT, "compile", "--strip", pack.name, "-o", "it.img"], cwd=pack.parent)
        if answer.status:
            raise Failure(answer.shown())
        return (pack.parent / "it.img").read_bytes()

    def repository(self, folder):
        for path in [*sorted((ROOT / "rules").glob("*.cav")), *sorted((ROOT / "tests/data").glob("**/*.cav"))]:
            here = folder / path.stem
            here.mkdir()
            first = None
            packs = [p.name for p in sorted(path.parent.glob("*.cav"))
                     if re.search(r"^pack\b", p.read_text(encoding="utf-8"), re.M)]
            for k in range(1 + VARIANTS):
                try:
                    where, form = self.repository_file(path, here, k)
                    images = self.images(where, form, packs)
                    first = first or images
                    if images != first:
                        raise Failure("laid out otherwise it compiles to something else")
                    self.passed += 1
                except Failure as failure:
                    self.fail("%s, layout %d" % (path.relative_to(ROOT), k), failure)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--texts", type=int, default=300)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--show", action="store_true", help="print each text that fails")
    run = Run(p.parse_args())
    seeds = range(run.options.seed, run.options.seed + run.options.texts)
    for start in range(0, len(seeds), CHUNK):
        try:
            run.chunk(seeds[start:start + CHUNK])
        except Failure as failure:
            run.fail("seeds %s" % seeds[start:start + CHUNK], failure)
    with tempfile.TemporaryDirectory() as folder:
        run.repository(Path(folder))
    print("%d passed, %d failed" % (run.passed, run.failed))
    return 1 if run.failed or not run.passed else 0


if __name__ == "__main__":
    sys.exit(main())
