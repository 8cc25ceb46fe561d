Depth: stated, or the deepest layer given, but at least 2; facts below a stated depth are errors.

-- rules main.cav
layer L0 "the host"
layer L1 "a guest"
layer L2 "its guest"
layer L3 "the guest of that"
fact a at L0, L1, L2, L3: flag "A"
feature f "F" in use when L3.a is on or L2 exists
pack p { title "t" issuer "i" source "s" }
section s "S" { statement s.1 "x" }
impossible "never" when L3.a is off and L0.a is off
define deep: L3.a is on
rule exists { cite s.1 when L3 exists then untested "x" }
rule reads  { cite s.1 when L0.a is on or L3.a is on then broken "x" }
rule named  { cite s.1 when deep or L0.a is on then preview "x" }
rule tells  { cite s.1 when L0.a is on then note "L3 has {L3.a}." }
rule used   { cite s.1 when f in use then f is preview "x" }

== not stated: 2, and rules of L3 are out of scope
-- facts
{}
-- verdict
supported
feature f supported, in use no
held exists, used
out of scope reads, named

== an empty layer is not given
-- facts
{"L3": {}}
-- verdict
supported
feature f supported, in use no
held exists, used
out of scope reads, named

== a fact said to be unknown is not given
-- facts
{"L3": {"a": null}}
-- verdict
supported
feature f supported, in use no
held exists, used
out of scope reads, named

== a fact of L3 makes it 3
-- facts
L3.a on; L0.a off
-- verdict
broken
feature f preview, in use yes
fired exists: untested "x"
fired reads: broken "x"
fired named: preview "x"
fired used: f is preview "x"
held tells

== not stated with a fact of L1 alone: still 2
-- facts
L1.a on; L0.a on
-- verdict
supported
feature f supported, in use no
note tells: "L3 has unknown."
held exists, used
out of scope reads, named

== stated as 3, nothing known of L3
-- facts
depth 3; L0.a on
-- verdict
broken
feature f preview, in use yes
fired exists: untested "x"
fired reads: broken "x"
fired named: preview "x"
note tells: "L3 has unknown."
fired used: f is preview "x"

== stated as 0
-- facts
depth 0; L0.a on
-- verdict
supported
feature f supported, in use no
note tells: "L3 has unknown."
held exists, used
out of scope reads, named

== stated as less than what is given
-- facts
depth 1; L2.a on
-- run check -r main.cav -
-- exit 65
-- output
-- messages
caveat: <stdin>: L2.a is deeper than depth 1 (<stdin>)

== a depth that no layer has
-- facts
{"depth": 4}
-- run check -r main.cav -
-- exit 65
-- output
-- messages
caveat: <stdin>: depth 4: the layers are L0 to L3, 0 to 3

== a depth below 0
-- facts
{"depth": -1}
-- run check -r main.cav -
-- exit 65
-- output
-- messages
caveat: <stdin>: depth: expected the number of the deepest layer

== applies that names a fact below the depth is false
-- rules main.cav
layer L0 "the host"
layer L1 "a guest"
layer L2 "its guest"
layer L3 "the guest of that"
fact a at L0, L3: flag "A"
pack p { title "t" issuer "i" source "s" applies when not L3.a is off }
section s "S" { statement s.1 "x" }
rule r { cite s.1 when L0.a is on then broken "x" }
-- facts
L0.a on
-- verdict
not-applicable
