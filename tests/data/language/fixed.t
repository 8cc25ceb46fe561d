Faults that were found once; each keeps its input and its right output.

== an impossible condition and a requirement made of the same parts
-- rules main.cav
layer L0 "layer 0"
layer L1 "layer 1"
fact f0 at L0: flag "f0"
pack p { title "t" issuer "i" source "s" }
section s "s" { statement s.1 "one" }
impossible "never" when (L1 exists and L0.f0 is off) and not L0.f0 is off
rule r1 {
    cite s.1
    when (L0.f0 is off or L0.f0 is off or L0.f0 is not off) or L0.f0 is off
    require not (L0.f0 is on and L1 exists and L0.f0 is on)
    else untested "m"
}
rule r2 {
    cite s.1
    when L0.f0 is off
    then preview "m"
}
-- facts
L0.f0 on
-- verdict
untested
fired r1: untested "m"
held r2

== a constant guard before a requirement that the explanation shows otherwise
-- rules main.cav
layer L0 "layer 0"
fact f0 at L0: flag "f0"
feature w0 "w0"
pack p { title "t" issuer "i" source "s" applies when L0.f0 is off and w0 in use }
section s "s" { statement s.1 "one" }
impossible "never" when not not (L0.f0 is on)
rule r0 {
    cite s.1
    when L0 exists
    require not w0 in use or not (L0.f0 is on) or (L0.f0 is on or w0 in use)
    else broken "m"
}
-- facts
use w0; L0.f0 off
-- verdict
supported
feature w0 supported, in use yes
held r0

== a define that is used negated and plain
-- rules main.cav
layer L0 "layer 0"
layer L1 "layer 1"
fact f0 at L0: flag "f0"
fact f1 at L0: text "f1"
define d0: not L0.f1 is "a" and (not L0.f0 is on)
feature w0 "w0" in use when not ((d0) or L0.f0 is off)
pack p { title "t" issuer "i" source "s" }
section s "s" { statement s.1 "one" }
impossible "never" when d0
rule r1 {
    cite s.1
    when not (L0.f0 is not on or d0)
    require ((L0.f1 matches /.*c.*/) or d0 or L0.f1 matches /.*a.*/) or (w0 in use or L0.f0 is on)
    else broken "m"
}
-- facts
L0.f0 on; L0.f1 "b"
-- verdict
supported
feature w0 supported, in use yes
held r1
