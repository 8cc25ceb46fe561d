The text itself: bytes that are no UTF-8, control characters, look-alikes, and what `use` may name.

-- use pack.cav

== a BOM is fine
-- bytes main.cav
\xef\xbb\xbfuse "pack.cav"
define d: L2 exists
-- error

== a BOM does not move the columns
-- bytes main.cav
\xef\xbb\xbfdefine L2: L2 exists
use "pack.cav"
-- error
1:8 E117

== CRLF is fine, and does not move places
-- bytes main.cav
use "pack.cav"\x0d
define d: L2 exists\x0d
define e: L0.platform is adm\x0d
-- error
3:26 E111

== a BOM in the middle is not
-- bytes main.cav
use "pack.cav"
define \xef\xbb\xbfd: L2 exists
-- error
2:8 E006

== NUL
-- bytes main.cav
use "pack.cav"
define \x00d: L2 exists
-- error
2:8 E003

== NUL in a comment
-- bytes main.cav
use "pack.cav" # a \x00 b
-- error
1:20 E003

== another control character
-- bytes main.cav
use "pack.cav"
feature f "a \x01 b"
-- error
2:14 E003

== an escape sequence in a comment
-- bytes main.cav
use "pack.cav"
# \x1b[31m red
-- error
2:3 E003

== DEL
-- bytes main.cav
use "pack.cav"
# \x7f
-- error
2:3 E003

== a byte that starts nothing
-- bytes main.cav
use "pack.cav"
feature f "a \xff b"
-- error
2:14 E002

== a continuation byte alone
-- bytes main.cav
use "pack.cav"
feature f "a \x80 b"
-- error
2:14 E002

== a sequence cut short
-- bytes main.cav
use "pack.cav"
feature f "a \xe2\x82 b"
-- error
2:14 E002

== an overlong form
-- bytes main.cav
use "pack.cav"
feature f "a \xc0\xaf b"
-- error
2:14 E002

== a surrogate
-- bytes main.cav
use "pack.cav"
feature f "a \xed\xa0\x80 b"
-- error
2:14 E002

== beyond Unicode
-- bytes main.cav
use "pack.cav"
feature f "a \xf4\x90\x80\x80 b"
-- error
2:14 E002

== columns count characters, not bytes
-- rules main.cav
use "pack.cav"
feature f "größer, 更大, 🙂" in use when L0.platform is adm
-- error
2:54 E111

== tabs count as one column
-- bytes main.cav
use "pack.cav"
define d:\x09\x09L0.platform is adm
-- error
2:27 E111

== smart quotes
-- rules main.cav
use "pack.cav"
feature f “Feature”
-- error
2:11 E005

== a non-breaking space
-- bytes main.cav
use "pack.cav"
define d:\xc2\xa0L2 exists
-- error
2:10 E006

== a dash that is not a hyphen
-- rules main.cav
use "pack.cav"
define amd–only: L2 exists
-- error
2:11 E006

== a character the language does not use
-- rules main.cav
use "pack.cav"
define d: L2 exists ; L1 exists
-- error
2:21 E004

== a used file that is not there
-- rules main.cav
use "pack.cav"
use "nowhere.cav"
-- error
2:5 E041 nowhere.cav

== a used folder
-- rules sub/part.cav
define p: L2 exists
-- rules main.cav
use "pack.cav"
use "sub"
-- error
2:5 E041 sub

== an absolute path
-- rules main.cav
use "pack.cav"
use "/etc/passwd"
-- error
2:5 E040

== a path that climbs out
-- rules main.cav
use "pack.cav"
use "../other.cav"
-- error
2:5 E040

== a path that climbs out by way of a folder
-- rules main.cav
use "pack.cav"
use "sub/../../other.cav"
-- error
2:5 E040

== a path that climbs and stays inside
-- rules sub/part.cav
use "../base.cav"
define p: b
-- rules base.cav
define b: L2 exists
-- rules main.cav
use "pack.cav"
use "sub/part.cav"
-- error

== an empty path
-- rules main.cav
use "pack.cav"
use ""
-- error
2:5 E040

== a file that uses itself
-- rules main.cav
use "pack.cav"
use "main.cav"
-- error
2:5 E042 main.cav -> main.cav

== two files that use each other
-- rules other.cav
use "main.cav"
-- rules main.cav
use "pack.cav"
use "other.cav"
-- error
other.cav:1:5 E042 main.cav -> other.cav -> main.cav

== three files in a circle, not through the root
-- rules a.cav
use "b.cav"
-- rules b.cav
use "c.cav"
-- rules c.cav
use "a.cav"
-- rules main.cav
use "pack.cav"
use "a.cav"
-- error
c.cav:1:5 E042 a.cav -> b.cav -> c.cav -> a.cav

== a file reached twice is read once
-- rules a.cav
use "c.cav"
-- rules b.cav
use "c.cav"
-- rules c.cav
define c: L2 exists
-- rules main.cav
use "pack.cav"
use "a.cav"
use "b.cav"
define d: c
-- error

== a silence that silences
-- rules main.cav
use "pack.cav"
# allow W999: there is no such warning
define d: L2 exists
-- error
2:3 W003
