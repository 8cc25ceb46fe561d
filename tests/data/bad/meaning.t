Rules, statements, packs and tests that parse but cannot be meant.

-- use pack.cav

== a rule that cites nothing
-- rules main.cav
use "pack.cav"
rule r {
    when L0.platform is amd
    then broken "x"
}
-- error
2:6 E201 r

== then without when
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    then broken "x"
}
-- error
4:5 E202 when

== require and then in one rule
-- rules main.cav
use "pack.cav"
rule r {
    cite    s.1
    when    L0.platform is amd
    require L1.vcpus > 4
    else    broken "x"
    then    broken "y"
}
-- error
7:5 E202

== require and conflict in one rule
-- rules main.cav
use "pack.cav"
rule r {
    cite     s.1
    require  L1.vcpus > 4
    else     broken "x"
    conflict nesting, migration
    else     broken "y"
}
-- error
6:5 E202

== a rule that says nothing
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
}
-- error
2:6 E202 r

== two whens
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    when L1.vcpus > 4
    then broken "x"
}
-- error
5:5 E203 when

== two reasons
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    why  "one"
    when L0.platform is amd
    then broken "x"
    why  "two"
}
-- error
7:5 E203 why

== two fixes and two cites
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    fix  "one"
    cite s.1
    when L0.platform is amd
    then broken "x"
    fix  "two"
}
-- error
5:5 E203 cite
8:5 E203 fix

== no rule gives supported
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is intel
    then supported "x"
}
-- error
5:10 E204

== a statement that nothing accounts for
-- rules main.cav
use "pack.cav"
section t "More" {
    statement t.1 "Nobody cites this."
}
-- error
3:15 E205 t.1

== every unbound statement is named
-- rules main.cav
use "pack.cav"
section t "More" {
    statement t.1 "Nobody cites this."
    statement t.2 "A general remark." no rule "nothing to test"
    statement t.3 "Nor this."
}
-- error
3:15 E205 t.1
5:15 E205 t.3

== cited, and no rule
-- rules main.cav
use "pack.cav"
section t "More" {
    statement t.1 "Both." no rule "nothing to test"
}
rule r {
    cite t.1
    when L0.platform is amd
    then broken "x"
}
-- error
3:15 E206 r

== a pack without title, issuer and source
-- rules main.cav
layer L0 "the host"
fact a at L0: flag "A"
pack p {
    edition "first"
}
-- error
3:6 E207 title
3:6 E207 issuer
3:6 E207 source

== a pack without a source
-- rules main.cav
layer L0 "the host"
pack p {
    title  "t"
    issuer "i"
}
-- error
2:6 E207 source

== a second pack
-- rules main.cav
use "pack.cav"
pack other-pack {
    title  "t"
    issuer "i"
    source "s"
}
-- error
2:6 E208 other-pack

== a statement that the second pack's applies cites
-- rules main.cav
use "pack.cav"
fact fresh at L0: flag "A"
pack other-pack {
    title   "t"
    issuer  "i"
    source  "s"
    applies when L0.fresh is on
            cite    other.1
}
section other "Other" { statement other.1 "Only the second pack cites it." }
-- error
3:6 E208 other-pack

== a title twice
-- rules main.cav
layer L0 "the host"
pack p {
    title  "t"
    issuer "i"
    source "s"
    title  "again"
}
-- error
6:5 E203 title

== applies twice
-- rules main.cav
layer L0 "the host"
fact a at L0: flag "A"
pack p {
    title   "t"
    issuer  "i"
    source  "s"
    applies when L0.a is on
    applies when L0.a is off
}
-- error
8:5 E203 applies

== a feature in conflict with itself
-- rules main.cav
use "pack.cav"
rule r {
    cite     s.1
    conflict nesting, nesting
    else     broken "x"
}
-- error
4:23 E210

== the effect of a conflict names a feature
-- rules main.cav
use "pack.cav"
rule r {
    cite     s.1
    conflict nesting, migration
    else     nesting is broken "x"
}
-- error
5:14 E210

== a test that expects nothing
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd
}
-- error
2:6 E211

== a rule that does not give this level
-- rules main.cav
use "pack.cav"
test "t" {
    given  L0: platform ibm-z
    expect preview by base
}
-- error
4:23 W010 base

== no rule gives supported, so none can be expected by name
-- rules main.cav
use "pack.cav"
test "t" {
    given  L0: platform amd
    expect supported by base
}
-- error
4:25 E212

== a note by a rule that gives none
-- rules main.cav
use "pack.cav"
test "t" {
    given  L0: platform ibm-z
    expect note by base
}
-- error
4:20 W010

== best worse than worst
-- rules main.cav
use "pack.cav"
test "t" {
    given  L2: vcpus 2
    expect unknown between broken and supported
}
-- error
4:28 E212

== best the same as worst
-- rules main.cav
use "pack.cav"
test "t" {
    given  L2: vcpus 2
    expect unknown between broken and broken
}
-- error
4:28 E212

== the same fact given twice
-- rules main.cav
use "pack.cav"
test "t" {
    given  L0: platform ibm-z, os rhel 8, platform amd
    expect broken
}
-- error
3:43 E212 platform

== the depth given twice
-- rules main.cav
use "pack.cav"
test "t" {
    given  depth 1
    given  depth 2
    expect supported
}
-- error
4:5 E212

== a depth that no layer has
-- rules main.cav
use "pack.cav"
test "t" {
    given  depth 7
    expect supported
}
-- error
3:18 E213

== a fact below the stated depth
-- rules main.cav
use "pack.cav"
test "t" {
    given  depth 1
    given  L2: vcpus 2
    expect supported
}
-- error
4:16 E213

== lines that fall
-- rules main.cav
use "pack.cav"
section t "More" {
    statement t.1 line 20 "One."   no rule "remark"
    statement t.2 line 19 "Two."  no rule "remark"
}
-- error
4:24 E214 t.2

== line 0
-- rules main.cav
use "pack.cav"
section t "More" {
    statement t.1 line 0 "One." no rule "remark"
}
-- error
3:24 E214 t.1

== versions that are no versions
-- rules main.cav
use "pack.cav"
product p1 "One" version minor.major
product p2 "Two" version major.minor.patch.build.more
-- error
2:26 E215
3:26 E215

== rules without a pack
-- rules main.cav
layer L0 "the host"
fact a at L0: flag "A"
section s "S" { statement s.1 "x" no rule "remark" }
-- error
3:9 E209

== a file of vocabulary alone
-- rules main.cav
layer L0 "the host"
fact a at L0: flag "A"
-- run compile main.cav -o main.img
-- exit 3
-- output
-- messages
caveat: main.cav: no pack in it, nothing to compile: write `pack NAME { title "…" issuer "…" source "…" }`

== an empty file
-- bytes main.cav
\end
-- run compile main.cav -o main.img
-- exit 3
-- output
-- messages
caveat: main.cav: no pack in it, nothing to compile: write `pack NAME { title "…" issuer "…" source "…" }`

== comments alone
-- rules main.cav
# nothing here
-- run compile main.cav -o main.img
-- exit 3
-- output
-- messages
caveat: main.cav: no pack in it, nothing to compile: write `pack NAME { title "…" issuer "…" source "…" }`
