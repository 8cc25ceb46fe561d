#!/usr/bin/env python3
"""Texts in more than one language: what is chosen, what stays as it is, the template, the catalogues.

    CAVEAT=build/caveat tests/translations.py [WORD...]

Spanish is held to be complete against the template, the command's phrases against its sources; what
programs read has to be the same bytes under any locale. GNU gettext's tools judge the files where they
are installed. Closes with `N passed, N failed, N skipped`.
"""
import os
import re
import shutil
import sys
import tempfile
import unicodedata
from pathlib import Path

from command import ENV, Failure, call, expect_status

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = Path(os.environ.get("CAVEAT", ROOT / "build/caveat")).resolve()
PACKS = ["rules/rhel8-nested.cav", "rules/kernel-nested.cav"]
TREE = "tests/trees/amd64-amd-l0-nested1"
SPANISH = {"LC_ALL": "es_ES.UTF-8"}
LITERAL = r'"((?:[^"\\]|\\.)*)"'
CONVERSION = re.compile(r"%(?:z?u|s|%)")
HERE = None

RULES = r'''layer L0 "the host"
fact a at L0: flag "It is on"
pack p {
    title  "A pack"
    issuer "I"
    source "S"
}
section s "Said" {
    statement s.1 "Something"
}
rule r {
    cite s.1
    when L0.a is on
    then broken "a of L0 is {L0.a}"
    fix  "Do it"
}
'''


class Skip(Exception):
    pass


def caveat(*args, env=None, cwd=ROOT, stdin=""):
    base = {k: v for k, v in ENV.items() if not k.startswith("LC_") and k not in ("LANG", "LANGUAGE")}
    return call([CAVEAT, *args], cwd=cwd, env=dict(base, **(env or {})), stdin=stdin)


def holds(condition, text):
    if not condition:
        raise Failure(text)


def equal(got, wanted, what=""):
    holds(got == wanted, "%s\nwanted %s\ngot    %s" % (what, wanted, got))


def contains(text, *words):
    for word in words:
        holds(word in text, "wanted '%s' in\n%s" % (word, text))


def folder(**files):
    path = Path(tempfile.mkdtemp(dir=HERE))
    (path / "po").mkdir()
    (path / "r.cav").write_text(RULES, encoding="utf-8")
    for name, text in files.items():
        (path / "po" / (name + ".po")).write_text(text, encoding="utf-8")
    return path


def entry(original, translation):
    return 'msgid "%s"\nmsgstr "%s"\n' % (original, translation)


def unescape(text):
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m.group(1), m.group(1)), text)


def read_po(text):
    """{(context, id): (comments, str)} of a catalogue whose strings may go over several lines."""
    found = {}
    for part in re.split(r"\n\s*\n", text):
        comments = [line for line in part.split("\n") if line.startswith("#")]
        fields, keyword = {}, None
        for line in part.split("\n"):
            start = re.match(r'(msgctxt|msgid|msgstr) (?=")', line)
            keyword = start.group(1) if start else keyword
            string = re.search(LITERAL, line)
            if not line.startswith("#") and string:
                fields[keyword] = fields.get(keyword, "") + unescape(string.group(1))
        if fields.get("msgid"):
            found[fields.get("msgctxt"), fields["msgid"]] = (comments, fields["msgstr"])
    return found


def template(*packs):
    return expect_status(caveat("doc", "--extract", *(packs or PACKS)), 0).out


# -- which language ---------------------------------------------------------------------------------

def test_choice():
    def title(env, *args):
        out = caveat("check", "--root", TREE, "--pack", "rhel8-nested", "-q", *args, env=env).out
        return "es" if "Virtualización anidada en RHEL 8" in out else \
            "en" if "Nested virtualization on RHEL 8" in out else out

    for env, wanted in (({}, "en"), ({"LC_ALL": "es_ES.UTF-8"}, "es"), ({"LC_MESSAGES": "es_MX"}, "es"),
                        ({"LANG": "es"}, "es"), ({"LANG": "es_ES.UTF-8", "LC_ALL": "C"}, "en"),
                        ({"LANG": "es_ES.UTF-8", "LC_MESSAGES": "POSIX"}, "en"),
                        ({"LANG": "es_ES.UTF-8", "LC_ALL": ""}, "es"), ({"LANG": "C.UTF-8"}, "en"),
                        ({"LANG": "fr_FR.UTF-8"}, "en"), ({"LANG": "en_GB.UTF-8"}, "en"),
                        ({"LC_CTYPE": "es_ES.UTF-8"}, "en"), ({"LANG": "est"}, "en")):
        equal(title(env), wanted, str(env))
    equal(title({}, "--lang", "es"), "es")
    equal(title({}, "--lang", "es_AR"), "es")
    equal(title(SPANISH, "--lang", "en"), "en")
    equal(title(SPANISH, "--lang", "C"), "en")


def test_unknown():
    for verb in (["check", "--root", TREE], ["explain", "l1-os"], ["audit"], ["facts", "--root", TREE]):
        answer = expect_status(caveat(*verb, "--lang", "fr"), 64)
        equal(answer.out, "")
        contains(answer.err, "no language 'fr'; there are en, es")
    expect_status(caveat("check", "--lang"), 64)
    expect_status(caveat("compile", "--lang", "es", PACKS[0]), 64)
    path = folder(fr=entry("Do it", "Fais-le"))
    answer = expect_status(caveat("check", "-r", "r.cav", "--set", "L0.a=on", "--lang", "fr", cwd=path), 1)
    contains(answer.out, "Fais-le", "fix:")
    contains(expect_status(caveat("check", "-r", "r.cav", "--lang", "de", cwd=path), 64).err,
             "there are en, es, fr")


def test_fallback():
    """What has no translation, or none that can be used, is shown in the original."""
    path = folder(es=entry("Do it", "Hágalo") + "#, fuzzy\n" + entry("A pack", "Un paquete")
                  + entry("a of L0 is {L0.a}", "a de L0 es {L0.b}"))
    out = caveat("check", "-r", "r.cav", "--set", "L0.a=on", "--lang", "es", cwd=path).out
    contains(out, "solución: Hágalo", "A pack", "a of L0 is on", "broken (no funciona)")


def test_texts():
    out = caveat("check", "--root", TREE, "--lang", "es").out
    contains(out, "unsupported (sin soporte): Virtualización anidada en RHEL 8", "El sistema de L0 es debian 12",
             "Por qué es unsupported (sin soporte)", "solución:", "Características", "línea 14")
    holds("Features" not in out and "fix:" not in out, out)
    out = caveat("explain", "l1-os", "--set", "L1.os=rhel 8", "--lang", "es").out
    contains(out, "rhel 8 (versión menor desconocida)", "Condiciones", "Por qué está escrita así", "regla l1-os",
             "desconocido  require")
    out = caveat("audit", "--lang", "es").out
    contains(out, "Arquitecturas con soporte", "porque: una definición", "por qué: ", "vinculado")
    contains(caveat("audit", "--lang", "es", "-f", "html").out, '<html lang="es">')
    contains(caveat("audit", "-f", "html").out, '<html lang="en">')
    contains(caveat("facts", "--root", TREE, "--lang", "es").out, "el anfitrión físico", "Profundidad")


def test_width():
    def width(line):
        return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1
                   for c in line)

    trees = sorted(p for p in (ROOT / "tests/trees").iterdir() if p.is_dir())
    for args in [("check", "--root", t, "-v") for t in trees] + [("audit", "-v"), ("explain", "l1-os"),
                                                              ("facts", "--root", trees[0])]:
        out = caveat(*args, "--lang", "es").out
        holds(out, "nothing was said by %s" % (args,))
        for line in out.split("\n"):
            holds(width(line) <= 80, "wider than 80: %s" % line)


def test_machines_read_the_same():
    asked = [("check", "--root", TREE, "--json"), ("check", "--root", TREE, "--json", "-v"),
             ("facts", "--root", TREE, "--json"), ("audit", "--json"), ("audit", "-f", "csv"),
             ("test", "--json"), ("test", "-f", "junit"), ("test", "-f", "tap"), ("test",),
             ("test", PACKS[0], "--coverage"), ("inspect",), ("doc", "--extract"), ("version",),
             ("compile", PACKS[0], "--dump", "code"), ("compile", PACKS[0], "--dump", "tree")]
    for args in asked:
        plain, spanish = caveat(*args), caveat(*args, env=SPANISH)
        holds(plain.out, "nothing was said by %s" % (args,))
        equal((spanish.status, spanish.out, spanish.err), (plain.status, plain.out, plain.err), str(args))
    plain = caveat("check", "--root", TREE, "--json")
    equal(caveat("check", "--root", TREE, "--json", "--lang", "es").out, plain.out)
    for args in (("check", "--root", TREE), ("explain", "--brief", "--root", TREE)):
        equal(caveat(*args, env=SPANISH).status, caveat(*args).status)


# -- phrases of the command -----------------------------------------------------------------------------

def literals(path):
    """String literals of a source, neighbours joined, as their text."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    joined = re.findall(r'((?:%s\s*)+)' % LITERAL, text)
    return {unescape("".join(re.findall(LITERAL, j[0]))) for j in joined}


def phrases():
    text = (ROOT / "tools/caveat/phrases.def").read_text(encoding="utf-8")
    rows = re.findall(r"^PHRASE\(%s, %s\)$" % (LITERAL, LITERAL), text, re.M)
    equal(len(rows), len(re.findall(r'^PHRASE\("', text, re.M)), "rows that cannot be read")
    return [(unescape(a), unescape(b)) for a, b in rows]


def test_phrases():
    rows = phrases()
    equal(len(rows), len({a for a, b in rows}), "a phrase twice")
    sources = [*(ROOT / "tools").glob("**/*.c"), *(ROOT / "runtime").glob("**/*.c"),
               *(ROOT / "runtime").glob("**/*.def")]
    said = set().union(*map(literals, sources))
    for english, spanish in rows:
        holds(english in said, "no source says '%s'" % english)
        equal(CONVERSION.findall(spanish), CONVERSION.findall(english), english)
        edge = re.compile(r"^(\s*).*?(\s*)$", re.S)
        equal(edge.match(spanish).groups(), edge.match(english).groups(), english)
        holds(spanish, english)


def test_every_phrase_has_a_row():
    known = {a for a, b in phrases()}
    call_ = re.compile(r'\b(?:say|say_word)\([^()"]*,\s*((?:%s\s*)+)\)' % LITERAL)
    found = 0
    for path in sorted([*(ROOT / "tools/caveat").glob("*.c"), *(ROOT / "tools/prover").glob("*.c")]):
        for match in call_.finditer(path.read_text(encoding="utf-8")):
            text = unescape("".join(re.findall(LITERAL, match.group(1))))
            holds(text in known, "%s: '%s' has no row in phrases.def" % (path.name, text))
            found += 1
    holds(found > 40, "only %d calls of say() were found" % found)
    reasons = (ROOT / "runtime/host/reasons.def").read_text(encoding="utf-8")
    levels = (ROOT / "runtime/levels.def").read_text(encoding="utf-8")
    words = re.findall(r"^REASON\((?!FOUND)\w+, %s" % LITERAL, reasons, re.M)
    words += re.findall(r"^LEVEL\(\w+, %s" % LITERAL, levels, re.M)
    holds(len(words) > 15, str(words))
    for word in words:
        holds(word in known, "'%s' has no row in phrases.def" % word)


# -- the template and Spanish --------------------------------------------------------------------------

def test_template():
    text = template()
    equal(template(), text)
    equal(caveat("doc", "--extract", *["../" + p for p in PACKS], cwd=ROOT / "docs").out, text, "place")
    equal(caveat("doc", "--extract").out, text, "the built-in packs")
    holds(not re.search(r"20\d\d-\d\d-\d\d", text), "a date")
    entries = read_po(text)
    contains("\n".join(entries[None, "Update L0 to RHEL 8.2 or later 8."][0]), "#. rule l0-os: fix", "rhel8-nested.cav:")
    message = [c for (_, i), (c, _) in entries.items() if "{L0.platform}" in i]
    holds(message and all("keep what stands in {braces}" in "\n".join(c) for c in message), "braces")
    for comments, translation in entries.values():
        equal(translation, "")
        for reference in re.findall(r"#: (\S+):(\d+)", "\n".join(comments)):
            lines = (ROOT / "rules" / reference[0]).read_text(encoding="utf-8").split("\n")
            holds('"' in lines[int(reference[1]) - 1], "no string at %s:%s" % reference)
    holds(len(entries) > 200, "%d entries" % len(entries))


def test_template_escapes():
    path = folder()
    (path / "r.cav").write_text(RULES.replace('"Do it"', r'"a \"b\" \\ \n \t \u{7} \u{202e} \u{85} ñ"'), encoding="utf-8")
    text = expect_status(caveat("doc", "--extract", "r.cav", cwd=path), 0).out
    contains(text, r'msgid "a \"b\" \\ \n \t \007 \342\200\256 \302\205 ñ"')
    filled = text.replace('ñ"\nmsgstr ""', 'ñ"\nmsgstr "b\\n"')
    (path / "po/es.po").write_text(filled, encoding="utf-8")
    out = caveat("check", "-r", "r.cav", "--set", "L0.a=on", "--lang", "es", cwd=path).out
    contains(out, "solución: b")


def test_template_keeps_contexts():
    """A context that a catalogue uses is in the template, so that msgmerge does not retire it."""
    own = 'msgctxt "rule r: fix"\n' + entry("Do it", "Hágalo")
    path = folder(es=own, fr=entry("Do it", "x"))
    entries = read_po(caveat("doc", "--extract", "r.cav", cwd=path).out)
    holds(("rule r: fix", "Do it") in entries and (None, "Do it") in entries, str(entries))
    contains(caveat("check", "-r", "r.cav", "--set", "L0.a=on", "--lang", "es", cwd=path).out, "Hágalo")


def test_spanish_is_complete():
    wanted = read_po(template())
    have = read_po((ROOT / "rules/po/es.po").read_text(encoding="utf-8"))
    for key, (comments, _) in wanted.items():
        holds(key in have, "es.po lacks %s" % (key,))
        equal(have[key][0], comments, "comments of %s (join the template with msgmerge)" % (key,))
        holds(have[key][1], "es.po does not translate %s" % (key,))
        names = re.compile(r"\{([\w.-]+)\}")
        equal(sorted(names.findall(have[key][1])), sorted(names.findall(key[1])), str(key))
    equal(set(have) - set(wanted), set(), "stale")


def gettext(*args):
    if not shutil.which(args[0]):
        raise Skip("%s is not installed" % args[0])
    return expect_status(call([*args], env=dict(ENV, LC_ALL="C.UTF-8")), 0)


def test_gettext():
    path = Path(tempfile.mkdtemp(dir=HERE))
    (path / "t.pot").write_text(template(), encoding="utf-8")
    es = path / "es.po"
    shutil.copy(ROOT / "rules/po/es.po", es)
    gettext("msgfmt", "--check", "-o", path / "es.mo", es)
    gettext("msgmerge", "--quiet", "--no-fuzzy-matching", "--output-file", path / "merged.po", es, path / "t.pot")
    merged = (path / "merged.po").read_text(encoding="utf-8")
    holds("#~" not in merged and "#, fuzzy" not in merged, "msgmerge retires or doubts something\n" + merged)
    equal({k: v[1] for k, v in read_po(merged).items()},
          {k: v[1] for k, v in read_po(es.read_text(encoding="utf-8")).items()})
    gettext("msginit", "--no-translator", "--locale", "fr", "-i", path / "t.pot", "-o", path / "fr.po")
    for name in ("merged.po", "fr.po"):  # and what they wrote is read here
        rules = Path(tempfile.mkdtemp(dir=HERE)) / "rules"
        shutil.copytree(ROOT / "rules", rules)
        target = rules / "po" / name.replace("merged", "es")
        shutil.copy(path / name, target)
        expect_status(caveat("compile", "rules/rhel8-nested.cav", "-o", "x.img", cwd=rules.parent), 0)
        if name == "merged.po":
            equal(caveat("check", "-r", "x.img", "--root", ROOT / TREE, "--lang", "es", cwd=rules.parent).out,
                  caveat("check", "--pack", "rhel8-nested", "--root", TREE, "--lang", "es").out)


# -- lint --------------------------------------------------------------------------------------------

def test_lint():
    equal(expect_status(caveat("lint", *PACKS), 0).out, "")
    equal(expect_status(caveat("lint"), 0).out, "")
    path = Path(tempfile.mkdtemp(dir=HERE)) / "rules"
    shutil.copytree(ROOT / "rules", path)
    es = path / "po/es.po"
    text = es.read_text(encoding="utf-8")
    es.write_text(text.replace('msgstr "Actualice L0', 'msgstr " Actualice L0').replace("{L0.os}; tiene", "{L1.os}; tiene")
                  + '\nmsgid "Update L0 to RHEL 8.3 or later 8."\nmsgstr "x"\n', encoding="utf-8")
    out = expect_status(caveat("lint", "rhel8-nested.cav", "kernel-nested.cav", cwd=path), 1).out
    found = re.findall(r"^po/es.po:(\d+):(\d+): warning\[(W\d+)\]", out, re.M)
    equal([i for _, _, i in found], ["W304", "W305", "W302"])  # each once, though both packs share the file
    contains(out, "the text may now be: Update L0 to RHEL 8.2 or later 8.", "3 findings")
    for line, column, _ in found:
        holds(es.read_text(encoding="utf-8").split("\n")[int(line) - 1].startswith("msg"), line)
        holds(column in ("7", "8"), column)
    args = ["lint", "rhel8-nested.cav", "kernel-nested.cav", "--allow", "stale-translation", "--note", "W305"]
    out = expect_status(caveat(*args, cwd=path), 1).out
    contains(out, "W304", "note[W305]", "1 finding, 1 note")
    holds("W302" not in out, out)
    equal(expect_status(caveat(*args, "--allow", "W304", "-q", cwd=path), 0).out.count("W305"), 1)
    contains(caveat("lint", "--list").out, "W301  missing-translation", "W306")
    (path / "po/fr.po").write_text(entry("Red Hat", "Red Hat"), encoding="utf-8")
    out = expect_status(caveat("lint", "kernel-nested.cav", cwd=path), 1).out
    holds("fr.po" not in out, "a catalogue that is not this pack's\n" + out)
    out = expect_status(caveat("lint", "rhel8-nested.cav", "-q", cwd=path), 1).out
    contains(out, "rhel8-nested.cav:", "po/fr.po has no translation of this text")


# -- images ------------------------------------------------------------------------------------------

def test_images():
    path = folder(es=entry("Do it", "Hágalo"))
    caveat("compile", "r.cav", "-o", "with.img", cwd=path)
    caveat("compile", "r.cav", "--strip", "-o", "stripped.img", cwd=path)
    contains(caveat("inspect", "with.img", cwd=path).out, "language    es: 1 texts, 0 messages")
    holds("language" not in caveat("inspect", "stripped.img", cwd=path).out, "a language in a stripped image")
    contains(caveat("check", "-r", "with.img", "--set", "L0.a=on", "--lang", "es", cwd=path).out, "Hágalo")
    contains(caveat("compile", "r.cav", "--dump", "image", cwd=path).out, "LANGUAGE")
    expect_status(caveat("verify", "with.img", "r.cav", cwd=path), 0)
    expect_status(caveat("verify", "stripped.img", "r.cav", cwd=path), 0)
    (path / "po/es.po").write_text(entry("Do it", "Hazlo"), encoding="utf-8")
    contains(expect_status(caveat("verify", "with.img", "r.cav", cwd=path), 1).out, "po/es.po differs")
    (path / "po/es.po").unlink()
    contains(expect_status(caveat("verify", "with.img", "r.cav", cwd=path), 1).out, "po/es.po is in the image")
    expect_status(caveat("verify", "stripped.img", "r.cav", cwd=path), 0)


def test_catalogue_of_others():
    """A catalogue that has nothing for the pack leaves no trace in its image."""
    path = folder()
    caveat("compile", "r.cav", "-o", "a.img", cwd=path)
    (path / "po/de.po").write_text(entry("another program's text", "ein Text"), encoding="utf-8")
    caveat("compile", "r.cav", "-o", "b.img", cwd=path)
    equal((path / "a.img").read_bytes(), (path / "b.img").read_bytes())


def test_bad_catalogues():
    path = folder(es='msgid "Do it"\nmsgstr "Hágalo\n')
    answer = expect_status(caveat("check", "-r", "r.cav", "--set", "L0.a=on", cwd=path), 3)
    equal(answer.out, "")
    contains(answer.err, "po/es.po:2:8: error[E302]", 'msgstr "Hágalo', "^")
    (path / "po/es.po").write_bytes('msgid "Do it"\nmsgstr "Hágalo"\n'.encode("latin-1"))
    contains(expect_status(caveat("check", "-r", path / "r.cav", cwd=HERE), 3).err, "po/es.po:2:10: error[E002]")
    (path / "po/es.po").unlink()
    (path / "po/es.po").mkdir()
    contains(expect_status(caveat("check", "-r", "r.cav", cwd=path), 3).err, "po/es.po", "not a regular file")
    (path / "po/es.po").rmdir()
    outside = HERE / "outside.po"
    outside.write_text(entry("Do it", "Hágalo"), encoding="utf-8")
    (path / "po/es.po").symlink_to(outside)
    contains(expect_status(caveat("check", "-r", "r.cav", cwd=path), 3).err, "a link leads out of the folder")
    (path / "po/es.po").unlink()
    (path / "po/notes.txt").write_text("no catalogue", encoding="utf-8")
    (path / "po/.hidden.po").write_text("no catalogue", encoding="utf-8")
    expect_status(caveat("check", "-r", "r.cav", "--set", "L0.a=off", cwd=path), 0)
    (path / "po/my notes.po").write_text("", encoding="utf-8")
    contains(expect_status(caveat("check", "-r", "r.cav", cwd=path), 3).err, "its name is no language's tag")


def main():
    global HERE
    passed = failed = skipped = 0
    with tempfile.TemporaryDirectory(prefix="caveat-translations-") as place:
        HERE = Path(place)
        for name, function in list(globals().items()):
            if not name.startswith("test_") or (sys.argv[1:] and not any(w in name for w in sys.argv[1:])):
                continue
            try:
                function()
                passed += 1
            except Skip as why:
                skipped += 1
                print("skipped %s: %s" % (name, why))
            except Exception as why:  # a broken test is a failed test
                failed += 1
                print("FAILED  %s: %s: %s" % (name, type(why).__name__, why))
    print("%d passed, %d failed, %d skipped" % (passed, failed, skipped))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
