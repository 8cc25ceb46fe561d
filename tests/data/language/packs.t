`applies` and `impossible`.

-- rules main.cav
layer L0 "the host"
layer L1 "a guest"
layer L2 "its guest"
feature nesting "Nesting" in use when L0.nested is on or L2 exists
fact nested at L0: flag "Nesting is offered"
fact arch at L0, L2: one of {x86, arm, z} "Architecture"
fact cpus at L1: number "Processors"

pack tiny {
    title   "t"
    issuer  "i"
    source  "s"
    applies when nesting in use cite s.1
}
section s "S" {
    statement s.1 "It applies to nesting."
    statement s.2 "ARM does not work."
}
rule arm {
    cite s.2
    when L0.arch is arm
    then broken "x"
}
impossible "no machine has less than one processor" when L1.cpus < 1
impossible "L2 cannot be of another architecture" when L2.arch is z and L0.arch is x86

== it applies
-- facts
L0.nested on; L0.arch arm
-- verdict
broken
feature nesting supported, in use yes
fired arm: broken "x"
-- exit 1

== it does not apply
-- facts
depth 1; L0.nested off; L0.arch arm
-- verdict
not-applicable
feature nesting not-applicable, in use no
-- exit 0

== whether it applies is unknown: never certainly below
-- facts
depth 1; L0.arch arm
-- verdict
unknown between supported and broken missing L0.nested (applies unknown)
feature nesting supported, in use unknown
fired arm: broken "x"
-- exit 2

== whether it applies is unknown, and nothing restricts
-- facts
depth 1; L0.arch x86
-- verdict
supported missing L0.nested (applies unknown)
feature nesting supported, in use unknown
held arm
-- exit 0

== whether it applies is unknown, and all else too
-- facts
depth 1
-- verdict
unknown between supported and broken missing L0.nested, L0.arch (applies unknown)
feature nesting supported, in use unknown
undetermined arm: broken "x" missing L0.arch (not told)
-- exit 2

== impossible
-- facts
L0.nested on; L0.arch x86; L1.cpus 0
-- verdict
contradiction
feature nesting contradiction, in use yes
contradiction "no machine has less than one processor"
-- exit 65

== impossible across layers
-- facts
L0.nested on; L0.arch x86; L2.arch z
-- verdict
contradiction
feature nesting contradiction, in use yes
contradiction "L2 cannot be of another architecture"
-- exit 65

== perhaps impossible has no effect
-- facts
L0.nested on; L0.arch x86; L1.cpus 0..4
-- verdict
supported
feature nesting supported, in use yes
held arm
-- exit 0

== impossible below the depth is false
-- facts
depth 1; L0.nested on; L0.arch x86
-- verdict
supported
feature nesting supported, in use yes
held arm
-- exit 0

== a contradiction counts before what applies
-- facts
depth 1; L0.nested off; L1.cpus 0
-- verdict
contradiction
feature nesting contradiction, in use no
contradiction "no machine has less than one processor"
-- exit 65
