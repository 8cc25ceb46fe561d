Tests.

-- use pack.cav
-- wrap
use "pack.cav"
rule slip {
    cite    s.1
    when    %s
    then    broken "Does not work."
}
-- run compile main.cav -o main.img
-- exit 3

== given without a colon
-- rules main.cav
use "pack.cav"
test "t" {
    given L0 platform amd
    expect supported
}
-- messages
main.cav:3:14: error[E020]: found `platform`, expected `:`
        given L0 platform amd
                 ^^^^^^^^
    hint: write `given L0: FACT VALUE, …`

== given with a dotted fact
-- rules main.cav
use "pack.cav"
test "t" {
    given L0.platform amd
    expect supported
}
-- messages
main.cav:3:11: error[E020]: found `L0.platform`, expected a name
        given L0.platform amd
              ^^^^^^^^^^^
    hint: write `given L0: platform VALUE`

== given with a dotted fact behind the layer
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: L0.platform amd
    expect supported
}
-- messages
main.cav:3:15: error[E102]: unknown fact 'L0.L0.platform'
        given L0: L0.platform amd
                  ^^^^^^^^^^^
    hint: did you mean `L0.platform`?

== what is wanted, without given
-- rules main.cav
use "pack.cav"
test "t" {
    use migration
    expect supported
}
-- messages
main.cav:3:5: error[E020]: found `use`, expected `given`, `expect` or `}`
        use migration
        ^^^
    hint: write `given use FEATURE`

== a depth, without given
-- rules main.cav
use "pack.cav"
test "t" {
    depth 2
    expect supported
}
-- messages
main.cav:3:5: error[E020]: found `depth`, expected `given`, `expect` or `}`
        depth 2
        ^^^^^
    hint: write `given depth 2`

== an equals sign
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform = amd
    expect supported
}
-- messages
main.cav:3:24: error[E013]: `=` is not part of the language
        given L0: platform = amd
                           ^
    hint: leave it out: the value follows the fact

== a colon
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform: amd
    expect supported
}
-- messages
main.cav:3:23: error[E020]: found `:`, expected a value or `in`
        given L0: platform: amd
                          ^
    hint: leave the colon out

== no comma between facts
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd kvm.nested on
    expect supported
}
-- messages
main.cav:3:28: error[E020]: found `kvm.nested`, expected `given`, `expect` or `}`
        given L0: platform amd kvm.nested on
                               ^^^^^^^^^^
    hint: put a comma between them

== and between facts
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd and kvm.nested on
    expect supported
}
-- messages
main.cav:3:28: error[E020]: found `and`, expected `given`, `expect` or `}`
        given L0: platform amd and kvm.nested on
                               ^^^
    hint: put a comma between them

== a semicolon between facts
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd; kvm.nested on
    expect supported
}
-- messages
main.cav:3:27: error[E004]: `;` has no meaning here
        given L0: platform amd; kvm.nested on
                              ^
    hint: put a comma between them

== a comma at the end
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd,
    expect supported
}
-- messages
main.cav:4:5: error[E020]: found `expect`, expected a fact
        expect supported
        ^^^^^^
    hint: delete the comma before it

== a fact without a value
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: kvm.nested
    expect supported
}
-- messages
main.cav:4:5: error[E020]: found `expect`, expected a value
        expect supported
        ^^^^^^
    hint: `kvm.nested` has no value

== braces around the facts
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: { platform amd, kvm.nested on }
    expect supported
}
-- messages
main.cav:3:15: error[E020]: found `{`, expected a name
        given L0: { platform amd, kvm.nested on }
                  ^
    hint: a name is missing here

== a fact misspelt
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platfrom amd
    expect supported
}
-- messages
main.cav:3:15: error[E102]: unknown fact 'L0.platfrom'
        given L0: platfrom amd
                  ^^^^^^^^
    hint: did you mean `L0.platform`?

== a value misspelt
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform adm
    expect supported
}
-- messages
main.cav:3:24: error[E111]: 'adm' is not a value of L0.platform
        given L0: platform adm
                           ^^^
    hint: did you mean `amd`?

== a fact of another layer
-- rules main.cav
use "pack.cav"
test "t" {
    given L1: platform amd
    expect supported
}
-- messages
main.cav:3:15: error[E104]: fact 'platform' does not exist at layer L1; it exists at L0
        given L1: platform amd
                  ^^^^^^^^

== a layer that does not exist
-- rules main.cav
use "pack.cav"
test "t" {
    given L5: os rhel 8.2
    expect supported
}
-- messages
main.cav:3:11: error[E103]: unknown layer 'L5'
        given L5: os rhel 8.2
              ^^
    hint: the layers are L0, L1, L2

== a layer in words
-- rules main.cav
use "pack.cav"
test "t" {
    given host: platform amd
    expect supported
}
-- messages
main.cav:3:11: error[E103]: unknown layer 'host'
        given host: platform amd
              ^^^^
    hint: the layers are L0, L1, L2

== true for on
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: kvm.nested true
    expect supported
}
-- messages
main.cav:3:26: error[E111]: 'true' is not a value of L0.kvm.nested
        given L0: kvm.nested true
                             ^^^^
    hint: write `on`

== a range of versions
-- rules main.cav
use "pack.cav"
test "t" {
    given L1: os rhel 8.2 or later
    expect supported
}
-- messages
main.cav:3:27: error[E020]: found `or later`, expected `given`, `expect` or `}`
        given L1: os rhel 8.2 or later
                              ^^^^^^^^
    hint: a test gives one version, or several: `os in {rhel 8.2, rhel 8.4}`

== several values without in
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform {amd, intel}
    expect supported
}
-- messages
main.cav:3:24: error[E020]: found `{`, expected a value or `in`
        given L0: platform {amd, intel}
                           ^
    hint: a name is missing here

== or between values
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd or intel
    expect supported
}
-- messages
main.cav:3:28: error[E020]: found `or`, expected `given`, `expect` or `}`
        given L0: platform amd or intel
                               ^^
    hint: write `FACT in {A, B}`

== not a value
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform not amd
    expect supported
}
-- messages
main.cav:3:24: error[E020]: found `not`, expected a value or `in`
        given L0: platform not amd
                           ^^^
    hint: write `FACT in {A, B}` with the values it may have

== a range with a hyphen
-- rules main.cav
use "pack.cav"
test "t" {
    given L1: vcpus 2-8
    expect supported
}
-- messages
main.cav:3:21: error[E012]: `2-8` is neither a number nor a version
        given L1: vcpus 2-8
                        ^^^
    hint: a range of numbers is written 2..8

== a text without quotes
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: kernel 4.18.0-305.el8
    expect supported
}
-- messages
main.cav:3:22: error[E012]: `4.18.0-305.el8` is neither a number nor a version
        given L0: kernel 4.18.0-305.el8
                         ^^^^^^^^^^^^^^
    hint: a number is digits alone, a version numbers joined by dots; a text needs double quotes

== unknown as a value
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform unknown
    expect supported
}
-- messages
main.cav:3:24: error[E111]: 'unknown' is not a value of L0.platform
        given L0: platform unknown
                           ^^^^^^^
    hint: leave the fact out: it is unknown then

== a fact given twice
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd, platform intel
    expect supported
}
-- messages
main.cav:3:29: error[E212]: L0.platform is given twice
        given L0: platform amd, platform intel
                                ^^^^^^^^^^^^^^
    hint: say `in {…}` where it may be one of several

== depth with a colon
-- rules main.cav
use "pack.cav"
test "t" {
    given depth: 2
    expect supported
}
-- messages
main.cav:3:18: error[E020]: found `2`, expected a name
        given depth: 2
                     ^
    hint: write `given depth 2`, without a colon

== depth in words
-- rules main.cav
use "pack.cav"
test "t" {
    given depth two
    expect supported
}
-- messages
main.cav:3:17: error[E020]: found `two`, expected `:`
        given depth two
                    ^^^
    hint: the depth is a number: `given depth 2`

== depth by its layer
-- rules main.cav
use "pack.cav"
test "t" {
    given depth L2
    expect supported
}
-- messages
main.cav:3:17: error[E020]: found `L2`, expected `:`
        given depth L2
                    ^^
    hint: the depth is a number: `given depth 2`

== too deep
-- rules main.cav
use "pack.cav"
test "t" {
    given depth 3
    expect supported
}
-- messages
main.cav:3:17: error[E213]: there is no depth 3
        given depth 3
                    ^
    hint: the depth is 0 to 2; L2 is the deepest layer

== a fact below the depth
-- rules main.cav
use "pack.cav"
test "t" {
    given depth 1
    given L2: os rhel 8.2
    expect supported
}
-- messages
main.cav:4:15: error[E213]: L2 does not exist at depth 1
        given L2: os rhel 8.2
                  ^^^^^^^^^^^
    hint: raise the depth, or leave the fact out

== given a feature
-- rules main.cav
use "pack.cav"
test "t" {
    given migration
    expect supported
}
-- messages
main.cav:3:20: error[E020]: found `expect`, expected `:`
        given migration
                       ^
    hint: write `given use FEATURE` for a feature, `given LAYER: FACT VALUE` for facts

== given a feature in use
-- rules main.cav
use "pack.cav"
test "t" {
    given migration in use
    expect supported
}
-- messages
main.cav:3:21: error[E020]: found `in`, expected `:`
        given migration in use
                        ^^
    hint: write `given use FEATURE` for a feature, `given LAYER: FACT VALUE` for facts

== use of a feature misspelt
-- rules main.cav
use "pack.cav"
test "t" {
    given use migraton
    expect supported
}
-- messages
main.cav:3:15: error[E105]: unknown feature 'migraton'
        given use migraton
                  ^^^^^^^^
    hint: did you mean `migration`?

== using
-- rules main.cav
use "pack.cav"
test "t" {
    given using migration
    expect supported
}
-- messages
main.cav:3:17: error[E020]: found `migration`, expected `:`
        given using migration
                    ^^^^^^^^^
    hint: write `given use FEATURE` for a feature, `given LAYER: FACT VALUE` for facts

== no expect
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd
}
-- messages
main.cav:2:6: error[E211]: test "t" expects nothing
    test "t" {
         ^^^
    hint: add `expect LEVEL`

== expect misspelt
-- rules main.cav
use "pack.cav"
test "t" {
    given  L0: platform amd
    epxect supported
}
-- messages
main.cav:4:5: error[E020]: found `epxect`, expected `given`, `expect` or `}`
        epxect supported
        ^^^^^^
    hint: did you mean `expect`?

== expects
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd
    expects supported
}
-- messages
main.cav:4:5: error[E020]: found `expects`, expected `given`, `expect` or `}`
        expects supported
        ^^^^^^^
    hint: did you mean `expect`?

== expect with a colon
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd
    expect: supported
}
-- messages
main.cav:4:11: error[E020]: found `:`, expected a name
        expect: supported
              ^
    hint: leave the colon out

== expect with an equals sign
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd
    expect level = supported
}
-- messages
main.cav:4:18: error[E013]: `=` is not part of the language
        expect level = supported
                     ^
    hint: leave it out: the value follows the fact

== expect with is
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd
    expect migration is broken
}
-- messages
main.cav:4:22: error[E020]: found `is`, expected `given`, `expect` or `}`
        expect migration is broken
                         ^^
    hint: write `expect migration …` without `is`

== expect is
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd
    expect is supported
}
-- messages
main.cav:4:12: error[E020]: found `is`, expected a name
        expect is supported
               ^^
    hint: write `expect LEVEL`

== assert
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd
    assert supported
}
-- messages
main.cav:4:5: error[E020]: found `assert`, expected `given`, `expect` or `}`
        assert supported
        ^^^^^^
    hint: write `expect LEVEL`

== then in a test
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd
    then  supported
}
-- messages
main.cav:4:5: error[E020]: found `then`, expected `given`, `expect` or `}`
        then  supported
        ^^^^
    hint: write `expect LEVEL`

== when in a test
-- rules main.cav
use "pack.cav"
test "t" {
    when   L0.platform is amd
    expect supported
}
-- messages
main.cav:3:5: error[E020]: found `when`, expected `given`, `expect` or `}`
        when   L0.platform is amd
        ^^^^
    hint: write `given LAYER: FACT VALUE, …`

== not supported
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd
    expect not supported
}
-- messages
main.cav:4:12: error[E020]: found `not`, expected a name
        expect not supported
               ^^^
    hint: write `expect unsupported`

== pass
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd
    expect pass
}
-- messages
main.cav:4:12: error[E109]: unknown level 'pass'
        expect pass
               ^^^^
    hint: write `supported`

== a level misspelt
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform ibm-z
    expect brokem
}
-- messages
main.cav:4:12: error[E109]: unknown level 'brokem'
        expect brokem
               ^^^^^^
    hint: did you mean `broken`?

== a level in quotes
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform ibm-z
    expect "broken"
}
-- messages
main.cav:4:12: error[E020]: found the string "broken", expected a name
        expect "broken"
               ^^^^^^^^
    hint: a name stands without quotes

== level and feature exchanged
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform ibm-z
    expect broken migration
}
-- messages
main.cav:4:12: error[E105]: unknown feature 'broken'
        expect broken migration
               ^^^^^^
    hint: the feature stands first: `expect migration broken`

== by a rule in quotes
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform ibm-z
    expect broken by "base"
}
-- messages
main.cav:4:22: error[E020]: found the string "base", expected a name
        expect broken by "base"
                         ^^^^^^
    hint: a name stands without quotes

== by the word rule
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform ibm-z
    expect broken by rule base
}
-- messages
main.cav:4:27: error[E020]: found `base`, expected `given`, `expect` or `}`
        expect broken by rule base
                              ^^^^
    hint: name the rule alone: `by base`

== by a rule misspelt
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform ibm-z
    expect broken by bsae
}
-- messages
main.cav:4:22: error[E108]: unknown rule 'bsae'
        expect broken by bsae
                         ^^^^
    hint: did you mean `base`?

== because of a rule
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform ibm-z
    expect broken because base
}
-- messages
main.cav:4:27: error[E020]: found `base`, expected `given`, `expect` or `}`
        expect broken because base
                              ^^^^
    hint: write `by base`

== by two rules with and
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform ibm-z
    expect broken by base and base
}
-- messages
main.cav:4:27: error[E020]: found `and`, expected `given`, `expect` or `}`
        expect broken by base and base
                              ^^^
    hint: put a comma between them

== supported by a rule
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd
    expect supported by base
}
-- messages
main.cav:4:25: error[E212]: no rule makes a configuration supported
        expect supported by base
                            ^^^^
    hint: leave `by` out

== unknown alone
-- rules main.cav
use "pack.cav"
test "t" {
    expect unknown
}
-- messages
main.cav:3:5: error[E212]: an unknown status lies between two levels
        expect unknown
        ^^^^^^^^^^^^^^
    hint: write `unknown between BEST and WORST`

== unknown with its levels exchanged
-- rules main.cav
use "pack.cav"
test "t" {
    expect unknown between broken and supported
}
-- messages
main.cav:3:28: error[E212]: broken is not better than supported
        expect unknown between broken and supported
                               ^^^^^^
    hint: the better level stands first

== unknown with to
-- rules main.cav
use "pack.cav"
test "t" {
    expect unknown between supported to broken
}
-- messages
main.cav:3:38: error[E020]: found `to`, expected `and`
        expect unknown between supported to broken
                                         ^^
    hint: write `and`

== unknown with a comma
-- rules main.cav
use "pack.cav"
test "t" {
    expect unknown between supported, broken
}
-- messages
main.cav:3:37: error[E020]: found `,`, expected `and`
        expect unknown between supported, broken
                                        ^
    hint: write `and`

== missing without its layer
-- rules main.cav
use "pack.cav"
test "t" {
    expect unknown between supported and broken missing platform
}
-- messages
main.cav:3:57: error[E102]: unknown fact 'platform'
        expect unknown between supported and broken missing platform
                                                            ^^^^^^^^
    hint: name the layer too: `L0.platform`

== missing with a level
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform ibm-z
    expect broken missing L0.platform
}
-- messages
main.cav:4:5: error[E212]: `missing` goes with `unknown`
        expect broken missing L0.platform
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: leave it out, or expect `unknown between BEST and WORST`

== a note without its rule
-- rules main.cav
use "pack.cav"
test "t" {
    expect note
}
-- messages
main.cav:3:5: error[E212]: which note?
        expect note
        ^^^^^^^^^^^
    hint: write `expect note by RULE`

== a test without a name
-- rules main.cav
use "pack.cav"
test {
    expect supported
}
-- messages
main.cav:2:6: error[E020]: found `{`, expected a string
    test {
         ^
    hint: a text in double quotes is missing here

== a test without quotes
-- rules main.cav
use "pack.cav"
test amd-is-fine {
    expect supported
}
-- messages
main.cav:2:6: error[E020]: found `amd-is-fine`, expected a string
    test amd-is-fine {
         ^^^^^^^^^^^
    hint: put the text between double quotes

== a test without braces
-- rules main.cav
use "pack.cav"
test "t"
    given L0: platform amd
    expect supported
-- messages
main.cav:2:9: error[E020]: found `given`, expected `{`
    test "t"
            ^

== two tests of one name
-- rules main.cav
use "pack.cav"
test "t" {
    given L0: platform amd
    expect supported
}
test "t" {
    given L0: platform intel
    expect supported
}
-- messages
main.cav:6:6: error[E101]: test 't' is declared twice
    test "t" {
         ^^^
    hint: first declared at main.cav:2:6
