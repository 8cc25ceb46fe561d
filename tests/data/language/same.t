These spellings give exactly this program.

-- wrap
layer L0 "the host"
layer L1 "a guest"
layer L2 "its guest"
product rhel "RHEL" version major.minor
product other "Other"
fact platform at L0: one of {intel, amd, power9, ibm-z} "Platform"
fact vcpus at L1: number "Processors"
fact os at L1: release "System"
fact kernel at L1: text "Kernel"
define amd-host: L0.platform is amd
pack same { title "t" issuer "i" source "s" }
section s "S" { statement s.1 "x" }
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
v0    IN f0 s1        depth in {L1, L2}
v1    IN f1 s0        L0.platform not in {amd}
v2    IN f2 s0        L1.vcpus in {below 5}
v3    AND v0 v1
v4    AND v2 v3

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
v0    IN f1 s0        L0.platform in {amd, power9}

== a define and what it stands for
-- condition
amd-host and L2 exists
-- same
L0.platform is amd and L2 exists
L2 exists and amd-host
not (not amd-host or not L2 exists)
-- code
v0    IN f0 s0        depth in {L2}
v1    IN f1 s0        L0.platform in {amd}
v2    AND v0 v1

== numbers
-- condition
L1.vcpus > 4
-- same
L1.vcpus >= 5
not L1.vcpus < 5
not (L1.vcpus <= 4)
L1.vcpus > 4 and L1.vcpus >= 5
-- code
v0    IN f0 s0        depth in {L1, L2}
v1    IN f2 s0        L1.vcpus in {5 and above}
v2    AND v0 v1

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
v0    IN f0 s0        depth in {L1, L2}
v1    IN f3 s0        L1.os in {rhel 8.2 to before 9}
v2    AND v0 v1

== layers: order and grouping of one operator
-- condition
L0.platform is amd and L1.vcpus > 4 and L1.os is rhel
-- same
L1.os is rhel and L1.vcpus > 4 and L0.platform is amd
(L1.vcpus > 4 and L0.platform is amd) and L1.os is rhel
L0.platform is amd and (L1.os is rhel and L1.vcpus > 4)
-- code
v0    IN f0 s1        depth in {L1, L2}
v1    IN f1 s1        L0.platform in {amd}
v2    IN f2 s1        L1.vcpus in {5 and above}
v3    IN f3 s0        L1.os in {rhel}
v4    AND v0 v1
v5    AND v2 v3
v6    AND v4 v5

== texts
-- condition
L1.kernel matches /a.*/ and L1.kernel is not "ab"
-- same
not (not L1.kernel matches /a.*/ or L1.kernel is "ab")
L1.kernel matches /a.*/ and not L1.kernel in {"ab"}
-- code
v0    IN f0 s0        depth in {L1, L2}
v1    TEXT f4 t3      L1.kernel passes t0 and t2
v2    AND v0 v1

== what no value can change is a constant, and the rule of a constant is still there
-- condition
L1.vcpus > 4 and L1.vcpus < 4
-- same
L1.vcpus is 1 and L1.vcpus is 2
not (L1.vcpus > 4 or L1.vcpus <= 4)
-- code
v0    IN f0 s0        depth in {}

== require and then
-- wrap
layer L0 "the host"
layer L1 "a guest"
fact platform at L0: one of {intel, amd} "Platform"
fact vcpus at L1: number "Processors"
pack same { title "t" issuer "i" source "s" }
section s "S" { statement s.1 "x" }
%s
-- condition
rule it { cite s.1 when L0.platform is amd require L1.vcpus >= 4 else broken "x" }
-- same
rule it { require L1.vcpus >= 4 else broken "x" when L0.platform is amd cite s.1 }
rule it { cite s.1 when not (L0.platform is not amd) require not L1.vcpus < 4 else broken "x" }
rule it { cite s.1 require L1.vcpus >= 4 or L0.platform is not amd else broken "x" }
-- code
v0    IN f0 s1        depth in {L1}
v1    IN f1 s1        L0.platform in {amd}
v2    IN f2 s0        L1.vcpus in {below 4}
v3    AND v0 v1
v4    AND v2 v3

== in use, by a feature and by its own condition
-- wrap
layer L0 "the host"
fact platform at L0: one of {intel, amd} "Platform"
feature f "F" in use when L0.platform is amd
pack same { title "t" issuer "i" source "s" }
section s "S" { statement s.1 "x" }
%s
-- condition
rule it { cite s.1 when f in use and L0.platform is amd then broken "x" }
-- same
rule it { cite s.1 when L0.platform is amd and f in use then broken "x" }
-- code
v0    IN f1 s0        use f in {on}
v1    IN f2 s0        L0.platform in {amd}
v2    OR v0 v1
