#!/usr/bin/env python3
"""fleet_arrow.py: Arrow streams and files by `caveat fleet`, against the same hosts as NDJSON.

    fleet_arrow.py [WORD...]

Tables are made by pyarrow: random columns of every type that is read, nulls, structs, bad values.
What comes out, messages and status too, must be what the rows as NDJSON give. Then what only Arrow
can do wrong: types, names, inputs that are cut or changed at any byte. Where caveat was built without
Arrow, or pyarrow is not there, all but the refusal is skipped. The command is $CAVEAT. Closes with
one line, N passed, N failed.
"""
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import fleet as F
from command import ENV, Failure, call
from driver import told

try:
    import pyarrow as pa
except ImportError:
    pa = None

CAVEAT = F.CAVEAT
MODULE = CAVEAT.parent / "caveat-arrow.so"
STATUSES = (0, 1, 2, 65, 66)


def same(a, b, what):
    if a == b:
        return
    lines = [("%s" % x if not isinstance(x, tuple) else "\n".join(map(str, x))).splitlines() for x in (a, b)]
    at = next((i for i, (x, y) in enumerate(zip(*lines)) if x != y), min(map(len, lines)))
    raise Failure("%s\n  one:   %s\n  other: %s" % (what, *("\n".join(x[at:at + 3])[:600] for x in lines)))


def run(*args, data=b"", status=None, command=CAVEAT):
    answer = call([command, "fleet", *args], stdin=data)
    if status is not None and answer.status != status:
        raise Failure("expected exit %s\n%s" % (status, answer.shown()[:3000]))
    return answer


def outcome(answer):
    return answer.status, answer.out, answer.err


# -- tables and their lines ----------------------------------------------------------------------------

def written(table, form="stream", rows=None, **options):
    """The bytes of a table in batches of so many rows; or of a list of batches."""
    sink = io.BytesIO()
    make = pa.ipc.new_stream if form == "stream" else pa.ipc.new_file
    with make(sink, table[0].schema if isinstance(table, list) else table.schema,
              options=pa.ipc.IpcWriteOptions(**options)) as writer:
        if isinstance(table, list):
            for batch in table:
                writer.write_batch(batch)
        else:
            writer.write_table(table, max_chunksize=rows)
    return sink.getvalue()


def pruned(value):
    """Without what is null: an object is what its values say."""
    return {k: pruned(v) if isinstance(v, dict) else v for k, v in value.items() if v is not None}


def as_lines(table):
    """Each row as NDJSON: members in the order of the columns, each object where its first one stands."""
    lines = []
    for row in table.to_pylist():
        line = {}
        for name in row:
            if "." in name:
                line.setdefault(name.split(".")[0], {})
            elif name[0] == "L":
                line.setdefault(name, {})
            else:
                line[name] = None
        for name, value in row.items():
            if isinstance(value, dict):
                line[name].update(pruned(value))
            elif "." in name:
                layer, fact = name.split(".", 1)
                if value is not None:
                    line[layer][fact] = value
            elif name[0] != "L":
                line[name] = value
        line = {k: v for k, v in pruned(line).items() if v != {}}
        text = json.dumps(line, separators=(",", ":"), ensure_ascii=False)
        lines.append(text.replace("\\n", "\\u000a").replace("\\t", "\\u0009"))  # messages tell columns
    return "".join(x + "\n" for x in lines).encode()


def text_type(rng):
    return rng.choice([pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()),
                       pa.dictionary(pa.int32(), pa.string()), pa.dictionary(pa.uint16(), pa.large_string()),
                       pa.list_(pa.string()), pa.large_list(pa.string()), pa.list_(pa.dictionary(pa.int8(), pa.string()))])


def number_type(rng):
    return rng.choice([pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(),
                       pa.uint64(), pa.dictionary(pa.int8(), pa.int32()), pa.list_(pa.int64())])


def random_column(rng, values, n, nulls, bad):
    """Values of one domain in one type; `bad`: how often one that the domain lacks."""
    if all(isinstance(v, bool) for v in values):
        kind, wrong = rng.choice([pa.bool_(), pa.bool_(), pa.list_(pa.bool_())]), [True]
    elif rng.random() < 0.5 and any(type(v) is int for v in values):
        kind, wrong = number_type(rng), [0, 99]
        values = [v for v in values if type(v) is int]
    else:
        kind, wrong = text_type(rng), ["", "intell", "a\"b\\\n\x7fé\u202e", "rhel\0", "x" * 70]
        values = [str(v) for v in values]

    def one():
        return rng.choice(wrong if rng.random() < bad else values)

    many = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    column = [None if rng.random() < nulls else [one() for _ in range(rng.randrange(1, 4))] if many else one()
              for _ in range(n)]
    if pa.types.is_dictionary(kind):
        return pa.array(column, kind.value_type).dictionary_encode().cast(kind)
    return pa.array(column, kind)


def random_ids(rng, n):
    names = [rng.choice(["h%d", "h %d,é", "\"%d\\", "\t%d", "%d"]) % i for i in range(n)]
    return rng.choice([
        lambda: pa.array(names), lambda: pa.array(names, pa.string_view()),
        lambda: pa.array(names).dictionary_encode(), lambda: pa.array(range(n), pa.int64()),
        lambda: pa.array([rng.choice([x, None]) for x in names], pa.large_string()),
        lambda: pa.array(["n"] * n).dictionary_encode(), lambda: pa.nulls(n)])()


def random_table(rng, n, domains=F.DOMAINS, features=F.FEATURES, depth=True, bad=0.002):
    columns = {}
    nulls = rng.choice([0, 0.1, 0.5])
    for name, values in domains.items():
        if rng.random() < 0.6 and int(name[1]) < 3:
            columns[name] = random_column(rng, values, n, nulls, bad)
    for name in features:
        if rng.random() < 0.3:
            columns["uses." + name] = pa.array([rng.choice([True, False, None]) for _ in range(n)])
    if depth and rng.random() < 0.7:
        columns["depth"] = pa.array([rng.choice([2, 2, 2, 3, None, 2 if bad == 0 else 77]) for _ in range(n)], pa.int8())
    if rng.random() < 0.3:
        columns["here"] = pa.array([rng.choice(["L0", "L1", None]) for _ in range(n)]).dictionary_encode()
    if rng.random() < 0.8:
        columns["id"] = random_ids(rng, n)
    if rng.random() < 0.3:
        columns["L1.kvm.nested"] = pa.nulls(n)
    names = list(columns) or ["id"]
    rng.shuffle(names)
    return pa.table({k: columns.get(k, pa.array(["x"] * n)) for k in names})


def some_table(n, seed=1):
    """Whole values, plain types: every row is good."""
    rng = random.Random(seed)
    columns = {"id": ["h%d" % i for i in range(n)]}
    for name, values in F.DOMAINS.items():
        if int(name[1]) < 3:
            columns[name] = [rng.choice(values + [None]) for _ in range(n)]
    return pa.table(columns)


# -- tests ---------------------------------------------------------------------------------------------

def refused_without_the_module(folder):
    alone = folder / "caveat"
    for program in (CAVEAT, CAVEAT.parent / "caveat-fleet"):  # the other loads what this one cannot
        if program.exists():
            shutil.copy2(program, folder)
    for head in (b"ARROW1\0\0", b"\xff\xff\xff\xff\x10\0\0\0"):
        answer = run(data=head, status=64, command=alone)
        for words in ("<stdin>: this is Arrow", "built without Arrow", "give NDJSON or CSV"):
            if words not in answer.err or answer.out:
                raise Failure(answer.shown())
    run("--input", "arrow", data=b"{}\n", status=64, command=alone)
    for lines in (b"A\n", b"ARROW", b"\xff\xff\xff", b"\xff\xff\xff\xfe\n"):  # no magic
        run(data=lines, status=65, command=alone)
    (folder / "caveat-arrow.so").write_text("no library")
    answer = run(data=b"ARROW1\0\0", status=66, command=alone)
    if "it is Arrow, and its reader fails: " not in answer.err:
        raise Failure(answer.shown())


def same_as_ndjson(folder):
    (folder / "own.cav").write_text(F.RULES)
    told_bad = 0
    for seed in range(12 if F.DEBUG else 60):
        rng = random.Random(seed)
        own = seed % 3 == 2
        how = ["-r", folder / "own.cav"] if own else []
        table = random_table(rng, rng.choice([1, 7, 1500]), *([F.OWN, ["nesting", "moving"]] if own else []),
                             bad=rng.choice([0, 0.002, 0.05]))
        how += rng.choice([["--missing", "--features"], ["-f", "csv"], ["-f", "summary"], ["--where", "status=unknown"]])
        data = written(table, rng.choice(["stream", "file"]), rng.choice([1, 64, 1000, None]) if len(table) < 100 else rng.choice([100, 1024, 1025, None]))
        got, want = run(*how, "-j", rng.choice("12"), data=data), run(*how, data=as_lines(table))
        same(outcome(got), outcome(want), "seed %d: %s\n%s" % (seed, how, table.schema))
        told_bad += got.err.count("<stdin>:")
    if not told_bad:
        raise Failure("no bad row in any table")


def structs_are_layers(folder):
    n = 300
    rng = random.Random(4)
    layers = [{"os": rng.choice(F.SYSTEMS + [None]), "kvm": rng.choice([None, {"nested": rng.choice([True, None])}])}
              if rng.random() < 0.8 else None for _ in range(n)]
    table = pa.table({"id": ["h%d" % i for i in range(n)], "L0": layers, "L1.os": ["rhel 8.4"] * n,
                      "uses": [rng.choice([None, {"migration": True}]) for _ in range(n)]})
    rows = []
    for row in table.to_pylist():
        row["L1"] = {"os": row.pop("L1.os")}
        rows.append(json.dumps(pruned({k: v for k, v in row.items()})))
    lines = "".join(x + "\n" for x in rows).encode()
    same(outcome(run("--missing", data=written(table))), outcome(run("--missing", data=lines)), "structs")
    for twice in (pa.table({"L0.os": ["other"], "L0": [{"os": "other"}]}), pa.table({"L0": [{"kvm": {"nested": True}, "kvm.nested": True}]})):
        if ": two columns of this name" not in run(data=written(twice), status=65).err:
            raise Failure("a column that a struct repeats")


def batches_and_threads(folder):
    table = some_table(5000)
    want = run("-j1", data=as_lines(table))
    for rows in (1, 500, 1023, 1024, 1025, 5000):
        for jobs in ("1", "2", "5"):
            same(outcome(run("-j" + jobs, data=written(table, rng_form(rows), rows))), outcome(want), "%d rows, %s threads" % (rows, jobs))
    empty = table.schema.empty_table().to_batches() or [pa.RecordBatch.from_pylist([], schema=table.schema)]
    parts = empty + table.to_batches(max_chunksize=700)
    mixed = [x for part in parts for x in (part, empty[0])]
    for form in ("stream", "file"):
        same(outcome(run(data=written(mixed, form))), outcome(want), "empty batches")
    for codec in ("lz4", "zstd"):
        if pa.Codec.is_available(codec):
            same(outcome(run(data=written(table, compression=codec))), outcome(want), codec)


def rng_form(rows):
    return "file" if rows % 2 else "stream"


def dictionaries_that_change(folder):
    schema = pa.schema({"L0.platform": pa.dictionary(pa.int8(), pa.string()), "id": pa.int32()})
    batches, n = [], 0
    for words in (["intel", "amd"], ["amd", "intel"], ["amd", "intel", "arm64"], ["other", None]):
        codes = pa.array([0, 1, None, len(words) - 1], pa.int8())
        batches.append(pa.record_batch([pa.DictionaryArray.from_arrays(codes, pa.array(words)), pa.array(range(n, n + 4), pa.int32())], schema=schema))
        n += 4
    want = run("--missing", data=as_lines(pa.Table.from_batches(batches)))
    for deltas in (False, True):
        same(outcome(run("--missing", data=written(batches, emit_dictionary_deltas=deltas))), outcome(want), "dictionaries")


def no_rows(folder):
    table = some_table(3).slice(0, 0)
    for form in ("stream", "file"):
        for data in (written(table, form), written(table.to_batches() or [pa.RecordBatch.from_pylist([], schema=table.schema)], form)):
            answer = run(data=data, status=65)
            if "nothing was judged" not in answer.err or answer.out:
                raise Failure(answer.shown())
    answer = run("--input", "arrow", data=b"", status=66)
    if "cannot read <stdin>" not in answer.err:
        raise Failure(answer.shown())


def files_and_pipes(folder):
    table = some_table(2000)
    lines = as_lines(table)
    want = run(data=lines)
    (folder / "a.ndjson").write_bytes(lines)
    for form in ("stream", "file"):
        path = folder / ("a." + form)
        path.write_bytes(written(table, form, 600))
        same(run(path).out, want.out, form)
        same(run("--input", "arrow", path).out, want.out, form)
        with open(path, "rb") as file:
            done = subprocess.run([CAVEAT, "fleet"], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
        same(done.stdout.decode(), want.out, form + " as standard input")
        both = run(folder / "a.ndjson", path, "-", path, data=written(table.slice(0, 5)))
        same(both.out, want.out * 2 + run(data=as_lines(table.slice(0, 5))).out + want.out, "several inputs")


def a_batch_is_answered_at_once(folder):
    table = some_table(40)
    child = subprocess.Popen([CAVEAT, "fleet"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENV)
    with pa.ipc.new_stream(child.stdin, table.schema) as writer:
        for batch in table.to_batches(max_chunksize=20):
            writer.write_batch(batch)
            child.stdin.flush()
            for _ in range(40):  # hangs where it waits for more
                child.stdout.readline()
    child.stdin.close()
    same((child.stdout.read(), child.wait(timeout=60)), (b"", run(data=as_lines(table)).status), "the end")


def one_host(folder):
    table = some_table(50).append_column("L3.os", pa.array(["rhel 8.4"] * 50))
    lines = as_lines(table)
    for name in ("h0", "h49"):
        for form in ("text", "json"):
            same(outcome(run("--explain", name, "-f", form, data=written(table))), outcome(run("--explain", name, "-f", form, data=lines)), name)
    if "no host has the id 'zz'" not in run("--explain", "zz", data=written(table), status=66).err:
        raise Failure("zz")
    twice = pa.concat_tables([table, table])
    if "2 hosts have the id 'h7'; this is the first, <stdin>:8" not in run("--explain", "h7", data=written(twice)).err:
        raise Failure("h7")
    numbers = table.drop_columns(["id"])
    same(outcome(run("--explain", "12", data=written(numbers))), outcome(run("--explain", "12", data=as_lines(numbers))), "by its row")


def long_rows(folder):
    fits = (1 << 20) - len('{"id":"x","L0":{"kernel.release":""}}')
    for size, status in ((fits, 2), (fits + 1, 65), (3 << 20, 65)):
        table = pa.table({"id": ["a", "x", "b"], "L0.kernel.release": ["1", "y" * size, "2"]})
        got, want = run(data=written(table)), run(data=as_lines(table))
        same(outcome(got), outcome(want), "%d bytes" % size)
        same(got.status, status, "%d bytes" % size)


def refused_columns(folder):
    for table, words in (
            (pa.table({"id": ["a"], "L0.oss": ["x"]}), "<stdin>: L0.oss: unknown fact 'L0.oss'; did you mean 'L0.os'?"),
            (pa.table({"os": ["x"]}), "<stdin>: os: a column is id, depth, here, LAYER.FACT or uses.FEATURE"),
            (pa.table({"L0.os\0": ["other"]}), "<stdin>: L0.os: no fact"),
            (pa.table({"uses.migratio": [True]}), "did you mean 'migration'?"),
            (pa.table({"L0": [{"oss": "x"}]}), "L0.oss: unknown fact"),
            (pa.Table.from_arrays([pa.array(["a"]), pa.array([7])], ["id", "id"]), "<stdin>: id: two columns of this name"),
            (pa.table({"L0.os": pa.nulls(3)}), "no column of it holds values"),
            (pa.Table.from_batches([], schema=pa.schema([])), "no column of it holds values"),
            (pa.table({"depth": [2.0]}), "<stdin>: depth: values of type double are not read"),
            (pa.table({"id": pa.array([1], pa.timestamp("ms"))}), "values of type timestamp[ms] are not read"),
            (pa.table({"L0.os": pa.array([b"x"])}), "values of type binary are not read"),
            (pa.table({"L0.os": [[["x"]]]}), "values of type list<item: list<item: string>> are not read"),
            (pa.table({"L0.os": pa.array([[("a", "b")]], pa.map_(pa.string(), pa.string()))}), "values of type map<"),
            (pa.table({"L0.os": pa.array([b"x"]).dictionary_encode()}), "values of type dictionary<")):
        for form in ("stream", "file"):
            answer = run(data=written(table, form), status=65)
            if words not in answer.err or answer.out or answer.err.count("\n") != 1:
                raise Failure("%s\n%s" % (words, answer.shown()))


def broken_off(answer, whole, what):
    """66, one message, and what was judged before."""
    if answer.status != 66 or answer.err.count("\n") != 1 or "caveat: cannot read <stdin>" not in answer.err:
        raise Failure("%s\n%s" % (what, answer.shown()[-600:]))
    if not whole.startswith(answer.out) or answer.out[-1:] not in ("", "\n"):
        raise Failure("%s: what was written is no beginning of the whole" % what)


def cut_anywhere(folder):
    table = some_table(600)
    rng = random.Random(9)
    for form in ("stream", "file"):
        data = written(table, form, 200)
        whole = run(data=data).out
        step = len(data) // (20 if F.DEBUG else 100)
        parts, ends = set(), 0
        for at in [*range(8, len(data), step), *range(len(data) - 30, len(data)), rng.randrange(8, len(data))]:
            answer = run("-j2", data=data[:at])
            if form == "stream" and answer.status != 66:  # the format lets a stream end behind any message
                same(whole.startswith(answer.out), True, at)
                ends += 1
                continue
            broken_off(answer, whole, "%s, %d of %d bytes" % (form, at, len(data)))
            parts.add(answer.out.count("\n"))
        same(parts, {0, 400, 800, 1200}, "judged before the end")
        same(ends <= 4, True, "a stream ends behind its schema and its batches")
    target = folder / "v.ndjson"
    target.write_text("before")
    run("-o", target, data=data[:-9], status=66)
    same(target.read_text(), "before", "-o")
    for more in (data, b"x", b"\0" * 9):
        broken_off(run(data=written(table) + more), whole, "a stream and more")
        broken_off(run(data=data + more), whole, "a file and more")


def changed_anywhere(folder):
    """Bytes that are not what was written: an answer or one message, never a crash."""
    rng = random.Random(17)
    table = random_table(rng, 90, bad=0)
    for form in ("stream", "file"):
        data = written(table, form, 40)
        statuses = {}
        for _ in range(60 if F.DEBUG else 250):
            spoilt = bytearray(data)
            for _ in range(rng.choice([1, 1, 2, 8])):
                at = rng.randrange(8, len(data))
                spoilt[at] = rng.choice([0, 1, 0x7F, 0xFF, spoilt[at] ^ 1 << rng.randrange(8)])
            answer = run(data=bytes(spoilt))
            statuses[answer.status] = statuses.get(answer.status, 0) + 1
            if answer.status not in STATUSES or len(re.findall("^caveat: cannot read", answer.err, re.M)) != (answer.status == 66):
                raise Failure(answer.shown()[-900:])
        if statuses.get(66, 0) < 5:
            raise Failure("few were refused: %s" % statuses)


def values_that_are_not_valid(folder):
    """What only the full validation sees: codes outside a dictionary, text that is no UTF-8."""
    outside = pa.DictionaryArray.from_arrays(pa.array([0, 9], pa.int8()), pa.array(["amd"]), safe=False)
    text = pa.Array.from_buffers(pa.string(), 2, pa.array([b"amd", b"\xff\xfe"]).buffers())
    good = pa.table({"L0.platform": pa.array(["amd", "amd"])})
    for array in (outside, text):
        bad = pa.table({"L0.platform": array})
        answer = run(data=written(bad))
        broken_off(answer, "", "not valid")
        cast = good.cast(bad.schema) if array is text else pa.table({"L0.platform": good["L0.platform"].dictionary_encode().cast(array.type)})
        answer = run(data=written([cast.to_batches()[0], bad.to_batches()[0]]))
        broken_off(answer, run(data=as_lines(good)).out, "not valid, behind good ones")
        if "cannot read <stdin>: behind row 2: " not in answer.err:
            raise Failure(answer.shown())


def peak(batches):
    """KiB at most, over so many batches that come through a pipe."""
    made = ("import sys,pyarrow as pa\nt=pa.ipc.open_file(sys.argv[1]).read_all()\n"
            "with pa.ipc.new_stream(sys.stdout.buffer,t.schema) as w:\n    for _ in range(int(sys.argv[2])): w.write_table(t)\n")
    maker = subprocess.Popen([sys.executable, "-c", made, "block.arrow", str(batches)], stdout=subprocess.PIPE)
    child = subprocess.Popen([CAVEAT, "fleet", "-j2", "-o", os.devnull], stdin=maker.stdout, stderr=subprocess.DEVNULL)
    maker.stdout.close()
    usage = os.wait4(child.pid, 0)[2]
    child.returncode = maker.wait()
    return usage.ru_maxrss


def memory_stays(folder):
    if F.DEBUG:
        return
    (folder / "block.arrow").write_bytes(written(some_table(5000), "file"))
    few, many = peak(4), peak(60)
    if many > few + 4096:
        raise Failure("%d KiB, then %d KiB" % (few, many))


def installed_modules_are_found(folder):
    """As make install leaves them: a module has no right to be run."""
    for name, place in (("caveat", "bin"), ("caveat-fleet", "libexec/caveat"), ("caveat-arrow.so", "libexec/caveat")):
        (folder / place).mkdir(parents=True, exist_ok=True)
        if (CAVEAT.parent / name).exists():  # a caveat that loads modules itself has none to do it
            shutil.copy(CAVEAT.parent / name, folder / place / name)
    (folder / "libexec/caveat/caveat-arrow.so").chmod(0o644)
    table = some_table(3)
    same(outcome(run(data=written(table), command=folder / "bin/caveat")), outcome(run(data=as_lines(table))), "installed")


ALWAYS = [refused_without_the_module]
WITH_ARROW = [same_as_ndjson, structs_are_layers, batches_and_threads, dictionaries_that_change, no_rows, files_and_pipes,
              a_batch_is_answered_at_once, one_host, long_rows, refused_columns, cut_anywhere, changed_anywhere,
              values_that_are_not_valid, memory_stays, installed_modules_are_found]


def main():
    words = sys.argv[1:]
    passed = failed = 0
    skipped = 0 if pa and MODULE.exists() else 1
    for test in ALWAYS + (WITH_ARROW if not skipped else []):
        if words and not any(w in test.__name__ for w in words):
            continue
        with tempfile.TemporaryDirectory(prefix="caveat-arrow-") as folder:
            before = os.getcwd()
            try:
                os.chdir(folder)
                test(Path(folder))
                passed += 1
            except Exception as error:  # a test that breaks has not passed
                failed += 1
                print("FAILED %s: %s" % (test.__name__, told(error)))
            finally:
                os.chdir(before)
    if skipped:
        print("skipped fleet_arrow.py: %s" % ("pyarrow is not installed" if MODULE.exists() else "caveat was built without Arrow"))
    print("%d passed, %d failed, %d skipped" % (passed, failed, skipped))
    return 1 if failed or not passed + skipped else 0


if __name__ == "__main__":
    sys.exit(main())
