Conditions as people write them who know other languages, or only English.

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

== a single equals sign
-- condition
L0.platform = amd
-- messages
main.cav:4:25: error[E013]: `=` is not part of the language
        when    L0.platform = amd
                            ^
    hint: write `is`

== three equals signs
-- condition
L0.platform === amd
-- messages
main.cav:4:25: error[E013]: `===` is not part of the language
        when    L0.platform === amd
                            ^^^
    hint: write `is`

== a crossed equals sign
-- condition
L0.platform ≠ amd
-- messages
main.cav:4:25: error[E013]: `≠` is not part of the language
        when    L0.platform ≠ amd
                            ^
    hint: write `is not`

== unequal as in BASIC
-- condition
L0.platform <> amd
-- messages
main.cav:4:25: error[E013]: `<>` is not part of the language
        when    L0.platform <> amd
                            ^^
    hint: write `is not`

== the word equals
-- condition
L0.platform equals amd
-- messages
main.cav:4:25: error[E020]: found `equals`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L0.platform equals amd
                            ^^^^^^
    hint: write `is`

== eq
-- condition
L0.platform eq amd
-- messages
main.cav:4:25: error[E020]: found `eq`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L0.platform eq amd
                            ^^
    hint: write `is`

== is equal to
-- condition
L0.platform is equal to amd
-- messages
main.cav:4:28: error[E020]: found `equal`, expected a value
        when    L0.platform is equal to amd
                               ^^^^^
    hint: write `is` alone

== isn't
-- condition
L0.platform isn't amd
-- messages
main.cav:4:25: error[E020]: found `isn`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L0.platform isn't amd
                            ^^^
    hint: write `is not`

== isnt
-- condition
L0.platform isnt amd
-- messages
main.cav:4:25: error[E020]: found `isnt`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L0.platform isnt amd
                            ^^^^
    hint: write `is not`

== are
-- condition
L0.platform are amd
-- messages
main.cav:4:25: error[E020]: found `are`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L0.platform are amd
                            ^^^
    hint: write `is`

== in without braces
-- condition
L0.platform in amd
-- messages
main.cav:4:28: error[E020]: found `amd`, expected `{` or `use`
        when    L0.platform in amd
                               ^^^
    hint: a list stands in braces: {A, B}; one value is compared with `is`

== in with several and no braces
-- condition
L0.platform in amd, intel
-- messages
main.cav:4:28: error[E020]: found `amd`, expected `{` or `use`
        when    L0.platform in amd, intel
                               ^^^
    hint: a list stands in braces: {A, B}; one value is compared with `is`

== in with parentheses
-- condition
L0.platform in (amd, intel)
-- messages
main.cav:4:28: error[E020]: found `(`, expected `{` or `use`
        when    L0.platform in (amd, intel)
                               ^
    hint: a list stands in braces: {A, B}; one value is compared with `is`

== in with brackets
-- condition
L0.platform in [amd, intel]
-- messages
main.cav:4:28: error[E013]: `[` is not part of the language
        when    L0.platform in [amd, intel]
                               ^
    hint: write `{`; a list stands in braces: {A, B}

== a list with semicolons
-- condition
L0.platform in {amd; intel}
-- messages
main.cav:4:32: error[E004]: `;` has no meaning here
        when    L0.platform in {amd; intel}
                                   ^
    hint: put a comma between them

== a list with bars
-- condition
L0.platform in {amd | intel}
-- messages
main.cav:4:33: error[E013]: `|` is not part of the language
        when    L0.platform in {amd | intel}
                                    ^
    hint: put a comma between them

== a list with or
-- condition
L0.platform in {amd or intel}
-- messages
main.cav:4:33: error[E020]: found `or`, expected `}` or `,`
        when    L0.platform in {amd or intel}
                                    ^^
    hint: put a comma between them

== a comma at the end of a list
-- condition
L0.platform in {amd, intel,}
-- messages
main.cav:4:40: error[E020]: found `}`, expected a value
        when    L0.platform in {amd, intel,}
                                           ^
    hint: delete the comma

== quoted names in a list
-- condition
L0.platform in {"amd", "intel"}
-- messages
main.cav:4:29: error[E112]: L0.platform is one of a set of names; write one of: intel, amd, power9, ibm-z
        when    L0.platform in {"amd", "intel"}
                                ^^^^^
    hint: a name stands without quotes: `amd`

== a list that is not closed
-- condition
L0.platform in {amd, intel
-- messages
main.cav:4:39: error[E020]: found `then`, expected `}` or `,`
        when    L0.platform in {amd, intel
                                          ^
    hint: close the list with `}`

== is this or that
-- condition
L0.platform is amd or intel
-- messages
main.cav:4:35: error[E106]: unknown condition 'intel'
        when    L0.platform is amd or intel
                                      ^^^^^
    hint: write `L0.platform in {amd, intel}`

== is this, that
-- condition
L0.platform is amd, intel
-- messages
main.cav:4:31: error[E020]: found `,`, expected `and`, `or` or the next clause
        when    L0.platform is amd, intel
                                  ^
    hint: conditions are joined by `and` or `or`; a list stands in braces: in {A, B}

== either
-- condition
L0.platform is either amd or intel
-- messages
main.cav:4:28: error[E020]: found `either`, expected a value
        when    L0.platform is either amd or intel
                               ^^^^^^
    hint: write `in {A, B}`

== is one of
-- condition
L0.platform is one of {amd, intel}
-- messages
main.cav:4:28: error[E020]: found `one`, expected a value
        when    L0.platform is one of {amd, intel}
                               ^^^
    hint: write `in {A, B}`

== not instead of is not
-- condition
L0.platform not amd
-- messages
main.cav:4:29: error[E020]: found `amd`, expected `in`
        when    L0.platform not amd
                                ^^^
    hint: write `is not`, or `not in {A, B}`

== no comparison
-- condition
L0.platform amd
-- messages
main.cav:4:25: error[E020]: found `amd`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L0.platform amd
                            ^^^
    hint: write `L0.platform is amd`

== a colon instead of is
-- condition
L0.platform: amd
-- messages
main.cav:4:24: error[E020]: found `:`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L0.platform: amd
                           ^
    hint: write `L0.platform is …`

== not before the fact
-- condition
L0.platform is amd and not L0.kvm.nested on
-- messages
main.cav:4:54: error[E020]: found `on`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L0.platform is amd and not L0.kvm.nested on
                                                         ^^
    hint: write `L0.kvm.nested is on`

== AND in capitals
-- condition
L0.platform is amd AND L0.kvm.nested is on
-- messages
main.cav:4:32: error[E020]: found `AND`, expected `and`, `or` or the next clause
        when    L0.platform is amd AND L0.kvm.nested is on
                                   ^^^
    hint: words of the language are in lower case: `and`

== Not in capitals
-- condition
NOT L0.platform is amd
-- messages
main.cav:4:13: error[E020]: found `NOT`, expected a condition
        when    NOT L0.platform is amd
                ^^^
    hint: words of the language are in lower case: `not`

== and twice
-- condition
L0.platform is amd and and L0.kvm.nested is on
-- messages
main.cav:4:36: error[E020]: found `and`, expected a condition
        when    L0.platform is amd and and L0.kvm.nested is on
                                       ^^^

== and at the end
-- condition
L0.platform is amd and
-- messages
main.cav:4:35: error[E020]: found `then`, expected a condition
        when    L0.platform is amd and
                                      ^
    hint: a condition is missing behind `and`

== a comma instead of and
-- condition
L0.platform is amd, L0.kvm.nested is on
-- messages
main.cav:4:31: error[E020]: found `,`, expected `and`, `or` or the next clause
        when    L0.platform is amd, L0.kvm.nested is on
                                  ^
    hint: conditions are joined by `and` or `or`; a list stands in braces: in {A, B}

== a semicolon instead of and
-- condition
L0.platform is amd; L0.kvm.nested is on
-- messages
main.cav:4:31: error[E004]: `;` has no meaning here
        when    L0.platform is amd; L0.kvm.nested is on
                                  ^
    hint: conditions are joined by `and` or `or`

== a plus instead of and
-- condition
L0.platform is amd + L0.kvm.nested is on
-- messages
main.cav:4:32: error[E004]: `+` has no meaning here
        when    L0.platform is amd + L0.kvm.nested is on
                                   ^
    hint: nothing can be calculated; conditions are joined by `and` or `or`

== but
-- condition
L0.platform is amd but L0.kvm.nested is off
-- messages
main.cav:4:32: error[E020]: found `but`, expected `and`, `or` or the next clause
        when    L0.platform is amd but L0.kvm.nested is off
                                   ^^^
    hint: write `and`

== xor
-- condition
L0.platform is amd xor L0.kvm.nested is on
-- messages
main.cav:4:32: error[E020]: found `xor`, expected `and`, `or` or the next clause
        when    L0.platform is amd xor L0.kvm.nested is on
                                   ^^^
    hint: write `(A and not B) or (B and not A)`

== and, or and not without parentheses
-- condition
not L0.platform is amd or L0.kvm.nested is on and L2 exists
-- messages
main.cav:4:59: error[E021]: `and` and `or` are mixed without parentheses
        when    not L0.platform is amd or L0.kvm.nested is on and L2 exists
                                                              ^^^
    hint: write `(not L0.platform is amd or L0.kvm.nested is on) and L2 exists` or `not L0.platform is amd or (L0.kvm.nested is on and L2 exists)`

== an exclamation mark before parentheses
-- condition
!(L0.platform is amd)
-- messages
main.cav:4:13: error[E013]: `!` is not part of the language
        when    !(L0.platform is amd)
                ^
    hint: write `not`

== an open parenthesis
-- condition
(L0.platform is amd and L0.kvm.nested is on
-- messages
main.cav:4:56: error[E020]: found `then`, expected `)`
        when    (L0.platform is amd and L0.kvm.nested is on
                                                           ^
    hint: close it with `)`

== a parenthesis too many
-- condition
L0.platform is amd)
-- messages
main.cav:4:31: error[E020]: found `)`, expected `and`, `or` or the next clause
        when    L0.platform is amd)
                                  ^
    hint: there is no `(` before it

== an arrow instead of at least
-- condition
L1.vcpus => 4
-- messages
main.cav:4:22: error[E020]: found `=>`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L1.vcpus => 4
                         ^^
    hint: write `>=`

== at most as one character
-- condition
L1.vcpus ≤ 4
-- messages
main.cav:4:22: error[E013]: `≤` is not part of the language
        when    L1.vcpus ≤ 4
                         ^
    hint: write `<=`

== greater than in words
-- condition
L1.vcpus is greater than 4
-- messages
main.cav:4:25: error[E020]: found `greater`, expected a value
        when    L1.vcpus is greater than 4
                            ^^^^^^^
    hint: write `>` instead of `is`

== at least in words
-- condition
L1.vcpus is at least 4
-- messages
main.cav:4:25: error[E020]: found `at`, expected a value
        when    L1.vcpus is at least 4
                            ^^
    hint: write `>=` for `at least`, `<=` for `at most`

== more than
-- condition
L1.vcpus more than 4
-- messages
main.cav:4:22: error[E020]: found `more`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L1.vcpus more than 4
                         ^^^^
    hint: write `>`

== two borders for one fact
-- condition
L1.vcpus > 4 and < 8
-- messages
main.cav:4:30: error[E020]: found `<`, expected a condition
        when    L1.vcpus > 4 and < 8
                                 ^
    hint: name the fact again: `FACT > 4 and FACT < 8`

== the number first
-- condition
4 < L1.vcpus
-- messages
main.cav:4:13: error[E020]: found `4`, expected a condition
        when    4 < L1.vcpus
                ^
    hint: the fact stands first: `L1.vcpus > 4`

== a chain of comparisons
-- condition
4 < L1.vcpus < 8
-- messages
main.cav:4:13: error[E020]: found `4`, expected a condition
        when    4 < L1.vcpus < 8
                ^
    hint: the fact stands first: `L1.vcpus > 4`

== between
-- condition
L1.vcpus between 4 and 8
-- messages
main.cav:4:22: error[E020]: found `between`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L1.vcpus between 4 and 8
                         ^^^^^^^
    hint: write `FACT >= 4 and FACT <= 8`

== in a range
-- condition
L1.vcpus in 4..8
-- messages
main.cav:4:25: error[E020]: found `4..8`, expected `{` or `use`
        when    L1.vcpus in 4..8
                            ^^^^
    hint: write `FACT >= 4 and FACT <= 8`

== is a range with a hyphen
-- condition
L1.vcpus is 4-8
-- messages
main.cav:4:25: error[E012]: `4-8` is neither a number nor a version
        when    L1.vcpus is 4-8
                            ^^^
    hint: write `FACT >= 4 and FACT <= 8`

== arithmetic
-- condition
L1.vcpus + L2.vcpus > 8
-- messages
main.cav:4:22: error[E004]: `+` has no meaning here
        when    L1.vcpus + L2.vcpus > 8
                         ^
    hint: nothing can be calculated; conditions are joined by `and` or `or`

== modulo
-- condition
L1.vcpus % 2 is 0
-- messages
main.cav:4:22: error[E004]: `%` has no meaning here
        when    L1.vcpus % 2 is 0
                         ^
    hint: nothing can be calculated; conditions are joined by `and` or `or`

== a fact compared with a fact
-- condition
L0.os is L1.os
-- messages
main.cav:4:22: error[E020]: found `L1.os`, expected a value
        when    L0.os is L1.os
                         ^^^^^
    hint: a fact is compared with a value, not with another fact

== a number compared with a fact
-- condition
L1.vcpus > L2.vcpus
-- messages
main.cav:4:24: error[E020]: found `L2.vcpus`, expected a value
        when    L1.vcpus > L2.vcpus
                           ^^^^^^^^
    hint: a fact is compared with a value, not with another fact

== a tilde for a match
-- condition
L0.kernel ~ /.*el7.*/
-- messages
main.cav:4:23: error[E013]: `~` is not part of the language
        when    L0.kernel ~ /.*el7.*/
                          ^
    hint: write `matches`

== equals and tilde for a match
-- condition
L0.kernel =~ /.*el7.*/
-- messages
main.cav:4:23: error[E013]: `=~` is not part of the language
        when    L0.kernel =~ /.*el7.*/
                          ^^
    hint: write `matches`

== like
-- condition
L0.kernel like "%el7%"
-- messages
main.cav:4:23: error[E020]: found `like`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L0.kernel like "%el7%"
                          ^^^^
    hint: write `matches /…/`

== contains
-- condition
L0.kernel contains "el7"
-- messages
main.cav:4:23: error[E020]: found `contains`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L0.kernel contains "el7"
                          ^^^^^^^^
    hint: write `matches /…/`, a pattern for the whole text: /.*part.*/

== starts with
-- condition
L0.kernel starts with "4."
-- messages
main.cav:4:23: error[E020]: found `starts`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L0.kernel starts with "4."
                          ^^^^^^
    hint: write `matches /…/`, a pattern for the whole text: /.*part.*/

== match
-- condition
L0.kernel match /.*el7.*/
-- messages
main.cav:4:23: error[E020]: found `match`, expected a comparison (is, in, matches, <, <=, >, >=)
        when    L0.kernel match /.*el7.*/
                          ^^^^^
    hint: write `matches /…/`

== does not match
-- condition
L0.kernel not matches /.*el7.*/
-- messages
main.cav:4:27: error[E020]: found `matches`, expected `in`
        when    L0.kernel not matches /.*el7.*/
                              ^^^^^^^
    hint: write `not` before the condition: `not L0.kernel matches`

== a pattern without slashes
-- condition
L0.kernel matches .*el7.*
-- messages
main.cav:4:31: error[E011]: `.` is not a name
        when    L0.kernel matches .*el7.*
                                  ^
    hint: a pattern stands between slashes: /…/

== is with a pattern
-- condition
L0.kernel is /.*el7.*/
-- messages
main.cav:4:26: error[E020]: found the pattern /.*el7.*/, expected a value
        when    L0.kernel is /.*el7.*/
                             ^^^^^^^^^
    hint: write `matches /…/`

== in with a pattern
-- condition
L0.kernel in /.*el7.*/
-- messages
main.cav:4:26: error[E020]: found the pattern /.*el7.*/, expected `{` or `use`
        when    L0.kernel in /.*el7.*/
                             ^^^^^^^^^
    hint: write `matches /…/`

== matches on a name
-- condition
L0.platform matches /amd|intel/
-- messages
main.cav:4:13: error[E112]: L0.platform is one of a set of names; only a text is matched against a pattern
        when    L0.platform matches /amd|intel/
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: list the names that are meant: `in {A, B}`

== less than on a name
-- condition
L0.platform < intel
-- messages
main.cav:4:27: error[E027]: `<`, `<=`, `>` and `>=` compare with a number, not with `intel`
        when    L0.platform < intel
                              ^^^^^
    hint: names are compared with `is` and `in {A, B}`, versions with `or later` and `before`

== exist
-- condition
L2 exist
-- messages
main.cav:4:16: error[E020]: found `exist`, expected `exists`, `in use`, `and` or `or`
        when    L2 exist
                   ^^^^^
    hint: write `exists`

== exists first
-- condition
exists L2
-- messages
main.cav:4:13: error[E020]: found `exists`, expected a condition
        when    exists L2
                ^^^^^^
    hint: the layer stands first: `L2 exists`

== a layer is present
-- condition
L2 is present
-- messages
main.cav:4:13: error[E102]: unknown fact 'L2'
        when    L2 is present
                ^^
    hint: a layer is asked for by `L2 exists`

== does not exist
-- condition
L2 does not exist
-- messages
main.cav:4:16: error[E020]: found `does`, expected `exists`, `in use`, `and` or `or`
        when    L2 does not exist
                   ^^^^
    hint: write `not` before the condition: `not L2 exists`

== not exists
-- condition
L2 not exists
-- messages
main.cav:4:20: error[E020]: found `exists`, expected `in`
        when    L2 not exists
                       ^^^^^^
    hint: write `not` before the condition: `not L2 exists`

== a flag alone
-- condition
L0.kvm.nested
-- messages
main.cav:4:13: error[E106]: unknown condition 'L0.kvm.nested'
        when    L0.kvm.nested
                ^^^^^^^^^^^^^
    hint: compare the fact with something: `L0.kvm.nested is …`

== not and a flag
-- condition
not L0.kvm.nested
-- messages
main.cav:4:17: error[E106]: unknown condition 'L0.kvm.nested'
        when    not L0.kvm.nested
                    ^^^^^^^^^^^^^
    hint: compare the fact with something: `L0.kvm.nested is …`

== true for on
-- condition
L0.kvm.nested is true
-- messages
main.cav:4:30: error[E111]: 'true' is not a value of L0.kvm.nested
        when    L0.kvm.nested is true
                                 ^^^^
    hint: write `on`

== no for off
-- condition
L0.kvm.nested is no
-- messages
main.cav:4:30: error[E111]: 'no' is not a value of L0.kvm.nested
        when    L0.kvm.nested is no
                                 ^^
    hint: write `off`

== 1 for on
-- condition
L0.kvm.nested is 1
-- messages
main.cav:4:30: error[E112]: L0.kvm.nested is a flag; write one of: on, off
        when    L0.kvm.nested is 1
                                 ^
    hint: write `on`

== enabled for on
-- condition
L0.kvm.nested is enabled
-- messages
main.cav:4:30: error[E111]: 'enabled' is not a value of L0.kvm.nested
        when    L0.kvm.nested is enabled
                                 ^^^^^^^
    hint: write `on`

== a quoted on
-- condition
L0.kvm.nested is "on"
-- messages
main.cav:4:30: error[E112]: L0.kvm.nested is a flag; write one of: on, off
        when    L0.kvm.nested is "on"
                                 ^^^^
    hint: a name stands without quotes: `on`

== ON in capitals
-- condition
L0.kvm.nested is ON
-- messages
main.cav:4:30: error[E111]: 'ON' is not a value of L0.kvm.nested
        when    L0.kvm.nested is ON
                                 ^^
    hint: did you mean `on`?

== a feature is in use
-- condition
migration is in use
-- messages
main.cav:4:29: error[E020]: found `use`, expected `{`
        when    migration is in use
                                ^^^
    hint: write `in use` without `is`

== a feature in-use
-- condition
migration in-use
-- messages
main.cav:4:23: error[E020]: found `in-use`, expected `exists`, `in use`, `and` or `or`
        when    migration in-use
                          ^^^^^^
    hint: write `in use`

== a feature is used
-- condition
migration used
-- messages
main.cav:4:23: error[E020]: found `used`, expected `exists`, `in use`, `and` or `or`
        when    migration used
                          ^^^^
    hint: write `in use`

== a feature alone
-- condition
migration
-- messages
main.cav:4:13: error[E106]: unknown condition 'migration'
        when    migration
                ^^^^^^^^^
    hint: a feature is asked for by `migration in use`

== a layer alone
-- condition
L2
-- messages
main.cav:4:13: error[E106]: unknown condition 'L2'
        when    L2
                ^^
    hint: a layer is asked for by `L2 exists`

== a fact in use
-- condition
L0.kvm.nested in use
-- messages
main.cav:4:13: error[E105]: unknown feature 'L0.kvm.nested'
        when    L0.kvm.nested in use
                ^^^^^^^^^^^^^
    hint: `in use` asks for a feature; a fact is compared with a value

== a feature exists
-- condition
migration exists
-- messages
main.cav:4:13: error[E103]: unknown layer 'migration'
        when    migration exists
                ^^^^^^^^^
    hint: a feature is asked for by `in use`

== if
-- condition
if L0.platform is amd
-- messages
main.cav:4:13: error[E020]: found `if`, expected a condition
        when    if L0.platform is amd
                ^^
    hint: the condition follows directly; `not` before it negates it

== a known fact
-- condition
L0.platform is known
-- messages
main.cav:4:28: error[E111]: 'known' is not a value of L0.platform
        when    L0.platform is known
                               ^^^^^
    hint: what is not known makes the condition unknown by itself; no condition asks for it

== an unknown fact
-- condition
L0.platform is unknown
-- messages
main.cav:4:28: error[E111]: 'unknown' is not a value of L0.platform
        when    L0.platform is unknown
                               ^^^^^^^
    hint: what is not known makes the condition unknown by itself; no condition asks for it

== an empty name
-- condition
L0.platform is ""
-- messages
main.cav:4:28: error[E112]: L0.platform is one of a set of names; write one of: intel, amd, power9, ibm-z
        when    L0.platform is ""
                               ^^
    hint: a name stands without quotes

== any
-- condition
L0.platform is any
-- messages
main.cav:4:28: error[E111]: 'any' is not a value of L0.platform
        when    L0.platform is any
                               ^^^
    hint: leave the condition out where every value is meant

== a define misspelt
-- condition
amd-hots and L2 exists
-- messages
main.cav:4:13: error[E106]: unknown condition 'amd-hots'
        when    amd-hots and L2 exists
                ^^^^^^^^
    hint: did you mean `amd-host`?

== a define called as a function
-- condition
amd-host()
-- messages
main.cav:4:21: error[E020]: found `(`, expected `exists`, `in use`, `and` or `or`
        when    amd-host()
                        ^
    hint: a condition has no parentheses behind its name

== a define compared
-- condition
amd-host is on
-- messages
main.cav:4:13: error[E102]: unknown fact 'amd-host'
        when    amd-host is on
                ^^^^^^^^
    hint: a condition with a name stands alone: `amd-host`, or `not amd-host`

== an index
-- condition
L0["platform"] is amd
-- messages
main.cav:4:15: error[E013]: `[` is not part of the language
        when    L0["platform"] is amd
                  ^
    hint: a fact is written with dots: LAYER.fact

== a path with slashes
-- condition
L0/platform is amd
-- messages
main.cav:4:15: error[E008]: this pattern is not closed on its line
        when    L0/platform is amd
                  ^^^^^^^^^^^^^^^^
    hint: the parts of a name are joined by dots: LAYER.fact

== an underscore in a fact
-- condition
L0.kvm_nested is on
-- messages
main.cav:4:13: error[E011]: `L0.kvm_nested` is not a name
        when    L0.kvm_nested is on
                ^^^^^^^^^^^^^
    hint: names join words with `-`, not with `_`

== a hyphen in a fact
-- condition
L0.kvm-nested is on
-- messages
main.cav:4:13: error[E102]: unknown fact 'L0.kvm-nested'
        when    L0.kvm-nested is on
                ^^^^^^^^^^^^^
    hint: did you mean `L0.kvm.nested`?

== the last part of a fact's name alone
-- condition
L0.nested is on
-- messages
main.cav:4:13: error[E102]: unknown fact 'L0.nested'
        when    L0.nested is on
                ^^^^^^^^^
    hint: with that word there is L0.kvm.nested

== the first part of two facts' names
-- condition
L0.kvm is on
-- messages
main.cav:4:13: error[E102]: unknown fact 'L0.kvm'
        when    L0.kvm is on
                ^^^^^^
    hint: with that word there is L0.kvm.nested, L0.kvm.hpage

== a fact like none of the layer's
-- condition
L2.distribution is rhel
-- messages
main.cav:4:13: error[E102]: unknown fact 'L2.distribution'
        when    L2.distribution is rhel
                ^^^^^^^^^^^^^^^
    hint: the facts of L2 are L2.vcpus, L2.os, L2.kernel

== the layer in lower case
-- condition
l0.platform is amd
-- messages
main.cav:4:13: error[E103]: unknown layer 'l0'
        when    l0.platform is amd
                ^^^^^^^^^^^
    hint: did you mean `L0`?

== the fact in capitals
-- condition
L0.Platform is amd
-- messages
main.cav:4:13: error[E102]: unknown fact 'L0.Platform'
        when    L0.Platform is amd
                ^^^^^^^^^^^
    hint: did you mean `L0.platform`?

== the value in capitals
-- condition
L0.platform is AMD
-- messages
main.cav:4:28: error[E111]: 'AMD' is not a value of L0.platform
        when    L0.platform is AMD
                               ^^^
    hint: did you mean `amd`?

== no layer
-- condition
platform is amd
-- messages
main.cav:4:13: error[E102]: unknown fact 'platform'
        when    platform is amd
                ^^^^^^^^
    hint: name the layer too: `L0.platform`

== two dots
-- condition
L0..platform is amd
-- messages
main.cav:4:13: error[E011]: `L0..platform` is not a name
        when    L0..platform is amd
                ^^^^^^^^^^^^
    hint: a dotted name has one dot between its parts

== a blank in a fact
-- condition
L0 .platform is amd
-- messages
main.cav:4:16: error[E011]: `.platform` is not a name
        when    L0 .platform is amd
                   ^^^^^^^^^
    hint: no blank stands before the dot of a name

== a wrong layer
-- condition
L1.platform is amd
-- messages
main.cav:4:13: error[E104]: fact 'platform' does not exist at layer L1; it exists at L0
        when    L1.platform is amd
                ^^^^^^^^^^^

== a layer that is not declared
-- condition
L7.os is rhel 8
-- messages
main.cav:4:13: error[E103]: unknown layer 'L7'
        when    L7.os is rhel 8
                ^^^^^
    hint: the layers are L0, L1, L2

== a vendor's long name
-- condition
L0.platform is GenuineIntel
-- messages
main.cav:4:28: error[E111]: 'GenuineIntel' is not a value of L0.platform
        when    L0.platform is GenuineIntel
                               ^^^^^^^^^^^^
    hint: L0.platform is one of: intel, amd, power9, ibm-z

== a value of another fact
-- condition
L0.platform is kvm
-- messages
main.cav:4:28: error[E111]: 'kvm' is not a value of L0.platform
        when    L0.platform is kvm
                               ^^^
    hint: L0.platform is one of: intel, amd, power9, ibm-z
