These spellings give exactly this program.

-- use pack.cav
-- wrap
use "pack.cav"
rule it {
    cite s.1
    when %s
    then broken "it holds"
}

== De Morgan
-- condition
not L0.platform is amd and not L1.vcpus > 4
-- same
not (L0.platform is amd or L1.vcpus > 4)
not L1.vcpus > 4 and not L0.platform is amd
L0.platform is not amd and L1.vcpus <= 4
(L0.platform is not amd) and (not (L1.vcpus > 4))
not (not (L0.platform is not amd and L1.vcpus < 5))
L0.platform in {intel, power9, ibm-z} and L1.vcpus < 5
-- code

== a set and a chain of or
-- condition
L0.platform in {amd, power9}
-- same
L0.platform is amd or L0.platform is power9
L0.platform is power9 or L0.platform is amd
L0.platform not in {intel, ibm-z}
not (L0.platform is intel or L0.platform is ibm-z)
L0.platform is not intel and L0.platform is not ibm-z
L0.platform in {power9, amd, amd}
-- code

== a define and what it stands for
-- condition
amd-host and L2 exists
-- same
L0.platform is amd and L2 exists
L2 exists and amd-host
not (not amd-host or not L2 exists)
-- code

== numbers
-- condition
L1.vcpus > 4
-- same
L1.vcpus >= 5
not L1.vcpus < 5
not (L1.vcpus <= 4)
L1.vcpus > 4 and L1.vcpus >= 5
-- code

== releases
-- condition
L1.os is rhel 8.2 or later within 8
-- same
L1.os is rhel 8 and L1.os is rhel 8.2 or later
L1.os is rhel 8 and not (L1.os is rhel before 8.2)
L1.os is rhel 8.2 or later and L1.os is rhel before 9
L1.os in {rhel 8.2 or later within 8}
L1.os is rhel 8.02 or later within 8
-- code

== layers: order and grouping of one operator
-- condition
L0.platform is amd and L1.vcpus > 4 and L1.os is rhel
-- same
L1.os is rhel and L1.vcpus > 4 and L0.platform is amd
(L1.vcpus > 4 and L0.platform is amd) and L1.os is rhel
L0.platform is amd and (L1.os is rhel and L1.vcpus > 4)
-- code
