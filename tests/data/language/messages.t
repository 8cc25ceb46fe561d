Messages: values of facts in them, known and not, and braces of their own.

-- use pack.cav
-- rules main.cav
use "pack.cav"
rule it {
    cite s.1
    when L0.kvm.hpage is on
    then broken "{{{L0.platform}}} \"{L1.os}\" {L1.vcpus} {L2.kernel} {L0.kvm.nested}: \u{e4}\\"
}

== nothing known
-- facts
L0.kvm.hpage on
-- verdict
broken
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use yes
undetermined base: broken "IBM Z does not work." missing L0.platform (not told)
fired it: broken "{unknown} "unknown" unknown unknown unknown: ä\"

== all known, printed as given
-- facts
L0.kvm.hpage on; L0.platform amd; L1.os ubuntu 22.04; L1.vcpus 007; L2.kernel "a {b} \"c\""; L0.kvm.nested off
-- verdict
broken
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use yes
fired it: broken "{amd} "ubuntu 22.04" 7 a {b} "c" off: ä\"
held base

== partly known
-- facts
L0.kvm.hpage on; L0.platform {amd, intel, power9}; L1.os rhel 8; L1.vcpus 2..8; L2.kernel {"a", "b"}; L0.kvm.nested {on, off}
-- verdict
broken
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use yes
fired it: broken "{amd, intel or power9} "rhel 8 (minor unknown)" 2..8 a or b on or off: ä\"
held base

== a product alone, an open range, several releases
-- facts
L0.kvm.hpage on; L1.os rhel; L1.vcpus 2..; L0.platform {amd, intel, power9, ibm-z}
-- verdict
broken
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use yes
undetermined base: broken "IBM Z does not work." missing L0.platform (one of 4 values)
fired it: broken "{amd, intel, power9 or ibm-z} "rhel (version unknown)" 2.. unknown unknown: ä\"

== releases of several products
-- facts
L0.kvm.hpage on; L1.os {rhel 8.4, windows-server, other}; L1.vcpus {1, 3..5}
-- verdict
broken
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use yes
undetermined base: broken "IBM Z does not work." missing L0.platform (not told)
fired it: broken "{unknown} "rhel 8.4, windows-server (version unknown) or other" 1 or 3..5 unknown unknown: ä\"

== a text as long as patterns are matched against
-- rules main.cav
use "pack.cav"
rule it {
    cite s.1
    when L1.kernel matches /a.*/
    then broken "x"
}
-- facts
L0.platform intel; L1.kernel "\{4096:a}"
-- verdict
broken
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use unknown
fired it: broken "x"
held base

== a text one byte too long is unknown, with the reason
-- rules main.cav
use "pack.cav"
rule it {
    cite s.1
    when L1.kernel matches /a.*/
    then broken "x"
}
-- facts
L0.platform intel; L1.kernel "\{4097:a}"
-- verdict
unknown between supported and broken missing L1.kernel
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use unknown
undetermined it: broken "x" missing L1.kernel (text longer than 4096 bytes)
held base
