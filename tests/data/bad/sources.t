Where facts come from: paths, cases, captures, observers.

-- use pack.cav

== a relative path
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { file "etc/os-release" { /x/ => on } } }
-- error
2:38 E120

== a path that climbs
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { file "/proc/../root/x" { /x/ => on } } }
-- error
2:38 E120

== a path that only an option of the command allows is no error of the rules
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { file "/opt/product/release" { /x/ => on } } }
-- error

== a path of a guard
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { only when file "relative" matches /x/ { file "/proc/version" { /x/ => on } } } }
-- error
2:48 E120

== a case whose value the fact has not
-- rules main.cav
use "pack.cav"
fact a at L0: one of {red, green} "A" { here { file "/proc/version" { /x/ => blue } } }
-- error
2:78 E111 blue

== an absent value the fact has not
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { exists "/proc/version" { present => on absent => no } } }
-- error
2:82 E111 no

== a bad pattern in a case
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { file "/proc/version" { /x(/ => on } } }
-- error
2:59 E119

== a capture without a group
-- rules main.cav
use "pack.cav"
fact a at L0: text "A" { here { file "/proc/version" { /x.*/ => $1 } } }
-- error
2:65 E122

== a capture for an enum
-- rules main.cav
use "pack.cav"
fact a at L0: one of {red, green} "A" { here { file "/proc/version" { /(x).*/ => $1 } } }
-- error
2:82 E122

== os-release for a flag
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { os-release } }
-- error
2:33 E121

== an unknown uname field
-- rules main.cav
use "pack.cav"
fact a at L0: text "A" { here { uname colour } }
-- error
2:39 E121 colour

== derived from an unknown fact
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { fact kernal { /x/ => on } } }
-- error
2:38 E102 kernel

== derived from a fact that another layer has
-- rules main.cav
use "pack.cav"
fact a at L2: flag "A" { here { fact platform { /x/ => on } } }
-- error
2:38 E104

== derived from itself
-- rules main.cav
use "pack.cav"
fact a at L0: text "A" { here { fact b { /(x)/ => $1 } } }
fact b at L0: text "B" { here { fact a { /(x)/ => $1 } } }
-- error
2:6 E216 a

== an unknown observer
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { there { file "/proc/version" { /x/ => on } } }
-- error
2:26 E020 did you mean `here`?

== a guest no layers away
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { guest 0 { file "/proc/version" { /x/ => on } } }
-- error
2:26 E124

== an empty set of values
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { file "/proc/version" { /x/ => {} } } }
-- error
2:56 E115

== a release that no product has
-- rules main.cav
use "pack.cav"
fact a at L0: release "A" { here { file "/etc/redhat-release" { /x (\d+)/ => rehl $1 } } }
-- error
2:78 E110 rhel

== files without a star
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { files "/etc/modprobe.d/a.conf" { /x/ => on } } }
-- error
2:39 E120

== a star in the path of one file
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { file "/etc/modprobe.d/*.conf" { /x/ => on } } }
-- error
2:38 E120 files

== present said of a file
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { file "/proc/x" { present => on } } }
-- error
2:50 E121

== absent said of a probe
-- rules main.cav
use "pack.cav"
fact a at L0: flag "A" { here { uname release { absent => on } } }
-- error
2:49 E121
