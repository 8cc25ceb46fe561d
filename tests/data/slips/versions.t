Versions, products and numbers.

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

== a plus for or later
-- condition
L1.os is rhel 8.2+
-- messages
main.cav:4:27: error[E012]: `8.2+` is neither a number nor a version
        when    L1.os is rhel 8.2+
                              ^^^^
    hint: write `8.2 or later`

== at least a version
-- condition
L1.os >= rhel 8.2
-- messages
main.cav:4:22: error[E027]: `<`, `<=`, `>` and `>=` compare with a number, not with `rhel 8.2`
        when    L1.os >= rhel 8.2
                         ^^^^^^^^
    hint: write `L1.os is rhel 8.2 or later`

== is at least a version
-- condition
L1.os is >= rhel 8.2
-- messages
main.cav:4:22: error[E020]: found `>=`, expected a value
        when    L1.os is >= rhel 8.2
                         ^^
    hint: write `>=` without `is`; of versions `rhel 8.2 or later`

== product, then at least
-- condition
L1.os is rhel >= 8.2
-- messages
main.cav:4:27: error[E020]: found `>=`, expected `and`, `or` or the next clause
        when    L1.os is rhel >= 8.2
                              ^^
    hint: write `rhel 8.2 or later`

== at least, without product
-- condition
L1.os >= 8.2
-- messages
main.cav:4:13: error[E112]: L1.os is a release; versions compare with `or later` and `before`
        when    L1.os >= 8.2
                ^^^^^^^^^^^^
    hint: write `L1.os is PRODUCT 8.2 or later`

== product and version in one word
-- condition
L1.os is rhel8.2
-- messages
main.cav:4:22: error[E020]: found `rhel8.2`, expected a value
        when    L1.os is rhel8.2
                         ^^^^^^^
    hint: a blank stands between product and version: rhel 8.2

== product and version with a hyphen
-- condition
L1.os is rhel-8.2
-- messages
main.cav:4:22: error[E020]: found `rhel-8.2`, expected a value
        when    L1.os is rhel-8.2
                         ^^^^^^^^
    hint: a blank stands between product and version: rhel 8.2

== product and version with a colon
-- condition
L1.os is rhel:8.2
-- messages
main.cav:4:26: error[E020]: found `:`, expected `and`, `or` or the next clause
        when    L1.os is rhel:8.2
                             ^
    hint: a blank stands between product and version: rhel 8.2

== a comma in a version
-- condition
L1.os is rhel 8,2
-- messages
main.cav:4:28: error[E020]: found `,`, expected `and`, `or` or the next clause
        when    L1.os is rhel 8,2
                               ^
    hint: versions are written with dots, numbers without separators

== and later
-- condition
L1.os is rhel 8.2 and later
-- messages
main.cav:4:35: error[E106]: unknown condition 'later'
        when    L1.os is rhel 8.2 and later
                                      ^^^^^
    hint: write `rhel 8.2 or later`

== or newer
-- condition
L1.os is rhel 8.2 or newer
-- messages
main.cav:4:34: error[E106]: unknown condition 'newer'
        when    L1.os is rhel 8.2 or newer
                                     ^^^^^
    hint: write `rhel 8.2 or later`

== or above
-- condition
L1.os is rhel 8.2 or above
-- messages
main.cav:4:34: error[E106]: unknown condition 'above'
        when    L1.os is rhel 8.2 or above
                                     ^^^^^
    hint: write `rhel 8.2 or later`

== or-later
-- condition
L1.os is rhel 8.2 or-later
-- messages
main.cav:4:31: error[E020]: found `or-later`, expected `and`, `or` or the next clause
        when    L1.os is rhel 8.2 or-later
                                  ^^^^^^^^
    hint: write `rhel 8.2 or later`

== later alone
-- condition
L1.os is rhel 8.2 later
-- messages
main.cav:4:31: error[E020]: found `later`, expected `and`, `or` or the next clause
        when    L1.os is rhel 8.2 later
                                  ^^^^^
    hint: write `rhel 8.2 or later`

== or later in
-- condition
L1.os is rhel 8.2 or later in 8
-- messages
main.cav:4:40: error[E020]: found `in`, expected `and`, `or` or the next clause
        when    L1.os is rhel 8.2 or later in 8
                                           ^^
    hint: write `within`

== within and a product
-- condition
L1.os is rhel 8.2 or later within rhel 8
-- messages
main.cav:4:47: error[E026]: `within` without a version
        when    L1.os is rhel 8.2 or later within rhel 8
                                                  ^^^^
    hint: write the version alone: `within 8`

== within and nothing
-- condition
L1.os is rhel 8.2 or later within
-- messages
main.cav:4:40: error[E026]: `within` without a version
        when    L1.os is rhel 8.2 or later within
                                           ^^^^^^
    hint: a version is digits and dots: 8.2

== within without or later
-- condition
L1.os is rhel 8.2 within 8
-- messages
main.cav:4:31: error[E020]: found `within`, expected `and`, `or` or the next clause
        when    L1.os is rhel 8.2 within 8
                                  ^^^^^^
    hint: write `rhel 8.2 or later within 8`

== or later before the version
-- condition
L1.os is rhel or later 8.2
-- messages
main.cav:4:27: error[E026]: `or later` without a version
        when    L1.os is rhel or later 8.2
                              ^^^^^^^^
    hint: write `rhel VERSION or later` where it is a product, or `rhel` alone

== or earlier
-- condition
L1.os is rhel 8.2 or earlier
-- messages
main.cav:4:34: error[E106]: unknown condition 'earlier'
        when    L1.os is rhel 8.2 or earlier
                                     ^^^^^^^
    hint: write `rhel before 8.2`; 8.2 itself is left out

== before at the end
-- condition
L1.os is rhel 8.2 before
-- messages
main.cav:4:31: error[E026]: `before` without a version
        when    L1.os is rhel 8.2 before
                                  ^^^^^^
    hint: a version is digits and dots: 8.2

== until
-- condition
L1.os is rhel until 8.2
-- messages
main.cav:4:27: error[E020]: found `until`, expected `and`, `or` or the next clause
        when    L1.os is rhel until 8.2
                              ^^^^^
    hint: write `rhel before 8.2`; 8.2 itself is left out

== after
-- condition
L1.os is rhel after 8.2
-- messages
main.cav:4:27: error[E020]: found `after`, expected `and`, `or` or the next clause
        when    L1.os is rhel after 8.2
                              ^^^^^
    hint: write `rhel 8.2 or later`; 8.2 itself is meant too

== from … to
-- condition
L1.os is rhel 8.2 to 8.6
-- messages
main.cav:4:31: error[E020]: found `to`, expected `and`, `or` or the next clause
        when    L1.os is rhel 8.2 to 8.6
                                  ^^
    hint: write `rhel 8.2 or later within 8`, or a second condition with `before`

== a range with a hyphen
-- condition
L1.os is rhel 8.2-8.6
-- messages
main.cav:4:27: error[E012]: `8.2-8.6` is neither a number nor a version
        when    L1.os is rhel 8.2-8.6
                              ^^^^^^^
    hint: a span of versions: `rhel 8.2 or later within 8`, or a second condition with `before`

== a range with dots
-- condition
L1.os is rhel 8.2..8.6
-- messages
main.cav:4:27: error[E012]: `8.2..8.6` is neither a number nor a version
        when    L1.os is rhel 8.2..8.6
                              ^^^^^^^^
    hint: a span of versions: `rhel 8.2 or later within 8`, or a second condition with `before`

== x for any minor
-- condition
L1.os is rhel 8.x
-- messages
main.cav:4:27: error[E012]: `8.x` is neither a number nor a version
        when    L1.os is rhel 8.x
                              ^^^
    hint: leave the last part out: `8` stands for all of them

== a star for any minor
-- condition
L1.os is rhel 8.*
-- messages
main.cav:4:27: error[E012]: `8.*` is neither a number nor a version
        when    L1.os is rhel 8.*
                              ^^^
    hint: leave the last part out: `8` stands for all of them

== a v before the version
-- condition
L1.os is rhel v8.2
-- messages
main.cav:4:27: error[E020]: found `v8.2`, expected `and`, `or` or the next clause
        when    L1.os is rhel v8.2
                              ^^^^
    hint: a version is digits and dots: 8.2

== a quoted version
-- condition
L1.os is rhel "8.2"
-- messages
main.cav:4:27: error[E020]: found the string "8.2", expected `and`, `or` or the next clause
        when    L1.os is rhel "8.2"
                              ^^^^^
    hint: a version stands without quotes: rhel 8.2

== product and version quoted
-- condition
L1.os is "rhel 8.2"
-- messages
main.cav:4:22: error[E112]: L1.os is a release; write a product, and a version if need be: rhel 8.2
        when    L1.os is "rhel 8.2"
                         ^^^^^^^^^^
    hint: a release stands without quotes: `rhel 8.2`

== the product in capitals
-- condition
L1.os is RHEL 8.2
-- messages
main.cav:4:22: error[E110]: unknown product 'RHEL'
        when    L1.os is RHEL 8.2
                         ^^^^^^^^
    hint: did you mean `rhel`?

== the product's title
-- condition
L1.os is Red Hat Enterprise Linux 8.2
-- messages
main.cav:4:26: error[E020]: found `Hat`, expected `and`, `or` or the next clause
        when    L1.os is Red Hat Enterprise Linux 8.2
                             ^^^
    hint: a value is one word, such as `windows-server`; conditions are joined by `and` or `or`

== a product with a blank
-- condition
L1.os is windows server 2019
-- messages
main.cav:4:30: error[E020]: found `server`, expected `and`, `or` or the next clause
        when    L1.os is windows server 2019
                                 ^^^^^^
    hint: a value is one word, such as `windows-server`; conditions are joined by `and` or `or`

== a product misspelt
-- condition
L1.os is ubunut 22.04
-- messages
main.cav:4:22: error[E110]: unknown product 'ubunut'
        when    L1.os is ubunut 22.04
                         ^^^^^^^^^^^^
    hint: did you mean `ubuntu`?

== a product nobody declared
-- condition
L1.os is solaris 11
-- messages
main.cav:4:22: error[E110]: unknown product 'solaris'
        when    L1.os is solaris 11
                         ^^^^^^^^^^
    hint: the products are rhel, ubuntu, windows-server, other

== five parts
-- condition
L1.os is rhel 8.2.1.4.5
-- messages
main.cav:4:27: error[E114]: version '8.2.1.4.5' has more than four parts
        when    L1.os is rhel 8.2.1.4.5
                              ^^^^^^^^^

== a dot at the end of a version
-- condition
L1.os is rhel 8. and L2 exists
-- messages
main.cav:4:27: error[E012]: `8.` is neither a number nor a version
        when    L1.os is rhel 8. and L2 exists
                              ^^
    hint: a version does not end with a dot

== a version that begins with a dot
-- condition
L1.os is rhel .2
-- messages
main.cav:4:27: error[E011]: `.2` is not a name
        when    L1.os is rhel .2
                              ^^
    hint: a number begins with a digit

== ten digits
-- condition
L1.os is rhel 1234567890
-- messages
main.cav:4:27: error[E114]: version '1234567890' has a part of more than nine digits
        when    L1.os is rhel 1234567890
                              ^^^^^^^^^^

== a suffix
-- condition
L1.os is rhel 8.2-beta
-- messages
main.cav:4:27: error[E012]: `8.2-beta` is neither a number nor a version
        when    L1.os is rhel 8.2-beta
                              ^^^^^^^^
    hint: a number is digits alone, a version numbers joined by dots: 8.10

== or later, ending before it begins
-- condition
L1.os is rhel 8.6 or later within 7
-- messages
main.cav:4:22: error[E115]: this range of versions can hold nothing
        when    L1.os is rhel 8.6 or later within 7
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: `within 7` ends before 8.6 begins

== before the first
-- condition
L1.os is rhel before 0
-- messages
main.cav:4:22: error[E115]: this range of versions can hold nothing
        when    L1.os is rhel before 0
                         ^^^^^^^^^^^^^

== a version without product
-- condition
L1.os is 8.2
-- messages
main.cav:4:22: error[E112]: L1.os is a release; write a product, and a version if need be: rhel 8.2
        when    L1.os is 8.2
                         ^^^

== a version without product in a list
-- condition
L1.os in {rhel 8.2, 8.4}
-- messages
main.cav:4:33: error[E112]: L1.os is a release; write a product, and a version if need be: rhel 8.2
        when    L1.os in {rhel 8.2, 8.4}
                                    ^^^

== and later in a list
-- condition
L1.os in {rhel 7.8 and later, rhel 8.2 and later}
-- messages
main.cav:4:32: error[E020]: found `and`, expected `}` or `,`
        when    L1.os in {rhel 7.8 and later, rhel 8.2 and later}
                                   ^^^
    hint: after a version write `or later`; values are separated by commas

== two versions with or
-- condition
L1.os is rhel 8.2 or 8.4
-- messages
main.cav:4:34: error[E020]: found `8.4`, expected a condition
        when    L1.os is rhel 8.2 or 8.4
                                     ^^^
    hint: name the product again, or write `in {rhel 8.2, rhel 8.4}`

== a product without versions
-- condition
L1.os is other 5
-- messages
main.cav:4:28: error[E112]: other is a product without versions; declare `version major` or more to compare versions
        when    L1.os is other 5
                               ^

== the version as a fact
-- condition
L1.os.version is 8.2
-- messages
main.cav:4:13: error[E102]: unknown fact 'L1.os.version'
        when    L1.os.version is 8.2
                ^^^^^^^^^^^^^
    hint: the version stands behind the product: `L1.os is PRODUCT VERSION`

== the major release as a fact
-- condition
L1.os.major is 8
-- messages
main.cav:4:13: error[E102]: unknown fact 'L1.os.major'
        when    L1.os.major is 8
                ^^^^^^^^^^^
    hint: the version stands behind the product: `L1.os is PRODUCT VERSION`

== a version on a name
-- condition
L0.platform is power9 or later
-- messages
main.cav:4:35: error[E026]: `or later` without a version
        when    L0.platform is power9 or later
                                      ^^^^^^^^
    hint: write `power9 VERSION or later` where it is a product, or `power9` alone

== a fraction for a number
-- condition
L1.vcpus > 4.5
-- messages
main.cav:4:24: error[E112]: L1.vcpus is a number; write a whole number; one with dots is a version
        when    L1.vcpus > 4.5
                           ^^^

== a number with a comma
-- condition
L1.vcpus > 1,000
-- messages
main.cav:4:25: error[E020]: found `,`, expected `and`, `or` or the next clause
        when    L1.vcpus > 1,000
                            ^
    hint: versions are written with dots, numbers without separators

== a number with an underscore
-- condition
L1.vcpus > 1_000
-- messages
main.cav:4:24: error[E012]: `1_000` is neither a number nor a version
        when    L1.vcpus > 1_000
                           ^^^^^
    hint: write the digits without `_`

== a number with a unit
-- condition
L1.vcpus > 4k
-- messages
main.cav:4:24: error[E012]: `4k` is neither a number nor a version
        when    L1.vcpus > 4k
                           ^^
    hint: a number is digits alone, a version numbers joined by dots: 8.10

== a hexadecimal number
-- condition
L1.vcpus is 0x10
-- messages
main.cav:4:25: error[E020]: found `0x10`, expected a value
        when    L1.vcpus is 0x10
                            ^^^^
    hint: write the number with the digits 0 to 9

== a plus sign
-- condition
L1.vcpus > +4
-- messages
main.cav:4:24: error[E004]: `+` has no meaning here
        when    L1.vcpus > +4
                           ^
    hint: a number is written without it

== a blank behind the minus
-- condition
L1.vcpus > - 4
-- messages
main.cav:4:24: error[E004]: `-` has no meaning here
        when    L1.vcpus > - 4
                           ^
    hint: a minus stands directly before the digits

== a quoted number
-- condition
L1.vcpus is "4"
-- messages
main.cav:4:25: error[E112]: L1.vcpus is a number; write a whole number
        when    L1.vcpus is "4"
                            ^^^
    hint: a number stands without quotes: `4`

== a number in words
-- condition
L1.vcpus is four
-- messages
main.cav:4:25: error[E112]: L1.vcpus is a number; write a whole number
        when    L1.vcpus is four
                            ^^^^

== a number too large
-- condition
L1.vcpus < 99999999999999999999
-- messages
main.cav:4:24: error[E113]: 99999999999999999999 does not fit a signed 64-bit integer
        when    L1.vcpus < 99999999999999999999
                           ^^^^^^^^^^^^^^^^^^^^

== a number for a text
-- condition
L0.kernel is 4
-- messages
main.cav:4:26: error[E112]: L0.kernel is a text; write its value in double quotes
        when    L0.kernel is 4
                             ^

== a bare text
-- condition
L0.kernel is el7
-- messages
main.cav:4:26: error[E112]: L0.kernel is a text; write its value in double quotes
        when    L0.kernel is el7
                             ^^^

== a flag compared with less than
-- condition
L0.kvm.nested < 1
-- messages
main.cav:4:13: error[E112]: L0.kvm.nested is a flag; only numbers compare with < <= > >=
        when    L0.kvm.nested < 1
                ^^^^^^^^^^^^^^^^^
