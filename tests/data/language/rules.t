What rules do with conditions: outcomes, features, scope, notes, depth, applies, impossible.

-- use pack.cav
-- rules main.cav
use "pack.cav"

section t "More" {
    statement t.1 "Guests need four processors."
    statement t.2 "AMD is a preview."
    statement t.3 "Migration fails on AMD while nesting is offered."
    statement t.4 "Nesting and huge pages exclude each other on POWER9."
    statement t.5 "A remark about the second guest."
}

rule processors {
    cite    t.1
    require L1.vcpus >= 4
    else    unsupported "L1 has {L1.vcpus} processors."
    fix     "Give it four."
}

rule preview-amd {
    cite t.2
    when amd-host
    then preview "{L0.platform} is a preview."
}

rule amd-migration {
    cite t.3
    when L0.platform is amd and L0.kvm.nested is on
    then migration is broken "No migration."
}

rule exclusion {
    cite     t.4
    when     L0.platform is power9
    conflict nesting, huge-pages
    else     broken "Not both."
}

rule remark {
    cite t.5
    when L2.os is rhel 8 or later
    then note "L2 runs {L2.os}."
}

== everything known, nothing restricts
-- facts
L0.platform intel; L0.kvm.nested on; L0.kvm.hpage off; L1.vcpus 4; L2.os ubuntu 22.04
-- verdict
supported
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use no
held base, processors, preview-amd, amd-migration, exclusion, remark
-- exit 0

== a requirement that fails
-- facts
L0.platform intel; L0.kvm.nested on; L0.kvm.hpage off; L1.vcpus 3; L2.os ubuntu 22.04
-- verdict
unsupported
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use no
fired processors: unsupported "L1 has 3 processors."
held base, preview-amd, amd-migration, exclusion, remark
-- exit 1

== a note changes nothing
-- facts
L0.platform intel; L0.kvm.nested on; L0.kvm.hpage off; L1.vcpus 4; L2.os rhel 8.4
-- verdict
supported
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use no
note remark: "L2 runs rhel 8.4."
held base, processors, preview-amd, amd-migration, exclusion
-- exit 0

== a note that may fire is not missing anything
-- facts
L0.platform intel; L0.kvm.nested on; L0.kvm.hpage off; L1.vcpus 4
-- verdict
supported
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use no
held base, processors, preview-amd, amd-migration, exclusion
-- exit 0

== a preview, and a broken feature that is not wanted
-- facts
L0.platform amd; L0.kvm.nested on; L0.kvm.hpage off; L1.vcpus 4; L2.os ubuntu 22.04
-- verdict
preview
feature nesting supported, in use yes
feature migration broken, in use no
feature huge-pages supported, in use no
fired preview-amd: preview "amd is a preview."
fired amd-migration: migration is broken "No migration."
held base, processors, exclusion, remark
-- exit 1

== the same feature wanted
-- facts
L0.platform amd; L0.kvm.nested on; L0.kvm.hpage off; L1.vcpus 4; L2.os ubuntu 22.04; use migration
-- verdict
broken
feature nesting supported, in use yes
feature migration broken, in use yes
feature huge-pages supported, in use no
fired preview-amd: preview "amd is a preview."
fired amd-migration: migration is broken "No migration."
held base, processors, exclusion, remark
-- exit 1

== a feature that may be broken
-- facts
L0.platform amd; L0.kvm.hpage off; L1.vcpus 4; L2.os ubuntu 22.04
-- verdict
preview
feature nesting supported, in use yes
feature migration unknown between supported and broken, in use no
feature huge-pages supported, in use no
fired preview-amd: preview "amd is a preview."
undetermined amd-migration: migration is broken "No migration." missing L0.kvm.nested (not told)
held base, processors, exclusion, remark
-- exit 1

== an unknown number
-- facts
L0.platform intel; L0.kvm.nested on; L0.kvm.hpage off; L2.os ubuntu 22.04
-- verdict
unknown between supported and unsupported missing L1.vcpus
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use no
undetermined processors: unsupported "L1 has unknown processors." missing L1.vcpus (not told)
held base, preview-amd, amd-migration, exclusion, remark
-- exit 2

== a partly known number
-- facts
L0.platform intel; L0.kvm.nested on; L0.kvm.hpage off; L1.vcpus 2..8; L2.os ubuntu 22.04
-- verdict
unknown between supported and unsupported missing L1.vcpus
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use no
undetermined processors: unsupported "L1 has 2..8 processors." missing L1.vcpus (a range)
held base, preview-amd, amd-migration, exclusion, remark
-- exit 2

== a conflict
-- facts
L0.platform power9; L0.kvm.nested on; L0.kvm.hpage on; L1.vcpus 4; L2.os ubuntu 22.04
-- verdict
broken
feature nesting broken, in use yes
feature migration supported, in use no
feature huge-pages broken, in use yes
fired exclusion: nesting is broken "Not both."
fired exclusion: huge-pages is broken "Not both."
held base, processors, preview-amd, amd-migration, remark
-- exit 1

== a conflict of which one side is unknown
-- facts
L0.platform power9; L0.kvm.nested on; L1.vcpus 4; L2.os ubuntu 22.04
-- verdict
unknown between supported and broken missing L0.kvm.hpage
feature nesting unknown between supported and broken, in use yes
feature migration supported, in use no
feature huge-pages broken, in use unknown
undetermined exclusion: nesting is broken "Not both." missing L0.kvm.hpage (not told)
fired exclusion: huge-pages is broken "Not both."
held base, processors, preview-amd, amd-migration, remark
-- exit 2

== a conflict with one side out of use
-- facts
L0.platform power9; L0.kvm.nested on; L0.kvm.hpage off; L1.vcpus 4; L2.os ubuntu 22.04
-- verdict
supported
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages broken, in use no
fired exclusion: huge-pages is broken "Not both."
held base, processors, preview-amd, amd-migration, remark
-- exit 0

== depth 1: rules of L2 are out of scope
-- facts
depth 1; L0.platform intel; L0.kvm.nested off; L0.kvm.hpage off; L1.vcpus 4
-- verdict
supported
feature nesting supported, in use no
feature migration supported, in use no
feature huge-pages supported, in use no
held base, processors, preview-amd, amd-migration, exclusion
out of scope remark
-- exit 0

== depth 0: rules of L1 too
-- facts
depth 0; L0.platform amd; L0.kvm.nested off; L0.kvm.hpage off
-- verdict
preview
feature nesting supported, in use no
feature migration supported, in use no
feature huge-pages supported, in use no
fired preview-amd: preview "amd is a preview."
held base, amd-migration, exclusion
out of scope processors, remark
-- exit 1

== nothing known
-- facts
nothing
-- verdict
unknown between supported and broken missing L0.platform, L0.kvm.hpage, L1.vcpus
feature nesting unknown between supported and broken, in use yes
feature migration unknown between supported and broken, in use no
feature huge-pages unknown between supported and broken, in use unknown
undetermined base: broken "IBM Z does not work." missing L0.platform (not told)
undetermined processors: unsupported "L1 has unknown processors." missing L1.vcpus (not told)
undetermined preview-amd: preview "unknown is a preview." missing L0.platform (not told)
undetermined amd-migration: migration is broken "No migration." missing L0.platform (not told), L0.kvm.nested (not told)
undetermined exclusion: nesting is broken "Not both." missing L0.platform (not told), L0.kvm.hpage (not told)
undetermined exclusion: huge-pages is broken "Not both." missing L0.platform (not told)
-- exit 2

== broken is broken, whatever the rest is
-- facts
L0.platform ibm-z
-- verdict
broken
feature nesting supported, in use yes
feature migration supported, in use no
feature huge-pages supported, in use unknown
fired base: broken "IBM Z does not work."
undetermined processors: unsupported "L1 has unknown processors." missing L1.vcpus (not told)
held preview-amd, amd-migration, exclusion
-- exit 1
