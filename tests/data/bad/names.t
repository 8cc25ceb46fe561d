Names that nothing declares, each with its nearest neighbour where one is near.

-- use pack.cav

== unknown fact
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platfrom is amd
    then broken "x"
}
-- error
4:10 E102 did you mean `L0.platform`?

== unknown fact with nothing near
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.temperature is amd
    then broken "x"
}
-- error
4:10 E102 L0.temperature

== unknown fact inside not, and, or
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when not (L0.platfrom is amd or L1.vcpus > 4) and L1.vcpu < 8
    then broken "x"
}
-- error
4:15 E102 L0.platform
4:55 E102 L1.vcpus

== unknown layer of a fact
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L9.os is rhel
    then broken "x"
}
-- error
4:10 E103 L9

== unknown layer in exists
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L3 exists
    then broken "x"
}
-- error
4:10 E103 L3

== a fact at a layer where it does not exist
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.platform is amd
    then broken "x"
}
-- error
4:10 E104 L0

== unknown feature in a condition
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when migratoin in use
    then broken "x"
}
-- error
4:10 E105 did you mean `migration`?

== a define is not a feature
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when amd-host in use
    then broken "x"
}
-- error
4:10 E105 amd-host

== unknown feature of an effect
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then migratoin is broken "x"
}
-- error
5:10 E105 did you mean `migration`?

== unknown features of a conflict
-- rules main.cav
use "pack.cav"
rule r {
    cite     s.1
    conflict nestin, huge-page
    else     broken "x"
}
-- error
4:14 E105 nesting
4:22 E105 huge-pages

== unknown condition
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when amd-hots
    then broken "x"
}
-- error
4:10 E106 did you mean `amd-host`?

== a layer alone is no condition
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L2
    then broken "x"
}
-- error
4:10 E106 L2

== unknown statement
-- rules main.cav
use "pack.cav"
rule r {
    cite s.2
    when L0.platform is amd
    then broken "x"
}
-- error
3:10 E107 s.2

== the second of two cited statements is unknown
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1, t.1
    when L0.platform is amd
    then broken "x"
}
-- error
3:15 E107 t.1

== unknown level
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then brokn "x"
}
-- error
5:10 E109 did you mean `broken`?

== unknown level of a feature
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then migration is impossible "x"
}
-- error
5:23 E109 impossible

== unknown product
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os is rehl 8
    then broken "x"
}
-- error
4:19 E110 did you mean `rhel`?

== unknown product in a set
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os in {rhel 8, windows-sever 2019}
    then broken "x"
}
-- error
4:28 E110 did you mean `windows-server`?

== unknown value of an enum
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is adm
    then broken "x"
}
-- error
4:25 E111 did you mean `amd`?

== unknown values in a set, both reported
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform in {intel, adm, powr9}
    then broken "x"
}
-- error
4:33 E111 did you mean `amd`?
4:38 E111 did you mean `power9`?

== a flag is on or off
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.kvm.nested is yes
    then broken "x"
}
-- error
4:27 E111 yes

== unknown layer of a declared fact
-- rules main.cav
use "pack.cav"
fact more at L0, L7: flag "More"
-- error
2:18 E103 L7

== unknown name in a define
-- rules main.cav
use "pack.cav"
define d: amd-hoot or L2 exists
-- error
2:11 E106 amd-host

== unknown fact in an `in use when`
-- rules main.cav
use "pack.cav"
feature xive "XIVE" in use when L0.kvm.xive is on
-- error
2:33 E102 L0.kvm.xive

== unknown fact in impossible
-- rules main.cav
use "pack.cav"
impossible "cannot be" when L1.vpcus > 4
-- error
2:29 E102 L1.vcpus

== unknown placeholder in a message
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then broken "The host is {L0.platfrom}."
}
-- error
5:31 E102 L0.platform

== placeholder at a layer where the fact does not exist
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then broken "The guest is {L1.platform}."
}
-- error
5:32 E104 L0

== placeholder that does not end
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd
    then broken "The host is {L0.platform."
}
-- error
5:30 E123

== unknown rule in a test
-- rules main.cav
use "pack.cav"
test "t" {
    given  L0: platform ibm-z
    expect broken by bse
}
-- error
4:22 E108 did you mean `base`?

== unknown fact in a test
-- rules main.cav
use "pack.cav"
test "t" {
    given  L0: platfrom ibm-z
    expect broken by base
}
-- error
3:16 E102 platform

== unknown layer in a test
-- rules main.cav
use "pack.cav"
test "t" {
    given  L5: platform ibm-z
    expect broken by base
}
-- error
3:12 E103 L5

== unknown value in a test
-- rules main.cav
use "pack.cav"
test "t" {
    given  L0: platform ibmz
    expect broken by base
}
-- error
3:25 E111 did you mean `ibm-z`?

== unknown feature in a test
-- rules main.cav
use "pack.cav"
test "t" {
    given  use migratoin
    given  L0: platform ibm-z
    expect broken by base
}
-- error
3:16 E105 migration

== unknown fact among missing
-- rules main.cav
use "pack.cav"
test "t" {
    given  L2: vcpus 2
    expect unknown between supported and broken missing L0.platfrom
}
-- error
4:57 E102 L0.platform

== unknown level in a test
-- rules main.cav
use "pack.cav"
test "t" {
    given  L0: platform ibm-z
    expect brokn by base
}
-- error
4:12 E109 did you mean `broken`?
