"""report.py: what was measured, as a page. The layout depends on nothing but the figures."""
import statistics

HEAD = """# Performance

Made by `make bench`; change `tests/bench/`, not this page. The figures are those of one run on one
machine. Read the ratios: clocks of other machines differ, and those of a shared machine from run to run.

The rules are the pack rhel8-nested: 17 restrictions, of facts of three layers. Hosts are drawn at
random; 5 % of facts are missing, some releases lack their minor. How it is done: at the end.
"""

METHOD = """## Method

- One process makes the hosts (`build/bench/wide IMAGE HOSTS FILE`) and writes the verdict of the C
  function for each; the scalar engine, with and without trace, every wide kernel and the C over columns
  must give the same, byte for byte, in each round. The first 500 hosts are judged by
  `tests/reference/evaluator.py` too, which was written from the statements and knows the exact
  interval: caveat's must hold it, and be it where one level is left.
- `hand.c` is how a C programmer writes it: early exits, three truth values. `columns.c` is the
  same over columns of bytes, without a branch, for clang's vectorizer.
- Each peer gets the rules in its own language, made from `tests/bench/peers/table.py`, and a missing
  fact as its own null or absent key. It is warm, its rules are compiled and its hosts parsed before the
  clock starts. A verdict is the worst level; which rules fired is not asked of a peer.
- Of the truth values, "errors" means two, and that a rule that meets a missing fact fails and is named.
- In each round every peer runs once, the C function right before it, and a ratio is made of the two.
  Shown are medians of the rounds. A slow peer judges fewer hosts: the cost of one is what counts.
- In the table of unknown a verdict is proven where every completion of the facts has it. A missing fact
  can leave a verdict proven; an engine may then know it, say that it does not, or give another.
- Instructions are counted by callgrind, of the difference of two runs; it knows no AVX-512. `-` is not measured.
- Clocks are of processor time, on both sides of each ratio, and every time is a median, but one: gcc
  compiles 15,000 rules once. Cold starts are clock time, posix_spawn to exit, in turns, with an
  empty environment; so is the diff of two editions. check and the static program take turns in a run of
  their own, for what comes after a detector of many processes finds the caches empty.
- The static program opens the names that `check` asks for, absolute and in its order: the files and folders
  it reads, which are read to their end, and those that are not there, which are asked for in vain. strace
  tells them. Folders that check opens on its way to a name, the links it follows itself and its shared
  libraries are its own affair: the static program has none of them.

```sh
make bench                                   # everything; writes docs/performance.md
make bench BENCH='--only DuckDB,Lua'         # these peers; writes build/bench/performance.md
build/bench/wide build/bench/pack.img        # engines of caveat and C
build/bench/sweep build/bench/pack.img       # configurations a second
python3 tests/bench/fleet.py                 # a fleet beside DuckDB
```
"""


def table(heads, rows):
    out = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(out + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def number(x, digits=3):
    if x is None:
        return "-"
    if x >= 1000:
        return "{:,.0f}".format(float("%.3g" % x))
    text = "%.*g" % (digits, x)
    return text


def unknown_table(rows):
    out = [["caveat", "three", "all", "all agree", "0", "0", "0", "0"]]
    for peer, c, _ in rows:
        agree = "%s agree" % ("all" if c.complete else "none") if not c.disagree else "**%d differ**" % c.disagree
        out.append(["%s %s" % (peer.name, peer.version), peer.values, "{:,}".format(c.known + c.partial), agree,
                    "{:,} of {:,}{}".format(c.unproven, c.partial, share(c)), "{:,}".format(c.supported),
                    "{:,}".format(c.wrong), "{:,}".format(c.undecided)])
    heads = ["engine", "truth values", "hosts", "where every fact is known", "a verdict where none is proven",
             "of these: supported", "another than the proven one", "no verdict where one is proven"]
    return "## Who is wrong about unknown\n\n" + table(heads, out)


def share(c):
    return " (%.0f %%)" % (100.0 * c.unproven / c.partial) if c.partial else ""


def speed_table(engines, rows):
    scalar = next((e.ns / 1 for e in engines if e.name == "scalar"), None)
    wide = min((e.ns for e in engines if e.name.startswith("wide") and e.name.endswith("masks")), default=None)
    out = [[e.name, number(e.ns), number(e.ratio), number(e.instructions), "", "", ""] for e in engines]
    hand = next((e.ns for e in engines if e.name.startswith("hand")), None)
    for peer, _, times in rows:
        ns = statistics.median(t for t, _ in times)
        ratio = statistics.median(t / h for t, h in times)
        out.append(["%s %s" % (peer.name, peer.version), number(ns), number(ratio), "-", number(ratio / (scalar / hand)),
                    number(ratio / (wide / hand)), peer.note])
    heads = ["engine, one core", "ns a host", "hand-written C is 1", "instructions", "times slower than scalar",
             "than wide", "how"]
    return "## Speed\n\n" + table(heads, out)


def verdict(line):
    if not line.must:
        return "-", "-", "shown"
    met = (lambda bound: line.figure <= bound) if line.less else (lambda bound: line.figure >= bound)
    bound = "at most " if line.less else "at least "
    return bound + number(line.must), number(line.aim), "aim met" if met(line.aim) else "met" if met(line.must) else "**not met**"


def must_table(musts):
    out = []
    for line in musts:
        must, aim, met = verdict(line)
        out.append([line.what, (number(line.figure) + " " + line.unit).strip(), must, aim, met, line.note])
    text = "## What it must reach\n\n" + table(["what", "figure", "must", "aim", "", "how"], out)
    missing = [line.what for line in musts if verdict(line)[2] == "**not met**"]
    return text + "\nNot met: %s.\n" % ("; ".join(missing) if missing else "none")


def whole(machine, engines, rows, musts, left_out, options):
    parts = [HEAD]
    if rows:
        parts.append(unknown_table(rows))
    if engines:
        parts.append(speed_table(engines, rows))
    if musts:
        parts.append(must_table(musts))
    if left_out:
        parts.append("## Peers left out\n\n" + "\n".join("- %s: %s" % x for x in left_out) + "\n")
    parts.append("## Machine\n\n" + "\n".join("- %s: %s" % x for x in machine) +
                 "\n- rounds: %d; hosts: %s, of a peer as many as its row says\n" % (
                     options.rounds, "{:,}".format(options.hosts)))
    parts.append(METHOD)
    return "\n".join(parts)
