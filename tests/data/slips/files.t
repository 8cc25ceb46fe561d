Whole files: the header, statements, the vocabulary, sources.

-- use pack.cav
-- wrap
use "pack.cav"
rule slip {
    cite    s.1
    when    %s
    then    broken "Does not work."
}
-- run compile main.cav -o main.img
-- exit 3

== a title with a colon
-- rules main.cav
pack p {
    title: "x"
    issuer "x"
    source "x"
}
layer L0 "x"
-- messages
main.cav:2:10: error[E020]: found `:`, expected a string
        title: "x"
             ^
    hint: leave the colon out

== a title with an equals sign
-- rules main.cav
pack p {
    title = "x"
    issuer "x"
    source "x"
}
layer L0 "x"
-- messages
main.cav:2:11: error[E013]: `=` is not part of the language
        title = "x"
              ^
    hint: leave it out

== a title without quotes
-- rules main.cav
pack p {
    title  Nested virtualization
    issuer "x"
    source "x"
}
layer L0 "x"
-- messages
main.cav:2:12: error[E020]: found `Nested`, expected a string
        title  Nested virtualization
               ^^^^^^
    hint: put the text between double quotes

== title misspelt
-- rules main.cav
pack p {
    tilte  "x"
    issuer "x"
    source "x"
}
layer L0 "x"
-- messages
main.cav:2:5: error[E020]: found `tilte`, expected a field (title, issuer, source, edition, captured, applies) or `}`
        tilte  "x"
        ^^^^^
    hint: did you mean `title`?

== a field that does not exist
-- rules main.cav
pack p {
    title  "x"
    author "x"
    issuer "x"
    source "x"
}
layer L0 "x"
-- messages
main.cav:3:5: error[E020]: found `author`, expected a field (title, issuer, source, edition, captured, applies) or `}`
        author "x"
        ^^^^^^
    hint: write `issuer "…"`

== commas between the fields
-- rules main.cav
pack p {
    title  "x",
    issuer "x",
    source "x"
}
layer L0 "x"
-- messages
main.cav:2:15: error[E020]: found `,`, expected a field (title, issuer, source, edition, captured, applies) or `}`
        title  "x",
                  ^
    hint: nothing stands at the end of a line: delete it
main.cav:3:15: error[E020]: found `,`, expected a field (title, issuer, source, edition, captured, applies) or `}`
        issuer "x",
                  ^
    hint: nothing stands at the end of a line: delete it

== no issuer
-- rules main.cav
pack p {
    title  "x"
    source "x"
}
layer L0 "x"
-- messages
main.cav:1:6: error[E207]: the pack has no issuer
    pack p {
         ^
    hint: add `issuer "…"`

== a quoted pack
-- rules main.cav
pack "p" {
    title  "x"
    issuer "x"
    source "x"
}
layer L0 "x"
-- messages
main.cav:1:6: error[E020]: found the string "p", expected a name
    pack "p" {
         ^^^
    hint: a name stands without quotes

== applies without when
-- rules main.cav
pack p {
    title  "x"
    issuer "x"
    source "x"
    applies L0 exists
}
layer L0 "x"
-- messages
main.cav:5:13: error[E020]: found `L0`, expected `when`
        applies L0 exists
                ^^
    hint: write `when` before the condition

== no pack
-- rules main.cav
layer L0 "x"
section s "x" {
    statement s.1 "x" no rule "x"
}
-- messages
main.cav:2:9: error[E209]: there is no pack in these files
    section s "x" {
            ^
    hint: begin with `pack NAME { title … issuer … source … }`

== a second pack
-- rules main.cav
use "pack.cav"
pack again {
    title  "x"
    issuer "x"
    source "x"
}
-- messages
main.cav:2:6: error[E208]: a second pack 'again'
    pack again {
         ^^^^^
    hint: first declared at pack.cav:23:6

== use without quotes
-- rules main.cav
use pack.cav
-- messages
main.cav:1:5: error[E020]: found `pack.cav`, expected a string
    use pack.cav
        ^^^^^^^^
    hint: put the text between double quotes

== include
-- rules main.cav
include "pack.cav"
-- messages
main.cav:1:1: error[E020]: found `include`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    include "pack.cav"
    ^^^^^^^
    hint: write `use "FILE"`

== import
-- rules main.cav
import "pack.cav"
-- messages
main.cav:1:1: error[E020]: found `import`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    import "pack.cav"
    ^^^^^^
    hint: write `use "FILE"`

== use of a file that is not there
-- rules main.cav
use "pak.cav"
use "pack.cav"
-- messages
main.cav:1:5: error[E041]: "pak.cav" cannot be read: no such file
    use "pak.cav"
        ^^^^^^^^^
    hint: it is looked for beside the file that names it: put it there, or correct the name

== use of an absolute path
-- rules main.cav
use "/etc/pack.cav"
use "pack.cav"
-- messages
main.cav:1:5: error[E040]: `use` path "/etc/pack.cav" is absolute
    use "/etc/pack.cav"
        ^^^^^^^^^^^^^^^
    hint: name it relative to this file, in its folder or below

== use of a folder above
-- rules main.cav
use "../pack.cav"
use "pack.cav"
-- messages
main.cav:1:5: error[E040]: `use` path "../pack.cav" leaves the folder of the first file
    use "../pack.cav"
        ^^^^^^^^^^^^^
    hint: name it relative to this file, in its folder or below

== use with a semicolon
-- rules main.cav
use "pack.cav";
-- messages
main.cav:1:15: error[E004]: `;` has no meaning here
    use "pack.cav";
                  ^
    hint: nothing stands at the end of a line: delete it

== use with angle brackets
-- rules main.cav
use <pack.cav>
-- messages
main.cav:1:5: error[E020]: found `<`, expected a string
    use <pack.cav>
        ^
    hint: put the text between double quotes

== a section without a title
-- rules main.cav
use "pack.cav"
section more {
    statement more.1 "x" no rule "x"
}
-- messages
main.cav:2:14: error[E020]: found `{`, expected a string
    section more {
                 ^
    hint: a text in double quotes is missing here

== a section without braces
-- rules main.cav
use "pack.cav"
section more "x"
statement more.1 "x" no rule "x"
-- messages
main.cav:2:17: error[E020]: found `statement`, expected `{`
    section more "x"
                    ^

== a statement without text
-- rules main.cav
use "pack.cav"
section more "x" {
    statement more.1
    statement more.2 "x" no rule "x"
}
-- messages
main.cav:3:21: error[E020]: found `statement`, expected a string
        statement more.1
                        ^
    hint: a text in double quotes is missing here

== a statement with a bare number
-- rules main.cav
use "pack.cav"
section more "x" {
    statement 1 "x" no rule "x"
}
-- messages
main.cav:3:15: error[E020]: found `1`, expected a name
        statement 1 "x" no rule "x"
                  ^
    hint: a statement is named by section and number, such as `arch.1`

== a statement with a colon
-- rules main.cav
use "pack.cav"
section more "x" {
    statement more.1: "x" no rule "x"
}
-- messages
main.cav:3:21: error[E020]: found `:`, expected a string
        statement more.1: "x" no rule "x"
                        ^
    hint: leave the colon out

== a line in quotes
-- rules main.cav
use "pack.cav"
section more "x" {
    statement more.1 line "8" "x" no rule "x"
}
-- messages
main.cav:3:27: error[E020]: found the string "8", expected a number
        statement more.1 line "8" "x" no rule "x"
                              ^^^
    hint: a number stands without quotes

== lines as a range
-- rules main.cav
use "pack.cav"
section more "x" {
    statement more.1 line 8-9 "x" no rule "x"
}
-- messages
main.cav:3:27: error[E012]: `8-9` is neither a number nor a version
        statement more.1 line 8-9 "x" no rule "x"
                              ^^^
    hint: write one number

== lines out of order
-- rules main.cav
use "pack.cav"
section more "x" {
    statement more.1 line 9 "x" no rule "x"
    statement more.2 line 8 "x" no rule "x"
}
-- messages
main.cav:4:27: error[E214]: line 8 of statement 'more.2' lies before line 9 of the statement above
        statement more.2 line 8 "x" no rule "x"
                              ^
    hint: statements stand in the source's order

== no rule without a reason
-- rules main.cav
use "pack.cav"
section more "x" {
    statement more.1 "x" no rule
}
-- messages
main.cav:3:33: error[E020]: found `}`, expected a string
        statement more.1 "x" no rule
                                    ^
    hint: a text in double quotes is missing here

== no-rule in one word
-- rules main.cav
use "pack.cav"
section more "x" {
    statement more.1 "x" no-rule "x"
}
-- messages
main.cav:3:26: error[E020]: found `no-rule`, expected `statement` or `}`
        statement more.1 "x" no-rule "x"
                             ^^^^^^^
    hint: write `no rule "reason"`

== a statement that nobody cites
-- rules main.cav
use "pack.cav"
section more "x" {
    statement more.1 "x"
}
-- messages
main.cav:3:15: error[E205]: statement 'more.1' is neither cited nor marked `no rule`
        statement more.1 "x"
                  ^^^^^^
    hint: cite it in a rule, or add `no rule "reason"`

== cited, and no rule
-- rules main.cav
use "pack.cav"
section more "x" {
    statement more.1 "x" no rule "general"
}
rule slip {
    cite more.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:3:15: error[E206]: statement 'more.1' says `no rule` but a rule or `applies` cites it
        statement more.1 "x" no rule "general"
                  ^^^^^^
    hint: delete `no rule`, or the `cite`

== a define without a colon
-- rules main.cav
use "pack.cav"
define is-amd L0.platform is amd
-- messages
main.cav:2:15: error[E020]: found `L0.platform`, expected `:`
    define is-amd L0.platform is amd
                  ^^^^^^^^^^^
    hint: write `define is-amd: CONDITION`

== a define with an equals sign
-- rules main.cav
use "pack.cav"
define is-amd = L0.platform is amd
-- messages
main.cav:2:15: error[E013]: `=` is not part of the language
    define is-amd = L0.platform is amd
                  ^
    hint: write `:` behind the name

== a define with is
-- rules main.cav
use "pack.cav"
define is-amd is L0.platform is amd
-- messages
main.cav:2:15: error[E020]: found `is`, expected `:`
    define is-amd is L0.platform is amd
                  ^^
    hint: write `define is-amd: CONDITION`

== a define with braces
-- rules main.cav
use "pack.cav"
define is-amd { L0.platform is amd }
-- messages
main.cav:2:15: error[E020]: found `{`, expected `:`
    define is-amd { L0.platform is amd }
                  ^
    hint: write `define is-amd: CONDITION`

== a define without a condition
-- rules main.cav
use "pack.cav"
define is-amd:
define other: L2 exists
-- messages
main.cav:2:15: error[E020]: found `define`, expected a condition
    define is-amd:
                  ^
    hint: a condition is missing behind `:`

== a define called as a layer
-- rules main.cav
use "pack.cav"
define L0: L2 exists
-- messages
main.cav:2:8: error[E117]: define 'L0' bears the name of a layer
    define L0: L2 exists
           ^^
    hint: give the define another name

== a define of itself
-- rules main.cav
use "pack.cav"
define a: not a
-- messages
main.cav:2:8: error[E116]: define 'a' is made of itself: a -> a
    define a: not a
           ^

== impossible without a reason
-- rules main.cav
use "pack.cav"
impossible when L0.platform is amd and L1.os is rhel 5
-- messages
main.cav:2:12: error[E020]: found `when`, expected a string
    impossible when L0.platform is amd and L1.os is rhel 5
               ^^^^
    hint: a text in double quotes is missing here

== impossible with if
-- rules main.cav
use "pack.cav"
impossible "x" if L0.platform is amd
-- messages
main.cav:2:16: error[E020]: found `if`, expected `when`
    impossible "x" if L0.platform is amd
                   ^^
    hint: write `when`

== a feature in use if
-- rules main.cav
use "pack.cav"
feature snapshots "x" in use if L2 exists
-- messages
main.cav:2:30: error[E020]: found `if`, expected `when`
    feature snapshots "x" in use if L2 exists
                                 ^^
    hint: write `when`

== a feature in use, with a colon
-- rules main.cav
use "pack.cav"
feature snapshots "x" in use: L2 exists
-- messages
main.cav:2:29: error[E020]: found `:`, expected `when`
    feature snapshots "x" in use: L2 exists
                                ^
    hint: write `when` before the condition

== a layer without a title
-- rules main.cav
use "pack.cav"
layer L3
feature f "x"
-- messages
main.cav:2:9: error[E020]: found `feature`, expected a string
    layer L3
            ^
    hint: a text in double quotes is missing here

== a layer with a colon
-- rules main.cav
use "pack.cav"
layer L3: "x"
-- messages
main.cav:2:9: error[E020]: found `:`, expected a string
    layer L3: "x"
            ^
    hint: leave the colon out

== a product with a version for its parts
-- rules main.cav
use "pack.cav"
product debian "Debian" version 12
-- messages
main.cav:2:33: error[E020]: found `12`, expected a name
    product debian "Debian" version 12
                                    ^^
    hint: name the parts of its versions: major, or major.minor

== parts with a blank
-- rules main.cav
use "pack.cav"
product debian "Debian" version major minor
-- messages
main.cav:2:39: error[E020]: found `minor`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    product debian "Debian" version major minor
                                          ^^^^^
    hint: the parts are joined by a dot: `major.minor`

== os_release
-- rules main.cav
use "pack.cav"
product debian "Debian" version major from os_release ID /debian/
-- messages
main.cav:2:44: error[E020]: found `os_release`, expected `os-release`
    product debian "Debian" version major from os_release ID /debian/
                                               ^^^^^^^^^^
    hint: did you mean `os-release`?

== an os-release field without a pattern
-- rules main.cav
use "pack.cav"
product debian "Debian" version major from os-release ID "debian"
-- messages
main.cav:2:58: error[E020]: found the string "debian", expected a /pattern/
    product debian "Debian" version major from os-release ID "debian"
                                                             ^^^^^^^^
    hint: a pattern stands between slashes: /…/

== a fact without a colon
-- rules main.cav
use "pack.cav"
fact memory at L0 number "x"
-- messages
main.cav:2:19: error[E020]: found `number`, expected `,` or `:`
    fact memory at L0 number "x"
                      ^^^^^^
    hint: put a colon before the type

== a fact without at
-- rules main.cav
use "pack.cav"
fact memory: number "x"
-- messages
main.cav:2:12: error[E020]: found `:`, expected `at`
    fact memory: number "x"
               ^
    hint: say at which layers: `fact NAME at L0, L1: TYPE "title"`

== a fact with its layer
-- rules main.cav
use "pack.cav"
fact L0.memory: number "x"
-- messages
main.cav:2:15: error[E020]: found `:`, expected `at`
    fact L0.memory: number "x"
                  ^
    hint: say at which layers: `fact NAME at L0, L1: TYPE "title"`

== layers without a comma
-- rules main.cav
use "pack.cav"
fact memory at L0 L1: number "x"
-- messages
main.cav:2:19: error[E020]: found `L1`, expected `,` or `:`
    fact memory at L0 L1: number "x"
                      ^^
    hint: put a comma between them

== layers joined by and
-- rules main.cav
use "pack.cav"
fact memory at L0 and L1: number "x"
-- messages
main.cav:2:19: error[E020]: found `and`, expected `,` or `:`
    fact memory at L0 and L1: number "x"
                      ^^^
    hint: put a comma between them

== a layer that does not exist
-- rules main.cav
use "pack.cav"
fact memory at L0, L8: number "x"
-- messages
main.cav:2:20: error[E103]: unknown layer 'L8'
    fact memory at L0, L8: number "x"
                       ^^
    hint: the layers are L0, L1, L2

== boolean
-- rules main.cav
use "pack.cav"
fact secure at L0: boolean "x"
-- messages
main.cav:2:20: error[E020]: found `boolean`, expected a type (flag, one of {…}, number, text, release)
    fact secure at L0: boolean "x"
                       ^^^^^^^
    hint: write `flag`

== string
-- rules main.cav
use "pack.cav"
fact firmware at L0: string "x"
-- messages
main.cav:2:22: error[E020]: found `string`, expected a type (flag, one of {…}, number, text, release)
    fact firmware at L0: string "x"
                         ^^^^^^
    hint: write `text`

== integer
-- rules main.cav
use "pack.cav"
fact memory at L0: int "x"
-- messages
main.cav:2:20: error[E020]: found `int`, expected a type (flag, one of {…}, number, text, release)
    fact memory at L0: int "x"
                       ^^^
    hint: write `number`

== enum
-- rules main.cav
use "pack.cav"
fact firmware at L0: enum {bios, uefi} "x"
-- messages
main.cav:2:22: error[E020]: found `enum`, expected a type (flag, one of {…}, number, text, release)
    fact firmware at L0: enum {bios, uefi} "x"
                         ^^^^
    hint: write `one of {A, B}`

== one-of
-- rules main.cav
use "pack.cav"
fact firmware at L0: one-of {bios, uefi} "x"
-- messages
main.cav:2:22: error[E020]: found `one-of`, expected a type (flag, one of {…}, number, text, release)
    fact firmware at L0: one-of {bios, uefi} "x"
                         ^^^^^^
    hint: write `one of {A, B}`

== one of without braces
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of bios, uefi "x"
-- messages
main.cav:2:29: error[E020]: found `bios`, expected `{`
    fact firmware at L0: one of bios, uefi "x"
                                ^^^^
    hint: the values stand in braces: one of {A, B}

== one of without commas
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios uefi} "x"
-- messages
main.cav:2:35: error[E020]: found `uefi`, expected `}` or `,`
    fact firmware at L0: one of {bios uefi} "x"
                                      ^^^^
    hint: put a comma between them

== one of with quotes
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {"bios", "uefi"} "x"
-- messages
main.cav:2:30: error[E020]: found the string "bios", expected a name or `}`
    fact firmware at L0: one of {"bios", "uefi"} "x"
                                 ^^^^^^
    hint: a name stands without quotes

== one of with a value twice
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi, bios} "x"
-- messages
main.cav:2:42: error[E101]: value 'bios' is declared twice
    fact firmware at L0: one of {bios, uefi, bios} "x"
                                             ^^^^
    hint: delete one of the two

== a fact without a title
-- rules main.cav
use "pack.cav"
fact memory at L0: number
define d: L2 exists
-- messages
main.cav:2:26: error[E020]: found `define`, expected a string
    fact memory at L0: number
                             ^
    hint: a text in double quotes is missing here

== fixed before the title
-- rules main.cav
use "pack.cav"
fact memory at L0: number fixed "x"
-- messages
main.cav:2:27: error[E020]: found `fixed`, expected a string
    fact memory at L0: number fixed "x"
                              ^^^^^
    hint: `fixed` stands behind the title

== sources without here
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    file "/sys/firmware/kind" { /b/ => bios }
}
-- messages
main.cav:3:5: error[E020]: found `file`, expected `here`, `guest` or `}`
        file "/sys/firmware/kind" { /b/ => bios }
        ^^^^
    hint: say first who can see it: `here { … }`

== host instead of here
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    host { file "/sys/firmware/kind" { /b/ => bios } }
}
-- messages
main.cav:3:5: error[E020]: found `host`, expected `here`, `guest` or `}`
        host { file "/sys/firmware/kind" { /b/ => bios } }
        ^^^^
    hint: write `here`

== here with a colon
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here: { file "/sys/firmware/kind" { /b/ => bios } }
}
-- messages
main.cav:3:9: error[E020]: found `:`, expected `{` or `,`
        here: { file "/sys/firmware/kind" { /b/ => bios } }
            ^
    hint: leave the colon out

== a file without quotes
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here { file /sys/firmware/kind { /b/ => bios } }
}
-- messages
main.cav:3:17: error[E020]: found the pattern /sys/firmware/, expected a string
        here { file /sys/firmware/kind { /b/ => bios } }
                    ^^^^^^^^^^^^^^
    hint: put the path between double quotes

== a quoted pattern
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here { file "/sys/firmware/kind" { "b" => bios } }
}
-- messages
main.cav:3:40: error[E020]: found the string "b", expected a /pattern/, `present`, `absent` or `}`
        here { file "/sys/firmware/kind" { "b" => bios } }
                                           ^^^

== a thin arrow
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here { file "/sys/firmware/kind" { /b/ -> bios } }
}
-- messages
main.cav:3:44: error[E013]: `->` is not part of the language
        here { file "/sys/firmware/kind" { /b/ -> bios } }
                                               ^^
    hint: write `=>`

== a colon for the arrow
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here { file "/sys/firmware/kind" { /b/: bios } }
}
-- messages
main.cav:3:43: error[E020]: found `:`, expected `=>`
        here { file "/sys/firmware/kind" { /b/: bios } }
                                              ^
    hint: write `=>`

== a case without a value
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here { file "/sys/firmware/kind" { /b/ => } }
}
-- messages
main.cav:3:47: error[E020]: found `}`, expected a value
        here { file "/sys/firmware/kind" { /b/ => } }
                                                  ^
    hint: a value is missing behind `=>`

== cases with commas
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here { file "/sys/firmware/kind" { /b/ => bios, /u/ => uefi } }
}
-- messages
main.cav:3:51: error[E020]: found `,`, expected a /pattern/, `present`, `absent` or `}`
        here { file "/sys/firmware/kind" { /b/ => bios, /u/ => uefi } }
                                                      ^
    hint: delete the comma

== a slash inside a pattern
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here { file "/sys/firmware/kind" { /a/b/ => bios } }
}
-- messages
main.cav:3:43: error[E010]: `b` is no flag of patterns
        here { file "/sys/firmware/kind" { /a/b/ => bios } }
                                              ^
    hint: a slash inside a pattern is written \/

== a flag of another language
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here { file "/sys/firmware/kind" { /b/g => bios } }
}
-- messages
main.cav:3:43: error[E010]: `g` is no flag of patterns
        here { file "/sys/firmware/kind" { /b/g => bios } }
                                              ^
    hint: the flags are i, m, s and x

== an open group
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here { file "/sys/firmware/kind" { /(b/ => bios } }
}
-- messages
main.cav:3:43: error[E119]: pattern: missing closing parenthesis
        here { file "/sys/firmware/kind" { /(b/ => bios } }
                                              ^

== a back-reference
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here { file "/sys/firmware/kind" { /(b)\1/ => bios } }
}
-- messages
main.cav:3:44: error[E119]: pattern: back-references are not allowed
        here { file "/sys/firmware/kind" { /(b)\1/ => bios } }
                                               ^

== a value that the fact does not have
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here { file "/sys/firmware/kind" { /b/ => boot } }
}
-- messages
main.cav:3:47: error[E111]: 'boot' is not a value of firmware
        here { file "/sys/firmware/kind" { /b/ => boot } }
                                                  ^^^^
    hint: firmware is one of: bios, uefi

== a default
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here { file "/sys/firmware/kind" { /b/ => bios  else => uefi } }
}
-- messages
main.cav:3:53: error[E020]: found `else`, expected a /pattern/, `present`, `absent` or `}`
        here { file "/sys/firmware/kind" { /b/ => bios  else => uefi } }
                                                        ^^^^
    hint: a last pattern that matches everything: `/.*/ => VALUE`

== $1 for a name
-- rules main.cav
use "pack.cav"
fact firmware at L0: one of {bios, uefi} "x" {
    here { file "/sys/firmware/kind" { /(.+)/ => $1 } }
}
-- messages
main.cav:3:50: error[E122]: $1 cannot name a value of firmware, which is one of a set of names
        here { file "/sys/firmware/kind" { /(.+)/ => $1 } }
                                                     ^^
    hint: write one pattern per value

== $1 without a group
-- rules main.cav
use "pack.cav"
fact firmware at L0: text "x" {
    here { file "/sys/firmware/kind" { /.+/ => $1 } }
}
-- messages
main.cav:3:48: error[E122]: the pattern has no group 1
        here { file "/sys/firmware/kind" { /.+/ => $1 } }
                                                   ^^
    hint: put parentheses around the part to take

== \1 instead of $1
-- rules main.cav
use "pack.cav"
fact firmware at L0: text "x" {
    here { file "/sys/firmware/kind" { /(.+)/ => \1 } }
}
-- messages
main.cav:3:50: error[E004]: `\` has no meaning here
        here { file "/sys/firmware/kind" { /(.+)/ => \1 } }
                                                     ^
    hint: write `$1` for what the first group matched

== a command
-- rules main.cav
use "pack.cav"
fact firmware at L0: text "x" {
    here { command "dmidecode -t bios" { /(.+)/ => $1 } }
}
-- messages
main.cav:3:12: error[E020]: found `command`, expected a source (file, files, exists, os-release, uname, cpuid, auxv, fact, only when) or `}`
        here { command "dmidecode -t bios" { /(.+)/ => $1 } }
               ^^^^^^^
    hint: rules run no command; name the file that holds the fact

== a relative path
-- rules main.cav
use "pack.cav"
fact firmware at L0: text "x" {
    here { file "sys/firmware/kind" { /(.+)/ => $1 } }
}
-- messages
main.cav:3:17: error[E120]: path "sys/firmware/kind" is not absolute
        here { file "sys/firmware/kind" { /(.+)/ => $1 } }
                    ^^^^^^^^^^^^^^^^^^^

== a star in a path
-- rules main.cav
use "pack.cav"
fact firmware at L0: text "x" {
    here { file "/sys/firmware/*" { /(.+)/ => $1 } }
}
-- messages
main.cav:3:17: error[E120]: path "/sys/firmware/*" holds a '*'
        here { file "/sys/firmware/*" { /(.+)/ => $1 } }
                    ^^^^^^^^^^^^^^^^^
    hint: write `files` for all files of a folder

== uname with an option
-- rules main.cav
use "pack.cav"
fact firmware at L0: text "x" {
    here { uname -r }
}
-- messages
main.cav:3:18: error[E011]: `-r` is not a name
        here { uname -r }
                     ^^
    hint: names are letters a to z, digits and `-`, and begin with a letter

== exists with a pattern
-- rules main.cav
use "pack.cav"
fact secure at L0: flag "x" {
    here { exists "/sys/firmware/efi" { /.*/ => on } }
}
-- messages
main.cav:3:41: error[E121]: exists reads nothing: it says `present => VALUE` and `absent => VALUE`
        here { exists "/sys/firmware/efi" { /.*/ => on } }
                                            ^^^^^^^^^^

== exists without cases
-- rules main.cav
use "pack.cav"
fact secure at L0: flag "x" {
    here { exists "/sys/firmware/efi" }
}
-- messages
main.cav:3:39: error[E020]: found `}`, expected `{`
        here { exists "/sys/firmware/efi" }
                                          ^
    hint: say what it means: `{ present => on  absent => off }`

== guest of a name
-- rules main.cav
use "pack.cav"
fact secure at L0: flag "x" {
    guest L1 { exists "/sys/firmware/efi" { present => on } }
}
-- messages
main.cav:3:11: error[E020]: found `L1`, expected `{` or `,`
        guest L1 { exists "/sys/firmware/efi" { present => on } }
              ^^
    hint: write `guest`, `guest 2` or `guest any`

== a declaration misspelt
-- rules main.cav
use "pack.cav"
prodcut debian "Debian" version major
-- messages
main.cav:2:1: error[E020]: found `prodcut`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    prodcut debian "Debian" version major
    ^^^^^^^
    hint: did you mean `product`?

== a declaration that does not exist
-- rules main.cav
use "pack.cav"
constant x "x"
-- messages
main.cav:2:1: error[E020]: found `constant`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    constant x "x"
    ^^^^^^^^
    hint: write `define NAME: CONDITION`

== words between declarations
-- rules main.cav
use "pack.cav"
This pack is about nesting.
-- messages
main.cav:2:1: error[E020]: found `This`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    This pack is about nesting.
    ^^^^
