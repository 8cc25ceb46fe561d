Shapes the grammar refuses, each at the place a writer would look.

-- use pack.cav

== and mixed with or
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd and L1.vcpus > 4 or L2 exists
    then broken "x"
}
-- error
4:46 E021

== or mixed with and
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L2 exists or L0.platform is amd and L1.vcpus > 4
    then broken "x"
}
-- error
4:42 E021

== parentheses settle it
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L2 exists or (L0.platform is amd and L1.vcpus > 4)
    then broken "x"
}
-- error

== a rule whose brace is missing
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then broken "x"

rule r2 {
    cite s.1
    when L0.platform is intel
    then broken "x"
}
-- error
7:1 E023

== the last brace is missing
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then broken "x"
-- error
5:20 E023

== one brace too many
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then broken "x"
}
}
-- error
7:1 E024

== a string without end
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then broken "x
}
-- error
5:17 E007

== a string without end does not hide the next error
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    why  "it does not end
    when L0.platform is amd
    then broken "x"
}
rule r2 {
    cite s.7
    when L0.platform is amd
    then broken "x"
}
-- error
4:10 E007
9:10 E107

== a pattern without end
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.kernel matches /4\.18
    then broken "x"
}
-- error
4:28 E008

== a string where a pattern is needed
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.kernel matches "4.18"
    then broken "x"
}
-- error
4:28 E020

== a flag no pattern has
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.kernel matches /4\.18/ig
    then broken "x"
}
-- error
4:36 E010

== an escape no string has
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then broken "a\qb"
}
-- error
5:19 E009

== an escape beyond Unicode
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then broken "a\u{110000}b"
}
-- error
5:19 E009

== half of a surrogate pair
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then broken "a\u{D800}b"
}
-- error
5:19 E009

== NUL by escape
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then broken "a\u{0}b"
}
-- error
5:19 E009

== require without else
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    require L1.vcpus > 4
}
-- error
4:25 E022 else

== conflict without else
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    conflict nesting, migration
    fix "choose"
}
-- error
4:32 E022 else

== conflict of one
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    conflict nesting
    else broken "x"
}
-- error
5:5 E020

== an effect without message
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then broken
}
-- error
5:16 E020

== a misspelt clause
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    whn L0.platform is amd
    then broken "x"
}
-- error
4:5 E020 did you mean `when`?

== a misspelt item
-- rules main.cav
use "pack.cav"
ruel r {
    cite s.1
    when L0.platform is amd
    then broken "x"
}
-- error
2:1 E020 did you mean `rule`?

== capitals
-- rules main.cav
use "pack.cav"
RULE r {
    cite s.1
    when L0.platform is amd
    then broken "x"
}
-- error
2:1 E020 rule

== no condition after when
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when
    then broken "x"
}
-- error
4:9 E020

== an operand is missing
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L2 exists and
    then broken "x"
}
-- error
4:23 E020

== a parenthesis is missing
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when (L2 exists and L0.platform is amd
    then broken "x"
}
-- error
4:43 E020

== a parenthesis too many
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L2 exists and L0.platform is amd)
    then broken "x"
}
-- error
4:42 E020

== not without an operand
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when not
    then broken "x"
}
-- error
4:13 E020

== two equals signs
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.vcpus == 4
    then broken "x"
}
-- error
4:19 E013

== an operator of C
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L2 exists && L0.platform is amd
    then broken "x"
}
-- error
4:20 E013

== a comparison without a number
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.vcpus <
    then broken "x"
}
-- error
4:20 E020

== or later without a version
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os is rhel or later
    then broken "x"
}
-- error
4:24 E026

== before without a version
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os is rhel before
    then broken "x"
}
-- error
4:24 E026

== within without a version
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os is rhel 8.2 or later within
    then broken "x"
}
-- error
4:37 E026

== a set without a comma
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform in {intel amd}
    then broken "x"
}
-- error
4:32 E020

== a set that does not close
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform in {intel, amd
    then broken "x"
}
-- error
4:36 E020

== a set after is without one value that can be read
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    require L0.platform is {L0.os}
    else broken "x"
}
rule q { cite s.1 when L0.platform is not {L0.os} and L0.x is on then broken "x" }
rule p { cite s.1 when L0.platform is not in {/a/, amd} then broken "x" }
-- error
4:29 E020
7:44 E020
7:55 E102
8:47 E020

== a set after is that the file ends in
-- rules main.cav
use "pack.cav"
rule r { cite s.1 require L0.platform is {L0.os
-- error
2:43 E020

== a rule without a name
-- rules main.cav
use "pack.cav"
rule {
    cite s.1
    when L0.platform is amd
    then broken "x"
}
-- error
2:6 E020

== a number for a name
-- rules main.cav
use "pack.cav"
rule 8 {
    cite s.1
    when L0.platform is amd
    then broken "x"
}
-- error
2:6 E020

== a cite list that ends with a comma
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1,
    when L0.platform is amd
    then broken "x"
}
-- error
3:14 E020

== a statement without its gist
-- rules main.cav
use "pack.cav"
section t "More" {
    statement t.1
}
-- error
3:18 E020

== no rule without a reason
-- rules main.cav
use "pack.cav"
section t "More" {
    statement t.1 "x" no rule
}
-- error
3:30 E020

== a type no fact has
-- rules main.cav
use "pack.cav"
fact a at L0: integer "A"
-- error
2:15 E020

== a fact without layers
-- rules main.cav
use "pack.cav"
fact a: flag "A"
-- error
2:7 E020

== a test whose name is no string
-- rules main.cav
use "pack.cav"
test t {
    given  L0: platform ibm-z
    expect broken
}
-- error
2:6 E020

== expect unknown without its two levels
-- rules main.cav
use "pack.cav"
test "t" {
    given  L2: vcpus 2
    expect unknown
}
-- error
4:5 E212

== between with one level
-- rules main.cav
use "pack.cav"
test "t" {
    given  L2: vcpus 2
    expect unknown between supported
}
-- error
4:37 E020

== a source no fact has
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { command "id" { /x/ => on } } }
-- error
2:33 E020

== a case without an arrow
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { file "/proc/version" { /x/ on } } }
-- error
2:60 E020

== nesting too deep
-- bytes main.cav
use "pack.cav"
rule r {
    cite s.1
    when \{256:(}(L2 exists\{257:)}
    then broken "x"
}
-- error
4:266 E025 256

== nesting as deep as it may be
-- bytes main.cav
use "pack.cav"
rule r {
    cite s.1
    when \{256:(}L2 exists\{256:)}
    then broken "x"
}
-- error

== not, not, not
-- bytes main.cav
use "pack.cav"
rule r {
    cite s.1
    when \{256:not }not L2 exists
    then broken "x"
}
-- error
4:1034 E025 256

== several errors, each at its place, in source order
-- rules main.cav
use "pack.cav"
rule one {
    cite s.9
    when L0.platfrom is amd
    then brokn "x"
}
rule two {
    cite s.1
    whn L0.platform is amd
    then broken "x"
}
define d: L2 exists and L0.platform is amd or L1.vcpus > 2
rule three {
    cite s.1
    when L0.platform is adm
    then broken "x"
}
-- error
3:10 E107
4:10 E102
5:10 E109
9:5 E020
12:44 E021
15:25 E111

== an error in the used file and one in the user: the root's first
-- rules main.cav
use "pack.cav"
use "part.cav"
define q: L0.platform is intle
-- rules part.cav
define p: L0.platform is adm
-- error
3:26 E111
part.cav:1:26 E111
