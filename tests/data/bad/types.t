Values of the wrong type, outside the domain, and sets that can hold nothing.

-- use pack.cav

== a number for an enum
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is 5
    then broken "x"
}
-- error
4:25 E112

== a string for an enum
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is "amd"
    then broken "x"
}
-- error
4:25 E112

== an enum has no order
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform <= 5
    then broken "x"
}
-- error
4:10 E112

== a version after an enum value
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform is amd 8
    then broken "x"
}
-- error
4:25 E112

== a pattern for an enum
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform matches /a.*/
    then broken "x"
}
-- error
4:10 E112

== a name for a number
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.vcpus is many
    then broken "x"
}
-- error
4:22 E112

== a string for a number
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.vcpus is "4"
    then broken "x"
}
-- error
4:22 E112

== a version for a number
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.vcpus > 4.5
    then broken "x"
}
-- error
4:21 E112

== a pattern for a number
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.vcpus matches /8/
    then broken "x"
}
-- error
4:10 E112

== a string for a release
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os is "rhel 8"
    then broken "x"
}
-- error
4:19 E112

== a number for a release
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os is 8
    then broken "x"
}
-- error
4:19 E112

== a release has no < of its own
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os < 8
    then broken "x"
}
-- error
4:10 E112

== a pattern for a release
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os matches /rhel.*/
    then broken "x"
}
-- error
4:10 E112

== a name for a text
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.kernel is alt
    then broken "x"
}
-- error
4:23 E112

== a number for a text
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.kernel is 5
    then broken "x"
}
-- error
4:23 E112

== a release for a flag
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.kvm.nested is rhel 8
    then broken "x"
}
-- error
4:27 E112

== a number for a flag
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.kvm.nested is 1
    then broken "x"
}
-- error
4:27 E112

== a number too large
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.vcpus > 9223372036854775808
    then broken "x"
}
-- error
4:21 E113

== a number too small
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.vcpus < -9223372036854775809
    then broken "x"
}
-- error
4:21 E113

== a number of 400 digits
-- bytes main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.vcpus > \{400:9}
    then broken "x"
}
-- error
4:21 E113

== both borders fit
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.vcpus <= 9223372036854775807 and L1.vcpus >= -9223372036854775808
    then broken "x"
}
-- error

== five parts of a version
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os is rhel 8.2.3.4.5
    then broken "x"
}
-- error
4:24 E114

== ten digits in a version
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os is rhel 8.1234567890 or later
    then broken "x"
}
-- error
4:24 E114

== nine digits and four parts are fine
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os is rhel 8.999999999.0.1 or later
    then broken "x"
}
-- error

== a range that ends before it starts
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os is rhel 8.2 or later within 7
    then broken "x"
}
-- error
4:19 E115

== a range inside a set that ends before it starts
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os in {rhel 7.8 or later within 7, rhel 8.2 or later within 8.1}
    then broken "x"
}
-- error
4:48 E115

== nothing is before 0
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os is rhel before 0
    then broken "x"
}
-- error
4:19 E115

== an empty set
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L0.platform in {}
    then broken "x"
}
-- error
4:10 E115

== an empty set in a test
-- rules main.cav
use "pack.cav"
test "t" {
    given  L0: platform in {}
    expect broken
}
-- error
3:16 E115

== no number is greater than the greatest
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.vcpus > 9223372036854775807
    then broken "x"
}
-- error
4:10 E115

== a product without versions has none
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.os is other 8
    then broken "x"
}
-- error
4:25 E112

== a bad pattern, at its own column
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.kernel matches /4\.18\.[0-9/
    then broken "x"
}
-- error
4:40 E119

== a back-reference
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.kernel matches /(a)\1/
    then broken "x"
}
-- error
4:32 E119

== recursion
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.kernel matches /a(?R)?b/
    then broken "x"
}
-- error
4:30 E119

== a verb
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.kernel matches /(*LIMIT_MATCH=9)a/
    then broken "x"
}
-- error
4:29 E119

== a callout
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.kernel matches /a(?C1)b/
    then broken "x"
}
-- error
4:30 E119

== an unclosed group
-- rules main.cav
use "pack.cav"
rule r {
    cite s.1
    when L1.kernel matches /a(b/
    then broken "x"
}
-- error
4:32 E119
