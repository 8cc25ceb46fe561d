Every namespace holds a name once; a name may not stand for two things a reader could confuse.

-- use pack.cav

== a layer twice
-- rules main.cav
use "pack.cav"
layer L1 "again"
-- error
2:7 E101 L1

== a product twice
-- rules main.cav
use "pack.cav"
product rhel "again" version major
-- error
2:9 E101 rhel

== a feature twice
-- rules main.cav
use "pack.cav"
feature migration "again"
-- error
2:9 E101 migration

== a fact twice at one layer
-- rules main.cav
use "pack.cav"
fact vcpus at L2: number "again"
-- error
2:6 E101 vcpus

== the same fact at two layers in two declarations is one fact each
-- rules main.cav
use "pack.cav"
fact vcpus at L0: number "of the host"
-- error

== a layer named twice in one declaration
-- rules main.cav
use "pack.cav"
fact more at L0, L1, L0: flag "More"
-- error
2:22 E101 L0

== a define twice
-- rules main.cav
use "pack.cav"
define amd-host: L0.platform is intel
-- error
2:8 E101 amd-host

== a rule twice
-- rules main.cav
use "pack.cav"
rule base {
    cite s.1
    when L0.platform is amd
    then broken "x"
}
-- error
2:6 E101 base

== a section twice
-- rules main.cav
use "pack.cav"
section s "again" {
    statement s.9 "x" no rule "remark"
}
-- error
2:9 E101

== a statement twice
-- rules main.cav
use "pack.cav"
section t "More" {
    statement t.1 "x" no rule "remark"
    statement t.1 "y" no rule "remark"
}
-- error
4:15 E101 t.1

== a test twice
-- rules main.cav
use "pack.cav"
test "t" {
    given  L0: platform ibm-z
    expect broken
}
test "t" {
    given  L0: platform amd
    expect supported
}
-- error
6:6 E101

== a value twice in one domain
-- rules main.cav
use "pack.cav"
fact colour at L0: one of {red, green, red} "Colour"
-- error
2:40 E101 red

== a define named like a layer
-- rules main.cav
use "pack.cav"
define L1: L0.platform is amd
-- error
2:8 E117 layer

== a define named like a feature
-- rules main.cav
use "pack.cav"
define migration: L0.platform is amd
-- error
2:8 E117 feature

== a define made of itself
-- rules main.cav
use "pack.cav"
define a: L0.platform is amd or a
-- error
2:8 E116 a

== two defines in a circle, reported once
-- rules main.cav
use "pack.cav"
define a: b and L2 exists
define b: not a
-- error
2:8 E116 a -> b -> a

== three defines in a circle that a rule uses
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when a
    then broken "x"
}
define a: b
define b: c
define c: a
-- error
7:8 E116 a -> b -> c -> a

== a feature in use when itself is
-- rules main.cav
use "pack.cav"
feature f "F" in use when L2 exists or f in use
-- error
2:9 E116 f

== a circle through a feature and a define
-- rules main.cav
use "pack.cav"
feature f "F" in use when d
define d: f in use
-- error
3:8 E116

== too many values
-- rules main.cav
use "pack.cav"
fact many at L0: one of {
    a1, a2, a3, a4, a5, a6, a7, a8, b1, b2, b3, b4, b5, b6, b7, b8,
    c1, c2, c3, c4, c5, c6, c7, c8, d1, d2, d3, d4, d5, d6, d7, d8,
    e1, e2, e3, e4, e5, e6, e7, e8, f1, f2, f3, f4, f5, f6, f7, f8,
    g1, g2, g3, g4, g5, g6, g7, g8, h1, h2, h3, h4, h5, h6, h7, h8, i1
} "65"
-- error
2:18 E118 65

== sixty-four values are possible
-- rules main.cav
use "pack.cav"
fact many at L0: one of {
    a1, a2, a3, a4, a5, a6, a7, a8, b1, b2, b3, b4, b5, b6, b7, b8,
    c1, c2, c3, c4, c5, c6, c7, c8, d1, d2, d3, d4, d5, d6, d7, d8,
    e1, e2, e3, e4, e5, e6, e7, e8, f1, f2, f3, f4, f5, f6, f7, f8,
    g1, g2, g3, g4, g5, g6, g7, g8, h1, h2, h3, h4, h5, h6, h7, h8
} "64"
-- error
