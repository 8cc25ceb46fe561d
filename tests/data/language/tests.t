Tests in the language: what they give, what they expect, and that a wrong expectation fails.

-- use pack.cav
-- rules rules.cav
use "pack.cav"
section t "More" {
    statement t.1 "Guests need four processors."
    statement t.2 "Migration fails on AMD."
    statement t.3 "A remark."
}
rule processors {
    cite    t.1
    require L1.vcpus >= 4
    else    unsupported "L1 has {L1.vcpus} processors."
}
rule amd-migration {
    cite t.2
    when amd-host
    then migration is broken "No migration."
}
rule remark {
    cite t.3
    when L2.os is rhel
    then note "L2 runs {L2.os}."
}
impossible "no negative processors" when L1.vcpus < 0

== every form of expectation that holds
-- rules main.cav
use "rules.cav"
test "a level"              { given L0: platform ibm-z given L1: vcpus 4 expect broken by base }
test "nothing restricts"    { given L0: platform intel given L1: vcpus 4 expect supported }
test "the worst counts"     { given L0: platform ibm-z given L1: vcpus 2 expect broken by base }
test "a feature"            { given L0: platform amd given L1: vcpus 4 expect supported expect migration broken by amd-migration }
test "a wanted feature"     { given L0: platform amd given L1: vcpus 4 given use migration expect broken by amd-migration }
test "unknown"              { given L0: platform intel expect unknown between supported and unsupported missing L1.vcpus }
test "unknown, two facts"   { given L2: os rhel 8.4 expect unknown between supported and broken missing L0.platform, L1.vcpus }
test "unknown, a set"       { given L0: platform in {intel, ibm-z} given L1: vcpus 4 expect unknown between supported and broken missing L0.platform }
test "known by a set"       { given L0: platform in {intel, power9} given L1: vcpus in {4, 5} expect supported }
test "a feature unknown"    { given L0: platform in {intel, amd} given L1: vcpus 4 expect migration unknown between supported and broken missing L0.platform }
test "a range"              { given L0: platform intel given L1: vcpus 2..8 expect unknown between supported and unsupported missing L1.vcpus }
test "a note"               { given L0: platform intel given L1: vcpus 4 given L2: os rhel 8.4 expect note by remark expect supported }
test "no such note"         { given L0: platform intel given L1: vcpus 4 given L2: os ubuntu 22.04 expect no note by remark expect no note }
test "an open note"         { given L0: platform intel given L1: vcpus 4 expect no note by remark }
test "depth"                { given depth 0 given L0: platform intel expect supported }
test "a contradiction"      { given L1: vcpus -1 expect contradiction }
-- run test main.cav
-- exit 0
-- output
16 passed, 0 failed

== each wrong expectation fails
-- rules main.cav
use "rules.cav"
test "another level"        { given L0: platform ibm-z given L1: vcpus 4 expect unsupported }
test "another rule"         { given L0: platform ibm-z given L1: vcpus 2 expect broken by base expect migration supported expect supported }
test "by is exact"          { given L0: platform amd given L1: vcpus 2 given use migration expect broken by amd-migration, base }
test "known, not unknown"   { given L0: platform intel given L1: vcpus 4 expect unknown between supported and broken }
test "other borders"        { given L0: platform intel expect unknown between supported and broken }
test "missing is exact"     { given L2: vcpus 2 expect unknown between supported and broken missing L0.platform }
test "missing too much"     { given L0: platform intel expect unknown between supported and unsupported missing L1.vcpus, L0.platform }
test "no note"              { given L0: platform intel given L1: vcpus 4 given L2: os ubuntu 22.04 expect note by remark }
test "a note is there"      { given L2: os rhel 8.4 expect no note by remark }
test "any note"             { given L2: os rhel 8.4 expect no note }
test "it applies"           { given L0: platform intel given L1: vcpus 4 expect not-applicable }
test "no contradiction"     { given L1: vcpus 0 expect contradiction }
test "a feature's level"    { given L0: platform intel given L1: vcpus 4 expect migration broken }
-- run test main.cav
-- exit 1
-- output
failed: main.cav:2:74: another level
    expected  unsupported
    got       broken by base
    facts     depth = 2
              L0.platform = ibm-z
              L1.vcpus = 4
    rules     rule base: fired
                true    when L0.platform is ibm-z
              rule remark: undetermined
                unknown when L2.os is rhel
failed: main.cav:3:123: another rule
    expected  supported
    got       broken by base
    facts     depth = 2
              L0.platform = ibm-z
              L1.vcpus = 2
    rules     rule base: fired
                true    when L0.platform is ibm-z
              rule processors: fired
                false   require L1.vcpus >= 4
              rule remark: undetermined
                unknown when L2.os is rhel
failed: main.cav:4:92: by is exact
    expected  broken by amd-migration, base
    got       broken by amd-migration
    facts     depth = 2
              use migration
              L0.platform = amd
              L1.vcpus = 2
    rules     rule base: held
                false   when L0.platform is ibm-z
              rule processors: fired
                false   require L1.vcpus >= 4
              rule amd-migration: fired
                true    when amd-host
                  true    L0.platform is amd
              rule remark: undetermined
                unknown when L2.os is rhel
failed: main.cav:5:74: known, not unknown
    expected  unknown between supported and broken
    got       supported
    facts     depth = 2
              L0.platform = intel
              L1.vcpus = 4
    rules     rule remark: undetermined
                unknown when L2.os is rhel
failed: main.cav:6:56: other borders
    expected  unknown between supported and broken
    got       unknown between supported and unsupported missing L1.vcpus
    facts     depth = 2
              L0.platform = intel
    rules     rule processors: undetermined
                unknown require L1.vcpus >= 4
              rule remark: undetermined
                unknown when L2.os is rhel
failed: main.cav:7:49: missing is exact
    expected  unknown between supported and broken missing L0.platform
    got       unknown between supported and broken missing L0.platform,
              L1.vcpus
    facts     depth = 2
              L2.vcpus = 2
    rules     rule base: undetermined
                unknown when L0.platform is ibm-z
              rule processors: undetermined
                unknown require L1.vcpus >= 4
              rule amd-migration: undetermined
                unknown when amd-host
                  unknown L0.platform is amd
              rule remark: undetermined
                unknown when L2.os is rhel
failed: main.cav:8:56: missing too much
    expected  unknown between supported and unsupported missing L1.vcpus,
              L0.platform
    got       unknown between supported and unsupported missing L1.vcpus
    facts     depth = 2
              L0.platform = intel
    rules     rule processors: undetermined
                unknown require L1.vcpus >= 4
              rule remark: undetermined
                unknown when L2.os is rhel
failed: main.cav:9:100: no note
    expected  note by remark
    got       no note
    facts     depth = 2
              L0.platform = intel
              L1.vcpus = 4
              L2.os = ubuntu 22.04
    rules     rule remark: held
                false   when L2.os is rhel
failed: main.cav:10:53: a note is there
    expected  no note by remark
    got       notes by remark
    facts     depth = 2
              L2.os = rhel 8.4
    rules     rule base: undetermined
                unknown when L0.platform is ibm-z
              rule processors: undetermined
                unknown require L1.vcpus >= 4
              rule amd-migration: undetermined
                unknown when amd-host
                  unknown L0.platform is amd
              rule remark: fired
                true    when L2.os is rhel
failed: main.cav:11:53: any note
    expected  no note
    got       notes by remark
    facts     depth = 2
              L2.os = rhel 8.4
    rules     rule base: undetermined
                unknown when L0.platform is ibm-z
              rule processors: undetermined
                unknown require L1.vcpus >= 4
              rule amd-migration: undetermined
                unknown when amd-host
                  unknown L0.platform is amd
              rule remark: fired
                true    when L2.os is rhel
failed: main.cav:12:74: it applies
    expected  not-applicable
    got       supported
    facts     depth = 2
              L0.platform = intel
              L1.vcpus = 4
    rules     rule remark: undetermined
                unknown when L2.os is rhel
failed: main.cav:13:49: no contradiction
    expected  contradiction
    got       unknown between unsupported and broken missing L0.platform
    facts     depth = 2
              L1.vcpus = 0
    rules     rule base: undetermined
                unknown when L0.platform is ibm-z
              rule processors: fired
                false   require L1.vcpus >= 4
              rule amd-migration: undetermined
                unknown when amd-host
                  unknown L0.platform is amd
              rule remark: undetermined
                unknown when L2.os is rhel
failed: main.cav:14:74: a feature's level
    expected  migration broken
    got       migration supported
    facts     depth = 2
              L0.platform = intel
              L1.vcpus = 4
    rules     rule remark: undetermined
                unknown when L2.os is rhel
0 passed, 13 failed

== no tests at all
-- rules main.cav
use "rules.cav"
-- run test main.cav
-- exit 1
-- output
0 passed, 0 failed
-- messages
caveat: no test to run

== tests that no name selects
-- rules main.cav
use "rules.cav"
test "a level" { given L0: platform ibm-z given L1: vcpus 4 expect broken by base }
-- run test main.cav --name nothing-like-it
-- exit 1
-- output
0 passed, 0 failed
-- messages
caveat: no test has such a name

== one test selected by name
-- rules main.cav
use "rules.cav"
test "one" { given L0: platform ibm-z expect broken by base }
test "two" { given L0: platform ibm-z expect supported }
-- run test main.cav --name one
-- exit 0
-- output
1 passed, 0 failed

== tests of invalid rules
-- rules main.cav
use "rules.cav"
test "one" { given L0: platform ibmz expect broken }
-- run test main.cav
-- exit 3
-- output
-- messages
main.cav:2:33: error[E111]: 'ibmz' is not a value of L0.platform
    test "one" { given L0: platform ibmz expect broken }
                                    ^^^^
    hint: did you mean `ibm-z`?
