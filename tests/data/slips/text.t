Characters: what word processors, web pages and other keyboards put into a file.

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

== typographic double quotes
-- rules main.cav
use "pack.cav"
layer L3 “x”
-- messages
main.cav:2:10: error[E005]: typographic quotes are not string quotes
    layer L3 “x”
             ^^^
    hint: use the plain double quote: "

== German quotes
-- rules main.cav
use "pack.cav"
layer L3 „x“
-- messages
main.cav:2:10: error[E005]: typographic quotes are not string quotes
    layer L3 „x“
             ^^^
    hint: use the plain double quote: "

== French quotes
-- rules main.cav
use "pack.cav"
layer L3 «x»
-- messages
main.cav:2:10: error[E005]: typographic quotes are not string quotes
    layer L3 «x»
             ^^^
    hint: use the plain double quote: "

== a typographic quote that closes
-- rules main.cav
use "pack.cav"
layer L3 "x”
-- messages
main.cav:2:10: error[E007]: this string is not closed on its line
    layer L3 "x”
             ^^^
    hint: the quote at its end is typographic: write "

== a typographic quote that opens
-- rules main.cav
use "pack.cav"
layer L3 “x"
-- messages
main.cav:2:10: error[E005]: typographic quotes are not string quotes
    layer L3 “x"
             ^^^
    hint: use the plain double quote: "

== typographic single quotes
-- rules main.cav
use "pack.cav"
layer L3 ‘x’
-- messages
main.cav:2:10: error[E005]: typographic quotes are not string quotes
    layer L3 ‘x’
             ^^^
    hint: use the plain double quote: "

== two single quotes
-- rules main.cav
use "pack.cav"
layer L3 ''x''
-- messages
main.cav:2:10: error[E005]: single quotes are not string quotes
    layer L3 ''x''
             ^^^^^
    hint: use the plain double quote: "

== two accents
-- rules main.cav
use "pack.cav"
layer L3 ``x´´
-- messages
main.cav:2:10: error[E005]: backquotes are not string quotes
    layer L3 ``x´´
             ^^^^^
    hint: use the plain double quote: "

== backquotes
-- rules main.cav
use "pack.cav"
layer L3 `x`
-- messages
main.cav:2:10: error[E005]: backquotes are not string quotes
    layer L3 `x`
             ^^^
    hint: use the plain double quote: "

== inch marks
-- rules main.cav
use "pack.cav"
layer L3 ″x″
-- messages
main.cav:2:10: error[E005]: typographic quotes are not string quotes
    layer L3 ″x″
             ^^^
    hint: use the plain double quote: "

== an entity
-- rules main.cav
use "pack.cav"
layer L3 &quot;x&quot;
-- messages
main.cav:2:10: error[E005]: the entities of a web page are not string quotes
    layer L3 &quot;x&quot;
             ^^^^^^^^^^^^^
    hint: use the plain double quote: "

== a quote with a backslash
-- rules main.cav
use "pack.cav"
layer L3 \"x\"
-- messages
main.cav:2:10: error[E005]: quotes with a backslash are not string quotes
    layer L3 \"x\"
             ^^^^^
    hint: use the plain double quote: "

== a no-break space
-- bytes main.cav
use "pack.cav"
layer\xc2\xa0L3 "x"
-- messages
main.cav:2:6: error[E006]: a no-break space (U+00A0) between words
    layer L3 "x"
         ^
    hint: write a plain blank, or nothing

== a narrow no-break space
-- bytes main.cav
use "pack.cav"
layer L3\xe2\x80\xaf"x"
-- messages
main.cav:2:9: error[E006]: an unusual space (U+202F) between words
    layer L3 "x"
            ^
    hint: write a plain blank, or nothing

== no-break spaces for the indentation
-- bytes main.cav
use "pack.cav"
rule slip {
\xc2\xa0\xc2\xa0\xc2\xa0\xc2\xa0cite s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:3:1: error[E006]: a no-break space (U+00A0) between words
        cite s.1
    ^^^^
    hint: write a plain blank, or nothing

== a space without width in a name
-- bytes main.cav
use "pack.cav"
layer L\xe2\x80\x8b3 "x"
-- messages
main.cav:2:8: error[E006]: an invisible character (U+200B) inside a word
    layer L\u{200B}3 "x"
           ^^^^^^^^
    hint: delete it

== a word joiner in a fact
-- bytes main.cav
use "pack.cav"
define d: L0.\xe2\x81\xa0platform is amd
-- messages
main.cav:2:14: error[E006]: an invisible character (U+2060) inside a word
    define d: L0.\u{2060}platform is amd
                 ^^^^^^^^
    hint: delete it

== a soft hyphen in a fact
-- bytes main.cav
use "pack.cav"
define d: L0.plat\xc2\xadform is amd
-- messages
main.cav:2:18: error[E006]: a soft hyphen (U+00AD) inside a word
    define d: L0.plat\u{AD}form is amd
                     ^^^^^^
    hint: delete it

== an ideographic space
-- bytes main.cav
use "pack.cav"
layer L3\xe3\x80\x80"x"
-- messages
main.cav:2:9: error[E006]: an unusual space (U+3000) between words
    layer L3　"x"
            ^^
    hint: write a plain blank, or nothing

== a byte order mark in the middle
-- bytes main.cav
use "pack.cav"
\xef\xbb\xbflayer L3 "x"
-- messages
main.cav:2:1: error[E006]: a byte order mark (U+FEFF) between words
    \u{FEFF}layer L3 "x"
    ^^^^^^^^
    hint: delete it

== a line separator
-- bytes main.cav
use "pack.cav"\xe2\x80\xa8layer L3 "x"
-- messages
main.cav:1:15: error[E006]: an unusual space (U+2028) between words
    use "pack.cav"\u{2028}layer L3 "x"
                  ^^^^^^^^
    hint: write a plain blank, or nothing

== an en dash in a name
-- rules main.cav
use "pack.cav"
define d: L0.platform is ibm–z
-- messages
main.cav:2:29: error[E006]: a dash that is no hyphen (U+2013) inside a word
    define d: L0.platform is ibm–z
                                ^
    hint: write a hyphen: `-`

== an em dash in a comment's place
-- rules main.cav
use "pack.cav"
layer L3 "x" — the third
-- messages
main.cav:2:14: error[E006]: a dash that is no hyphen (U+2014) between words
    layer L3 "x" — the third
                 ^
    hint: write a hyphen: `-`

== a minus sign before a number
-- rules main.cav
use "pack.cav"
define d: L1.vcpus > −4
-- messages
main.cav:2:22: error[E006]: a dash that is no hyphen (U+2212) between words
    define d: L1.vcpus > −4
                         ^
    hint: write a hyphen: `-`

== a non-breaking hyphen
-- rules main.cav
use "pack.cav"
define d: L0.platform is ibm‑z
-- messages
main.cav:2:29: error[E006]: a dash that is no hyphen (U+2011) inside a word
    define d: L0.platform is ibm‑z
                                ^
    hint: write a hyphen: `-`

== full-width braces
-- rules main.cav
use "pack.cav"
define d: L0.platform in ｛amd, intel｝
-- messages
main.cav:2:26: error[E013]: `｛` is not part of the language
    define d: L0.platform in ｛amd, intel｝
                             ^^
    hint: write `{`; a list stands in braces: {A, B}

== a full-width colon
-- rules main.cav
use "pack.cav"
define d： L2 exists
-- messages
main.cav:2:9: error[E013]: `：` is not part of the language
    define d： L2 exists
            ^^
    hint: write `:`

== a full-width comma
-- rules main.cav
use "pack.cav"
define d: L0.platform in {amd， intel}
-- messages
main.cav:2:30: error[E013]: `，` is not part of the language
    define d: L0.platform in {amd， intel}
                                 ^^
    hint: write `,`

== full-width letters
-- rules main.cav
use "pack.cav"
define d: Ｌ0.platform is amd
-- messages
main.cav:2:11: error[E011]: `Ｌ0.platform` is not a name
    define d: Ｌ0.platform is amd
              ^^^^^^^^^^^^
    hint: `Ｌ` (U+FF2C) only looks like `L`: write `L0.platform`

== full-width digits
-- rules main.cav
use "pack.cav"
define d: L1.os is rhel ８.2
-- messages
main.cav:2:25: error[E011]: `８.2` is not a name
    define d: L1.os is rhel ８.2
                            ^^^^
    hint: `８` (U+FF18) only looks like `8`: write `8.2`

== an ideographic full stop
-- rules main.cav
use "pack.cav"
layer L3 "x"。
-- messages
main.cav:2:13: error[E004]: `。` has no meaning here
    layer L3 "x"。
                ^^
    hint: delete it

== a Cyrillic letter in a word of the language
-- rules main.cav
use "pack.cav"
lаyer L3 "x"
-- messages
main.cav:2:1: error[E011]: `lаyer` is not a name
    lаyer L3 "x"
    ^^^^^
    hint: `а` (U+0430) only looks like `a`: write `layer`

== a Cyrillic letter in a fact
-- rules main.cav
use "pack.cav"
define d: L0.platfоrm is amd
-- messages
main.cav:2:11: error[E011]: `L0.platfоrm` is not a name
    define d: L0.platfоrm is amd
              ^^^^^^^^^^^
    hint: `о` (U+043E) only looks like `o`: write `L0.platform`

== a Cyrillic letter in a value
-- rules main.cav
use "pack.cav"
define d: L0.platform is аmd
-- messages
main.cav:2:26: error[E011]: `аmd` is not a name
    define d: L0.platform is аmd
                             ^^^
    hint: `а` (U+0430) only looks like `a`: write `amd`

== a Greek letter
-- rules main.cav
use "pack.cav"
define d: Lο.platform is amd
-- messages
main.cav:2:11: error[E011]: `Lο.platform` is not a name
    define d: Lο.platform is amd
              ^^^^^^^^^^^
    hint: `ο` (U+03BF) only looks like `o`: write `Lo.platform`

== a dotless i
-- rules main.cav
use "pack.cav"
define d: L0.platform ıs amd
-- messages
main.cav:2:23: error[E011]: `ıs` is not a name
    define d: L0.platform ıs amd
                          ^^
    hint: `ı` (U+0131) only looks like `i`: write `is`

== a ligature
-- rules main.cav
use "pack.cav"
define d: L0.platform is amd # ﬁne
layer L3 ﬁ
-- messages
main.cav:3:10: error[E004]: `ﬁ` has no meaning here
    layer L3 ﬁ
             ^
    hint: delete it

== an accent in a name
-- rules main.cav
use "pack.cav"
define déjà: L2 exists
-- messages
main.cav:2:8: error[E011]: `déjà` is not a name
    define déjà: L2 exists
           ^^^^
    hint: names have the letters a to z alone, without accents

== an emoji
-- rules main.cav
use "pack.cav"
layer L3 "x" 🙂
-- messages
main.cav:2:14: error[E004]: `🙂` has no meaning here
    layer L3 "x" 🙂
                 ^^

== a bullet
-- rules main.cav
use "pack.cav"
• layer L3 "x"
-- messages
main.cav:2:1: error[E004]: `•` has no meaning here
    • layer L3 "x"
    ^
    hint: no mark stands before a declaration or clause

== a bullet of a list
-- rules main.cav
use "pack.cav"
* layer L3 "x"
-- messages
main.cav:2:1: error[E004]: `*` has no meaning here
    * layer L3 "x"
    ^
    hint: no mark stands before a declaration or clause

== a numbered line
-- rules main.cav
use "pack.cav"
1. layer L3 "x"
-- messages
main.cav:2:1: error[E012]: `1.` is neither a number nor a version
    1. layer L3 "x"
    ^^
    hint: no mark stands before a declaration or clause

== an ellipsis
-- rules main.cav
use "pack.cav"
define d: L0.platform in {amd, …}
-- messages
main.cav:2:32: error[E004]: `…` has no meaning here
    define d: L0.platform in {amd, …}
                                   ^
    hint: write out what is meant

== a typographic arrow
-- rules main.cav
use "pack.cav"
fact f at L0: flag "x" { here { file "/proc/x" { /x/ → on } } }
-- messages
main.cav:2:54: error[E013]: `→` is not part of the language
    fact f at L0: flag "x" { here { file "/proc/x" { /x/ → on } } }
                                                         ^
    hint: write `=>`

== at least as one character
-- rules main.cav
use "pack.cav"
define d: L1.vcpus ⩾ 4
-- messages
main.cav:2:20: error[E013]: `⩾` is not part of the language
    define d: L1.vcpus ⩾ 4
                       ^
    hint: write `>=`

== logical and
-- rules main.cav
use "pack.cav"
define d: L2 exists ∧ L0.kvm.nested is on
-- messages
main.cav:2:21: error[E013]: `∧` is not part of the language
    define d: L2 exists ∧ L0.kvm.nested is on
                        ^
    hint: write `and`

== logical not
-- rules main.cav
use "pack.cav"
define d: ¬ L2 exists
-- messages
main.cav:2:11: error[E013]: `¬` is not part of the language
    define d: ¬ L2 exists
              ^
    hint: write `not`

== element of
-- rules main.cav
use "pack.cav"
define d: L0.platform ∈ {amd, intel}
-- messages
main.cav:2:23: error[E013]: `∈` is not part of the language
    define d: L0.platform ∈ {amd, intel}
                          ^
    hint: write `in`

== a paragraph sign
-- rules main.cav
use "pack.cav"
define d: L2 exists § 8
-- messages
main.cav:2:21: error[E004]: `§` has no meaning here
    define d: L2 exists § 8
                        ^

== an escape of a pattern in a string
-- rules main.cav
use "pack.cav"
define d: L0.kernel is "4\.18"
-- messages
main.cav:2:26: error[E009]: `\.` is no escape of strings
    define d: L0.kernel is "4\.18"
                             ^^
    hint: a backslash itself is written \\; folders are separated by /

== an escaped apostrophe
-- rules main.cav
use "pack.cav"
layer L3 "the guest\'s guest"
-- messages
main.cav:2:20: error[E009]: `\'` is no escape of strings
    layer L3 "the guest\'s guest"
                       ^^
    hint: an apostrophe stands in a string as it is

== an escape by code
-- rules main.cav
use "pack.cav"
layer L3 "caf\xe9"
-- messages
main.cav:2:14: error[E009]: `\x` is no escape of strings
    layer L3 "caf\xe9"
                 ^^
    hint: write \u{e9}

== an escape of four digits
-- rules main.cav
use "pack.cav"
layer L3 "caf\u00e9"
-- messages
main.cav:2:14: error[E009]: `\u` is no escape of strings
    layer L3 "caf\u00e9"
                 ^^
    hint: write \u{00e9}

== an escape without an end
-- rules main.cav
use "pack.cav"
layer L3 "caf\u{e9"
-- messages
main.cav:2:14: error[E009]: `\u{e9` is no escape of strings
    layer L3 "caf\u{e9"
                 ^^^^^
    hint: write \u{…} with the hexadecimal number of a character, such as \u{e9}

== an escape beyond Unicode
-- rules main.cav
use "pack.cav"
layer L3 "\u{110000}"
-- messages
main.cav:2:11: error[E009]: `\u{110000}` is no escape of strings
    layer L3 "\u{110000}"
              ^^^^^^^^^^
    hint: write \u{…} with the hexadecimal number of a character, such as \u{e9}

== a path with backslashes
-- rules main.cav
use "pack.cav"
use "sub\pack.cav"
-- messages
main.cav:2:9: error[E009]: `\p` is no escape of strings
    use "sub\pack.cav"
            ^^
    hint: a backslash itself is written \\; folders are separated by /

== a backslash at the end
-- rules main.cav
use "pack.cav"
layer L3 "x\"
-- messages
main.cav:2:10: error[E007]: this string is not closed on its line
    layer L3 "x\"
             ^^^^
    hint: \" is a quote inside the string: close it with one more ", or write \\ for a backslash

== a backslash at the end of a line
-- rules main.cav
use "pack.cav"
define d: L2 exists and \
    L0.platform is amd
-- messages
main.cav:2:25: error[E004]: `\` has no meaning here
    define d: L2 exists and \
                            ^
    hint: a line may end anywhere: delete it

== Latin-1
-- bytes main.cav
use "pack.cav"
layer L3 "caf\xe9"
-- messages
main.cav:2:14: error[E002]: invalid UTF-8: a character cut off
    layer L3 "caf�"
                 ^
    hint: save the file as UTF-8

== a NUL
-- bytes main.cav
use "pack.cav"
layer L3 "x"\x00
-- messages
main.cav:2:13: error[E003]: a NUL byte
    layer L3 "x"�
                ^
    hint: delete it; if there are many, save the file as UTF-8

== an escape sequence of a terminal
-- bytes main.cav
use "pack.cav"
layer L3 "\x1b[31mx"
-- messages
main.cav:2:11: error[E003]: control character U+001B
    layer L3 "�[31mx"
              ^
    hint: delete it

== a form feed
-- bytes main.cav
use "pack.cav"
\x0clayer L3 "x"
-- messages
main.cav:2:1: error[E003]: control character U+000C
    �layer L3 "x"
    ^
    hint: delete it

== UTF-16
-- bytes main.cav
\xff\xfel\x00a\x00y\x00e\x00r\x00
-- messages
main.cav:1:1: error[E002]: invalid UTF-8: a byte that never occurs
    ��l�a�y�e�r�
    ^^
    hint: this looks like UTF-16: save the file as UTF-8

== an at sign
-- rules main.cav
use "pack.cav"
@define d: L2 exists
-- messages
main.cav:2:1: error[E004]: `@` has no meaning here
    @define d: L2 exists
    ^
    hint: names stand without such a sign

== a dollar
-- rules main.cav
use "pack.cav"
define d: $L0.platform is amd
-- messages
main.cav:2:11: error[E004]: `$` has no meaning here
    define d: $L0.platform is amd
              ^
    hint: names stand without such a sign

== a per cent
-- rules main.cav
use "pack.cav"
define d: %L0.platform is amd
-- messages
main.cav:2:11: error[E004]: `%` has no meaning here
    define d: %L0.platform is amd
              ^
    hint: names stand without such a sign

== a hash in place of a number
-- rules main.cav
use "pack.cav"
define d: L1.vcpus is #4
-- messages
main.cav:2:22: error[E020]: found the end of the file, expected a value
    define d: L1.vcpus is #4
                         ^
    hint: `#` begins a comment: what follows it on the line is not read
