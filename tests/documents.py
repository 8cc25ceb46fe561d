#!/usr/bin/env python3
"""`caveat doc` in every format: what is on the page, in which words, and that no text of the rules is
anything but text there.

    CAVEAT=build/caveat tests/documents.py [--all]

Converters that are not installed are skipped: cmark, asciidoctor, man with groff. Closes with
`N passed, N failed, N skipped`.
"""
import html.parser
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = str(Path(os.environ.get("CAVEAT", str(ROOT / "build" / "caveat"))).resolve())
FORMATS = ("markdown", "asciidoc", "html", "man")

# What would be a mark somewhere. Each stands alone in a text, and at its start.
HOSTILE = [
    "<script>alert(1)</script>", "<!-- a", "a --> b", "&lt; &amp; &#60;", "| a | b |", "a `b` c", "```", "``",
    "*a* _b_ **c** __d__ ~~e~~", "# a", "## a", "== a", "=== a", "- a", "+ a", "* a", ". a", ".. a", "1. a", "12) a",
    "a. b", "> a", "---", "----", "====", "____", "'''", "<<<", "//// a", "// a", ".SH a", ".so /etc/passwd", "'br a",
    "\\\\fBa\\\\fR", "a\\\\", "\\\\", "\\\\n", "{attr}", "{empty}", "{set:a:b}", "include::/etc/passwd[]", "ifdef::a[]",
    "endif::[]", "ifeval::[1 == 1]", ":name: a", ":!a:", "pass:[<b>]", "+++<b>+++", "stem:[a]", "link:a[b]",
    "image::a[]", "image:a[]", "kbd:[a]", "http://a.example/b", "https://a.example[b]", "mailto:a@b.example",
    "a@b.example", "www.a.example", "<http://a.example>", "[a](b)", "![a](b)", "[[a]]", "[[a]](b)", "[a]", "[.red]#a#", "<<a,b>>",
    "xref:a[b]", "footnote:[a]", "((a))", "(((a,b)))", "a::b", "a:: b", "a;; b", "NOTE: a", "TIP: a", "a -- b", "a...b",
    "(C) (R) (TM)", "-> => <- <=", "^a^ ~b~", "a + ", "+", "$a$ $$b$$", "%collapsible", "|===", "a | b", "term::",
    "\\\" onclick=\\\"a", "' onclick='a", "\\u{202e}a", "\\u{1b}[31m", "a\\nb", "\\n# a", "\\n.SH a", "é ñ 漢 🙂",
    "javascript:a", "a__b__c a**b**c", "`+a+`", "\\\\(bu", "\\\\*[a]", "<br>", "<a id='x'>", "Tom's \\\"b\\\"",
]


PACK = r"""
layer L0 "@" layer L1 "@" layer L2 "@" layer L3 "@"
product rhel "@" version major.minor from os-release ID /rhel/
product other "Other" from os-release
feature f "@" in use when L0.on is on
feature g "@"
fact on at L0: flag "@" { here { file "/proc/a" { /PATTERN/ => on } exists "/proc/PATH" { absent => off } } }
fact os at L0, L1, L3: release "@" { here { os-release } }
fact name at L1: text "@"
fact told at L0: one of {a, b} "@"
pack hostile { title "@" issuer "@" source "@" edition "@" captured "@" applies when f in use cite s.1 }
section s "@" {
    statement s.1 line 3 "@"
    statement s.2 "@"
    statement s.3 "@" no rule "@"
}
define d: L0.told is a or L1.name is "STRING"
rule a { cite s.2 why "@" when d and L0.on is on require L0.os is rhel 8.2 or later within 8 else broken "@@{L0.os}@@" fix "@" }
rule b { cite s.2 when L1.name matches /PATTERN/ then g is preview "@@{L1.name}" }
rule c { cite s.2 when L3.os is rhel then note "@@" }
impossible "@" when L0.told is b and L0.on is on
test "t" { given L0: told a expect not-applicable }
"""
SLOTS = len(re.findall("@+", PACK))


def pack(texts):
    """A pack with these texts in turn wherever a text can stand; in messages a brace is written twice."""
    turn = iter(texts[k % len(texts)] for k in range(SLOTS))
    plain = decode(texts[0])
    pattern = re.escape(plain.replace("\n", " ").replace("\x1b", "x")).replace("/", "\\/")
    path = re.sub(r"[\x00-\x1f\"\\]|\u202e", "x", plain).strip("/ .").replace("//", "/x") or "x"

    def place(found):
        text = next(turn)
        return text if len(found.group()) == 1 or "\\u{" in text else text.replace("{", "{{").replace("}", "}}")

    out = re.sub("@+", place, PACK.replace("PATTERN", "\0").replace("PATH", "\1").replace("STRING", "\2"))
    return out.replace("\0", pattern).replace("\1", path).replace("\2", texts[0])


def decode(text):
    """What a string of the language holds."""
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m.group(1), 16)), text)
    return re.sub(r"\\([n\"\\])", lambda m: {"n": "\n"}.get(m.group(1), m.group(1)), text)


def shown(text):
    """What a reader sees of it: line ends are blanks, hostile characters escapes."""
    text = decode(text).replace("\n", " ")
    return re.sub(r"[\x1b\u202e]", lambda m: "\\u{%X}" % ord(m.group()), text)


class Text(html.parser.HTMLParser):
    """The text of an HTML page, its elements, and addresses it points to."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.parts, self.elements, self.to, self.handlers, self.skip = [], {}, [], [], 0
        self.feed(source)
        self.close()
        self.text = flat("".join(self.parts))

    def handle_starttag(self, tag, attrs):
        self.elements[tag] = self.elements.get(tag, 0) + 1
        self.skip += tag in ("script", "style")
        for name, value in attrs:
            if name in ("href", "src"):
                self.to.append(value)
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_endtag(self, tag):
        self.skip -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.skip:
            self.parts.append(data)


def flat(text):
    """Blanks, and the signs that typography makes of plain ones, do not count."""
    for curly, plain in (("\u2019", "'"), ("\u2018", "'"), ("\u201c", '"'), ("\u201d", '"'), ("\u200b", ""), ("\u2026", "...")):
        text = text.replace(curly, plain)
    return re.sub(r"\s+", "", text)


class Documents:
    def __init__(self, folder):
        self.folder, self.passed, self.failed, self.skipped = Path(folder), 0, 0, 0

    def holds(self, what, truth, *more):
        if truth:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED  %s: %s" % (what, " ".join(str(x)[:600] for x in more)))

    def run(self, *arguments, status=0):
        answer = subprocess.run([CAVEAT, "doc", *arguments], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.holds("doc %s: exit %d" % (" ".join(arguments), status), answer.returncode == status, answer.stderr.decode())
        return answer.stdout.decode()

    def filter(self, source, *command):
        answer = subprocess.run(command, input=source.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
        self.holds("%s is silent" % command[0], answer.returncode == 0 and not answer.stderr, answer.stderr.decode())
        return answer.stdout.decode()

    # -- each format as a reader gets it -----------------------------------------------------------------

    def seen(self, kind, source):
        """(text, elements, addresses, handlers); None where the converter is missing."""
        if kind == "html":
            page = Text(source)
        elif kind == "markdown" and shutil.which("cmark"):
            page = Text(self.filter(source, "cmark", "--unsafe"))
        elif kind == "asciidoc" and shutil.which("asciidoctor"):
            page = Text(self.filter(source, "asciidoctor", "-v", "-e", "-a", "showtitle", "-S", "unsafe", "--failure-level=INFO", "-o", "-", "-"))
        elif kind == "man" and shutil.which("groff") and shutil.which("preconv"):
            plain = self.filter(source, "groff", "-k", "-man", "-Tutf8", "-ww", "-P-c", "-rLL=9000n", "-rLT=9000n")
            plain = re.sub("\x1b\\[[0-9;]*m|.\b", "", plain)
            return flat(plain), {"headings": len(re.findall(r"^\S", plain, re.M))}, [], []
        else:
            return None
        return page.text, page.elements, page.to, page.handlers

    def hostile(self, every):
        """What is hostile is read as it is, and the page is built as with plain words. Texts take turns in the
        places of a page; with `every`, each has pages of its own."""
        step = 6
        turns = [HOSTILE[k:] + HOSTILE[:k] for k in range(0, len(HOSTILE), step)]
        pages = [["plain words"], *([[t] for t in HOSTILE] if every else turns)]
        for kind in FORMATS:
            sources = [self.page(kind, texts) for texts in pages]
            seen = self.asciidoc(sources) if kind == "asciidoc" else [self.seen(kind, x) for x in sources]
            if seen[0] is None:
                self.skipped += 1
                print("skipped hostile texts in %s: nothing here reads it" % kind)
                continue
            for texts, got in zip(pages[1:], seen[1:]):
                self.compare(kind, texts, seen[0], got)

    def page(self, kind, texts):
        (self.folder / "hostile.cav").write_text(pack(texts), encoding="utf-8")
        return self.run("hostile.cav", "-f", kind)

    def compare(self, kind, texts, plain, got):
        name = "%s of %r" % (kind, texts[0])
        self.holds(name + ": as many elements", got[1] == plain[1],
                   {k: (plain[1].get(k), got[1].get(k)) for k in {*plain[1], *got[1]} if plain[1].get(k) != got[1].get(k)})
        self.holds(name + ": the same addresses", got[2] == plain[2] and not got[3], got[2], got[3])
        lost = [t for t in texts[:SLOTS] if got[0].count(flat(shown(t))) < max(1, SLOTS // len(texts))]
        self.holds(name + ": the texts themselves", not lost, lost)

    def asciidoc(self, sources):
        """Starting the converter takes longer than its work: one run for all."""
        if not shutil.which("asciidoctor"):
            return [None]
        paths = [self.folder / ("%d.adoc" % k) for k in range(len(sources))]
        for path, source in zip(paths, sources):
            path.write_text(source, encoding="utf-8")
        self.filter("", "asciidoctor", "-v", "-e", "-a", "showtitle", "-S", "unsafe", "--failure-level=INFO", *map(str, paths))
        pages = [Text(p.with_suffix(".html").read_text(encoding="utf-8")) for p in paths]
        return [(p.text, p.elements, p.to, p.handlers) for p in pages]

    # -- what is on the page --------------------------------------------------------------------------------

    def words(self):
        out = self.run("--pack", "rhel8-nested")
        for sentence in (
                "# Nested virtualization on RHEL 8\n", "**Captured text:** `sha256:cb961b3123743e5f",
                "    caveat check --pack rhel8-nested\n", "\n## Supported guest operating systems\n",
                "**os.2** (line 14): L0: RHEL from 8.2 on.", "\n### l1-os [🟧 unsupported](#level.unsupported)\n",
                "the [operating system](#fact.os) is one of these: Red Hat Enterprise Linux 7.8 or any later 7 or "
                "Red Hat Enterprise Linux 8.2 or any later 8\n",
                "the [operating system](#fact.os) is any Red Hat Enterprise Linux 8\n",
                "the [processor platform](#fact.platform) is `amd`", "is none of these: `intel`, `amd`",
                "“[KVM offers hardware virtualization to its guests](#fact.kvm.nested)” is `on`", "all of these hold:",
                "at least one of these holds:", "[L2](#layer.L2) (a virtual machine on L1) is in use or planned",
                "[Nested virtualization](#feature.nesting) is [🟥 broken](#level.broken) while [Backing guests with huge pages]",
                "Without a restriction: evidence for limits.3, which has the rule", "`when L0.platform is amd and L0.kvm.nested is on`",
                "The system of L0 is [‹os of L0›](#fact.os); supported", "**What to do:** Update L0 to RHEL 8.2 or later 8.",
                "**How the text was read:** Each 'and later' stops", "from `/proc/cpuinfo`: `intel`; `amd`", "In a guest of this layer:",
                "only where a line of `/proc/cpuinfo` matches `/vendor_id\\s*: IBM\\/S390/`", "uname `release`", "from the fact [`kernel.release`](#fact.kernel.release)",
                "`rhel X.Y`: Red Hat Enterprise Linux"):
            self.holds("the page has %r" % sentence, sentence in out)
        order = [out.index('<a id="%s">' % x) for x in ("section.arch", "named-architecture", "section.os", "l1-os", "l1-offering", "l2-os", "section.limits", "features.", "facts.")]
        self.holds("sections and restrictions stand in the source's order", order == sorted(order), order)
        kernel = self.run("--pack", "kernel-nested")
        for sentence in ("Linux kernel 4.20 or later", "Linux kernel before 4.19", "**x86** holds, that is:",
                         "These restrictions apply to a machine where\n\nall of these hold:"):
            self.holds("the kernel's page has %r" % sentence, sentence in kernel)

    def languages(self):
        """In Spanish nothing of the page's own is left in English, and the anchors and values are the same."""
        words = (ROOT / "tools/doc/words.def").read_text(encoding="utf-8")
        rows = re.findall(r'^WORD\(\w+, "((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)"\)$', words, re.M)
        self.holds("words have a row for each language", len(rows) > 120 and len(rows) == words.count("\nWORD("))
        uneven = [a for a, b in rows if sorted(re.findall(r"\{\d\}", a)) != sorted(re.findall(r"\{\d\}", b))]
        self.holds("and the same slots", not uneven, uneven)
        for kind in FORMATS:
            plain, spanish = self.run("-f", kind), self.run("-f", kind, "--lang", "es")
            left = [a for a, b in rows if len(a) > 24 and a != b and not re.search(r"\{\d\}", a) and flat(a) in flat(spanish)]
            self.holds(kind + ": no English is left", plain != spanish and not left, left)
        self.holds("anchors are the same", re.findall(r' id="([^"]+)"', self.run("-f", "html")) ==
                   re.findall(r' id="([^"]+)"', self.run("-f", "html", "--lang", "es")))
        self.holds("the page names its language", '<html lang="es">' in self.run("-f", "html", "--lang", "es"))
        spanish = self.run("--pack", "rhel8-nested", "--lang", "es")
        for sentence in ("Red Hat Enterprise Linux 8.2 o cualquier 8 posterior", "🟥 broken (no funciona)", "[‹os de L0›](#fact.os); tiene",
                         "puede funcionar; el emisor no responde de ello"):
            self.holds("the Spanish page has %r" % sentence, sentence in spanish)
        self.holds("the locale does not count", subprocess.run([CAVEAT, "doc"], stdout=subprocess.PIPE,
                   env=dict(os.environ, LC_ALL="es_ES.UTF-8")).stdout.decode() == self.run())

    def scope(self):
        (self.folder / "deep.cav").write_text(pack(["words"]))
        out = self.run("deep.cav")
        self.holds("a rule about a layer that need not be says so", out.count("**Only where:** [L3](#layer.L3) (words) is in use") == 1)
        self.holds("a file is judged by its name", "    caveat check -r deep.cav\n" in out)

    def complete(self):
        """Every statement, rule and fact that is read has its place, in each format; links lead somewhere."""
        source = "".join((ROOT / "rules" / f).read_text() for f in ("rhel8-nested.cav", "kernel-nested.cav"))
        names = re.findall(r"^(?:rule|\s+statement) (\S+)", source, re.M)
        gists = re.findall(r'^\s+statement \S+\s+line \d+\s+"([^"]+)"', source, re.M)
        self.holds("there are rules and statements to look for", len(names) > 80 and len(gists) > 60)
        for kind in FORMATS:
            seen = self.seen(kind, self.run("-f", kind))
            if seen is None:
                self.skipped += 1
                print("skipped what is on the page in %s: nothing here reads it" % kind)
                continue
            lost = [x for x in names + gists if flat(x) not in seen[0]]
            self.holds("%s: nothing is lost" % kind, not lost, lost)
        for arguments in ((), ("--pack", "rhel8-nested")):
            out = self.run(*arguments)
            ids = re.findall(r'<a id="([^"]+)"', out)
            dangling = sorted(set(re.findall(r"\]\(#([^)]+)\)", out)) - set(ids))
            self.holds("links lead somewhere", len(ids) > 60 and len(ids) == len(set(ids)) and not dangling, dangling)
        self.holds("ids of several packs bear their names", 'id="rhel8-nested:l1-os"' in self.run("-f", "html") and
                   'id="l1-os"' in self.run("-f", "html", "--pack", "rhel8-nested"))

    def images(self):
        """An image gives the same page but for how it is named; a stripped one says what it lacks."""
        rules = str(ROOT / "rules/rhel8-nested.cav")
        for name, more in (("zq.img", ()), ("bare", ("--strip",))):
            subprocess.run([CAVEAT, "compile", rules, "-o", str(self.folder / name), *more], check=True)
        for kind in FORMATS:
            text, image = self.run(rules, "-f", kind), self.run("zq.img", "-f", kind)
            self.holds(kind + ": an image gives the page of its rules", image.replace("zq.img", "rhel8%s-nested.cav" % ("\\" if kind == "man" else "")) == text)
            self.holds(kind + ": twice the same", text == self.run(rules, "-f", kind))
            bare = self.run("bare", "-f", kind)
            self.holds(kind + ": a stripped image says so", "was stripped" in bare and "How the text was read" in bare)
        self.run("none.cav", status=66)
        self.run("-f", "json", status=64)
        self.run("a", "-r", "b", status=64)
        (self.folder / "bad.cav").write_text("rule")
        self.holds("nothing comes of bad rules", self.run("bad.cav", status=3) == "")


    def changed(self, count):
        """Images with one word changed and their checksum right again: refused, or a page; never a signal."""
        whole, dice, accepted = (self.folder / "zq.img").read_bytes(), random.Random(1), 0
        for number in range(count):
            image = bytearray(whole)
            at = dice.randrange(24, len(image) // 4 * 4, 4)
            word = dice.choice([0, 1, 2, 5, 63, 1000, 0x7fffffff, 0xffffffff, dice.randrange(1 << 32), dice.randrange(1 << 10)])
            image[at:at + 4] = word.to_bytes(4, "little")
            image[16:20] = zlib.crc32(bytes(image[:16] + image[20:])).to_bytes(4, "little")
            (self.folder / "changed.img").write_bytes(image)
            answer = subprocess.run([CAVEAT, "doc", "changed.img", "-f", FORMATS[number % len(FORMATS)]], cwd=self.folder,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
            accepted += answer.returncode == 0
            if answer.returncode not in (0, 3) or (answer.returncode == 3) == bool(answer.stdout):
                self.holds("byte %d as %d" % (at, word), False, answer.returncode, answer.stderr.decode()[-600:])
        self.holds("changed images: some are refused, some are not", count // 20 < accepted < count, accepted, count)


def main():
    with tempfile.TemporaryDirectory() as folder:
        documents = Documents(folder)
        documents.words()
        documents.languages()
        documents.scope()
        documents.complete()
        documents.images()
        documents.changed(5000 if "--all" in sys.argv else 200)
        documents.hostile("--all" in sys.argv)
    print("%d passed, %d failed, %d skipped" % (documents.passed, documents.failed, documents.skipped))
    return 1 if documents.failed else 0


if __name__ == "__main__":
    sys.exit(main())
