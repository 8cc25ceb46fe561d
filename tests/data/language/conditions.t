Every form of condition, over known, partly known and unknown facts.

-- use pack.cav
-- wrap
use "pack.cav"
rule it {
    cite s.1
    when %s
    then broken "it holds"
}

== a name
-- condition
L0.platform is amd
-- truth
L0.platform amd => true
L0.platform intel => false
L0.platform {amd, intel} => unknown
L0.platform {power9, intel} => false
L0.platform {amd} => true
nothing => unknown

== not that name
-- condition
L0.platform is not amd
-- truth
L0.platform amd => false
L0.platform intel => true
L0.platform {amd, intel} => unknown
L0.platform {power9, intel} => true
nothing => unknown

== one of several names
-- condition
L0.platform in {amd, intel}
-- truth
L0.platform amd => true
L0.platform intel => true
L0.platform power9 => false
L0.platform {amd, intel} => true
L0.platform {amd, power9} => unknown
nothing => unknown

== none of several names
-- condition
L0.platform not in {amd, intel}
-- truth
L0.platform amd => false
L0.platform power9 => true
L0.platform {amd, intel} => false
L0.platform {amd, power9} => unknown
nothing => unknown

== every name of the domain
-- condition
L0.platform in {intel, amd, power9, ibm-z}
-- truth
nothing => true

== a flag
-- condition
L0.kvm.nested is on
-- truth
L0.kvm.nested on => true
L0.kvm.nested off => false
L0.kvm.nested {on, off} => unknown
L0.kvm.nested {on} => true
nothing => unknown

== a flag that is not on
-- condition
L0.kvm.nested is not on
-- truth
L0.kvm.nested on => false
L0.kvm.nested off => true
nothing => unknown

== numbers: at most
-- condition
L1.vcpus <= 225
-- truth
L1.vcpus 225 => true
L1.vcpus 226 => false
L1.vcpus -9223372036854775808 => true
L1.vcpus 9223372036854775807 => false
L1.vcpus 2..225 => true
L1.vcpus 2..226 => unknown
L1.vcpus 226.. => false
L1.vcpus 225.. => unknown
L1.vcpus ..225 => true
L1.vcpus {100, 225} => true
L1.vcpus {100, 300} => unknown
L1.vcpus {1..9, 300..400} => unknown
L1.vcpus {226..230, 300..400} => false
nothing => unknown

== numbers: less, greater, at least
-- condition
L1.vcpus > 4 and L1.vcpus < 8 and L1.vcpus >= 6
-- truth
L1.vcpus 4 => false
L1.vcpus 5 => false
L1.vcpus 6 => true
L1.vcpus 7 => true
L1.vcpus 8 => false
L1.vcpus 6..7 => true
L1.vcpus 5..6 => unknown
L1.vcpus {..5, 8..} => false
nothing => unknown

== numbers: is, is not
-- condition
L1.vcpus is -5 or L1.vcpus is 0
-- truth
L1.vcpus -5 => true
L1.vcpus 0 => true
L1.vcpus -4 => false
L1.vcpus 5 => false
L1.vcpus {-5, 0} => true
L1.vcpus -5..0 => unknown
L1.vcpus -4..-1 => false

== numbers: is not, a set of numbers
-- condition
L1.vcpus is not 4 and L1.vcpus not in {5, 6}
-- truth
L1.vcpus 4 => false
L1.vcpus 5 => false
L1.vcpus 7 => true
L1.vcpus 4..6 => false
L1.vcpus 4..7 => unknown
L1.vcpus 7.. => true

== texts: a pattern matches the whole text
-- condition
L1.kernel matches /.*\.el7a\..*/
-- truth
L1.kernel "4.14.0-115.el7a.x86_64" => true
L1.kernel "4.14.0-115.el7.x86_64" => false
L1.kernel {"4.14.0-115.el7a.x86_64", "4.11.0-44.el7a.x86_64"} => true
L1.kernel {"4.14.0-115.el7a.x86_64", "3.10.0-1127.el7.x86_64"} => unknown
nothing => unknown

== texts: no partial match
-- condition
L1.kernel matches /el7/
-- truth
L1.kernel "el7" => true
L1.kernel "a el7" => false
L1.kernel "el7 b" => false
L1.kernel "" => false

== texts: alternatives are anchored as a whole
-- condition
L1.kernel matches /a|b/
-- truth
L1.kernel "a" => true
L1.kernel "b" => true
L1.kernel "ab" => false
L1.kernel "ax" => false
L1.kernel "xb" => false

== texts: flags
-- condition
L1.kernel matches /a . b/ixs
-- truth
L1.kernel "A-B" => true
L1.kernel "a\nb" => true
L1.kernel "a b" => true
L1.kernel "a . b" => false

== texts: a slash and UTF-8 in a pattern
-- condition
L1.kernel matches /.\/ä+/
-- truth
L1.kernel "ü/ää" => true
L1.kernel "/ä" => false

== texts: a literal
-- condition
L1.kernel is "4.18.0"
-- truth
L1.kernel "4.18.0" => true
L1.kernel "4x18.0" => false
L1.kernel "4.18.0 " => false
L1.kernel {"4.18.0", "4.18.1"} => unknown
nothing => unknown

== texts: not, and sets of literals
-- condition
L1.kernel is not "a" and L1.kernel not in {"b", "c"}
-- truth
L1.kernel "a" => false
L1.kernel "b" => false
L1.kernel "d" => true
L1.kernel {"a", "b"} => false
L1.kernel {"a", "d"} => unknown
L1.kernel {"d", "e"} => true

== texts: several tests are one atom
-- condition
L1.kernel matches /4.*/ or L1.kernel matches /3.*/
-- truth
L1.kernel {"4.18", "3.10"} => true
L1.kernel {"4.18", "5.14"} => unknown
L1.kernel {"6.1", "5.14"} => false

== texts: a text too long to be matched is unknown
-- condition
L1.kernel matches /.*/
-- truth
L1.kernel "short" => true

== releases: a product
-- condition
L1.os is rhel
-- truth
L1.os rhel 8.2 => true
L1.os rhel 8 => true
L1.os rhel => true
L1.os ubuntu 22.04 => false
L1.os other => false
L1.os {rhel 8, rhel 9} => true
L1.os {rhel 8, ubuntu} => unknown
nothing => unknown

== releases: a major release
-- condition
L1.os is rhel 8
-- truth
L1.os rhel 8.0 => true
L1.os rhel 8.10 => true
L1.os rhel 8 => true
L1.os rhel 7.9 => false
L1.os rhel 9.0 => false
L1.os rhel 80.0 => false
L1.os rhel => unknown
L1.os windows-server 8 => false
L1.os {rhel 8.1, rhel 8.2} => true

== releases: a full version, and 8.2 is not 8.20
-- condition
L1.os is rhel 8.2
-- truth
L1.os rhel 8.2 => true
L1.os rhel 8.20 => false
L1.os rhel 8.2.1 => true
L1.os rhel 8 => unknown
L1.os rhel 8.02 => true

== releases: or later crosses major releases
-- condition
L1.os is rhel 8.2 or later
-- truth
L1.os rhel 8.1 => false
L1.os rhel 8.2 => true
L1.os rhel 8.10 => true
L1.os rhel 9.0 => true
L1.os rhel 10.0 => true
L1.os rhel 7.9 => false
L1.os rhel 8 => unknown
L1.os rhel 9 => true
L1.os rhel 7 => false
L1.os rhel => unknown
L1.os ubuntu 22.04 => false

== releases: or later within a major release
-- condition
L1.os is rhel 8.2 or later within 8
-- truth
L1.os rhel 8.1 => false
L1.os rhel 8.1.999999999 => false
L1.os rhel 8.2 => true
L1.os rhel 8.999999999 => true
L1.os rhel 9.0 => false
L1.os rhel 8 => unknown
L1.os rhel 9 => false
L1.os {rhel 8.2, rhel 8.4} => true

== releases: a part of nine nines is the last of its kind
-- condition
L1.os in {rhel 8.999999999, ubuntu 999999999, windows-server 999999999 or later within 999999999}
-- truth
L1.os rhel 8.999999998 => false
L1.os rhel 8.999999999 => true
L1.os rhel 9.0 => false
L1.os ubuntu 999999998.999999999 => false
L1.os ubuntu 999999999 => true
L1.os ubuntu 999999999.4 => true
L1.os windows-server 999999998 => false
L1.os windows-server 999999999 => true
L1.os other => false

== releases: before
-- condition
L1.os is rhel before 8.2
-- truth
L1.os rhel 8.1 => true
L1.os rhel 8.2 => false
L1.os rhel 8.10 => false
L1.os rhel 7.9 => true
L1.os rhel 9.0 => false
L1.os rhel 7 => true
L1.os rhel 8 => unknown
L1.os ubuntu 7.0 => false
nothing => unknown

== releases: 8.10 is later than 8.2
-- condition
L1.os is rhel 8.10 or later
-- truth
L1.os rhel 8.2 => false
L1.os rhel 8.9 => false
L1.os rhel 8.10 => true
L1.os rhel 8.11 => true

== releases: leading zeros count by value
-- condition
L1.os is ubuntu 22.04 or later
-- truth
L1.os ubuntu 22.04 => true
L1.os ubuntu 22.4 => true
L1.os ubuntu 22.10 => true
L1.os ubuntu 21.10 => false
L1.os ubuntu 22.03 => false

== releases: a set of them
-- condition
L1.os in {rhel 7.8 or later within 7, rhel 8.2 or later within 8, windows-server 2016, other}
-- truth
L1.os rhel 7.7 => false
L1.os rhel 7.8 => true
L1.os rhel 8.0 => false
L1.os rhel 8.2 => true
L1.os windows-server 2016 => true
L1.os windows-server 2019 => false
L1.os other => true
L1.os {rhel 7.9, windows-server 2016} => true
L1.os {rhel 7, rhel 8} => unknown
nothing => unknown

== releases: is not
-- condition
L1.os is not rhel 8
-- truth
L1.os rhel 8.4 => false
L1.os rhel 9.0 => true
L1.os ubuntu 22.04 => true
L1.os rhel 8 => false
L1.os rhel => unknown

== one fact is one atom, however it is written
-- condition
L0.os is rhel 8 or L0.os is not rhel 8
-- truth
nothing => true
L0.os rhel 8.4 => true
L0.os rhel => true
L0.os ubuntu 22.04 => true

== one fact: never
-- condition
L1.vcpus > 4 and not (L1.vcpus > 3)
-- truth
nothing => false
L1.vcpus 4 => false
L1.vcpus 5 => false

== one fact through a define
-- rules main.cav
use "pack.cav"
define fresh: L1.os is rhel 8.2 or later
rule it {
    cite s.1
    when fresh or L1.os is not rhel 8 or later
    then broken "it holds"
}
-- truth
L1.os rhel 8.1 => false
L1.os rhel 8.2 => true
L1.os rhel 7.9 => true
L1.os {rhel 7.9, rhel 9.0} => true
L1.os rhel 8 => unknown

== a define is a condition of its own
-- condition
not amd-host
-- truth
L0.platform amd => false
L0.platform intel => true
nothing => unknown

== strong Kleene: and
-- condition
L0.platform is amd and L1.vcpus > 4
-- truth
L0.platform amd; L1.vcpus 5 => true
L0.platform amd; L1.vcpus 4 => false
L0.platform intel => false
L1.vcpus 4 => false
L0.platform amd => unknown
L1.vcpus 5 => unknown
nothing => unknown

== strong Kleene: or
-- condition
L0.platform is amd or L1.vcpus > 4
-- truth
L0.platform intel; L1.vcpus 4 => false
L0.platform amd => true
L1.vcpus 5 => true
L0.platform intel => unknown
L1.vcpus 4 => unknown
nothing => unknown

== strong Kleene: not
-- condition
not (L0.platform is amd and L1.vcpus > 4)
-- truth
L0.platform amd; L1.vcpus 5 => false
L0.platform intel => true
L1.vcpus 4 => true
L0.platform amd => unknown
nothing => unknown

== three operands and parentheses
-- condition
(L0.platform is amd or L0.kvm.nested is on) and (L1.vcpus > 4 or not (L1.os is rhel and L2.os is rhel))
-- truth
L0.platform amd; L1.vcpus 5 => true
L0.platform intel; L0.kvm.nested off => false
L0.kvm.nested on; L1.vcpus 2; L1.os rhel 8.4; L2.os rhel 8.4 => false
L0.kvm.nested on; L1.os ubuntu 22.04 => true
L0.platform amd => unknown

== a layer exists
-- condition
L2 exists
-- truth
nothing => true
depth 1 => false
depth 0 => false
depth 2 => true
L0.platform amd => true

== a layer does not exist
-- condition
not (L1 exists)
-- truth
nothing => false
depth 0 => true
depth 1 => false

== in use: wanted
-- condition
migration in use
-- truth
nothing => false
use migration => true

== in use: its own condition
-- condition
huge-pages in use
-- truth
nothing => unknown
L0.kvm.hpage on => true
L0.kvm.hpage off => false
use huge-pages => true
use huge-pages; L0.kvm.hpage off => true

== in use: with a layer in it
-- condition
nesting in use
-- truth
nothing => true
depth 1 => unknown
depth 1; L0.kvm.nested off => false
depth 1; L0.kvm.nested on => true
