Rules and their clauses.

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

== a rule without a name
-- rules main.cav
use "pack.cav"
rule {
    cite s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:2:6: error[E020]: found `{`, expected a name
    rule {
         ^
    hint: a name is missing here

== a quoted name
-- rules main.cav
use "pack.cav"
rule "slip" {
    cite s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:2:6: error[E020]: found the string "slip", expected a name
    rule "slip" {
         ^^^^^^
    hint: a name stands without quotes

== a name of two words
-- rules main.cav
use "pack.cav"
rule my slip {
    cite s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:2:9: error[E020]: found `slip`, expected `{`
    rule my slip {
            ^^^^
    hint: a name is one word: `my-slip`

== an underscore in a name
-- rules main.cav
use "pack.cav"
rule my_slip {
    cite s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:2:6: error[E011]: `my_slip` is not a name
    rule my_slip {
         ^^^^^^^
    hint: names join words with `-`: `my-slip`

== a name that begins with a digit
-- rules main.cav
use "pack.cav"
rule 2nd {
    cite s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:2:6: error[E012]: `2nd` is neither a number nor a version
    rule 2nd {
         ^^^
    hint: a name begins with a letter

== a colon behind the name
-- rules main.cav
use "pack.cav"
rule slip: {
    cite s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:2:10: error[E020]: found `:`, expected `{`
    rule slip: {
             ^
    hint: leave the colon out

== an equals sign behind the name
-- rules main.cav
use "pack.cav"
rule slip = {
    cite s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:2:11: error[E013]: `=` is not part of the language
    rule slip = {
              ^
    hint: leave it out

== no opening brace
-- rules main.cav
use "pack.cav"
rule slip
    cite s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:2:10: error[E020]: found `cite`, expected `{`
    rule slip
             ^

== no closing brace
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken "x"

test "t" {
    given L2: vcpus 1
    expect broken
}
-- messages
main.cav:7:1: error[E023]: missing `}`: the `{` of line 2, column 11 is still open
    test "t" {
    ^^^^

== a brace too many
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken "x"
}
}
-- messages
main.cav:7:1: error[E024]: this `}` closes nothing
    }
    ^

== parentheses for braces
-- rules main.cav
use "pack.cav"
rule slip (
    cite s.1
    when L2 exists
    then broken "x"
)
-- messages
main.cav:2:11: error[E020]: found `(`, expected `{`
    rule slip (
              ^
    hint: write `{`

== cite with quotes
-- rules main.cav
use "pack.cav"
rule slip {
    cite "s.1"
    when L2 exists
    then broken "x"
}
-- messages
main.cav:3:10: error[E020]: found the string "s.1", expected a name
        cite "s.1"
             ^^^^^
    hint: a name stands without quotes

== cite with a number alone
-- rules main.cav
use "pack.cav"
rule slip {
    cite 1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:3:10: error[E020]: found `1`, expected a name
        cite 1
             ^
    hint: a statement is named by section and number, such as `arch.1`

== cite with a colon
-- rules main.cav
use "pack.cav"
rule slip {
    cite: s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:3:9: error[E020]: found `:`, expected a name
        cite: s.1
            ^
    hint: leave the colon out

== cite without a comma
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1 s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:3:14: error[E020]: found `s.1`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        cite s.1 s.1
                 ^^^
    hint: put a comma between them

== cite without its dot
-- rules main.cav
use "pack.cav"
rule slip {
    cite s1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:3:10: error[E107]: unknown statement 's1'
        cite s1
             ^^
    hint: did you mean `s.1`?

== cites
-- rules main.cav
use "pack.cav"
rule slip {
    cites s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:3:5: error[E020]: found `cites`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        cites s.1
        ^^^^^
    hint: did you mean `cite`?

== see instead of cite
-- rules main.cav
use "pack.cav"
rule slip {
    see  s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:3:5: error[E020]: found `see`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        see  s.1
        ^^^
    hint: write `cite STATEMENT`

== no cite
-- rules main.cav
use "pack.cav"
rule slip {
    when L2 exists
    then broken "x"
}
-- messages
main.cav:2:6: error[E201]: rule 'slip' cites no statement
    rule slip {
         ^^^^
    hint: add `cite STATEMENT`

== cite behind the message, on one line
-- rules main.cav
use "pack.cav"
rule slip {
    when L2 exists
    then broken "x" cite s.2
}
-- messages
main.cav:4:26: error[E107]: unknown statement 's.2'
        then broken "x" cite s.2
                             ^^^
    hint: did you mean `s.1`?

== if instead of when
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    if   L2 exists
    then broken "x"
}
-- messages
main.cav:4:5: error[E020]: found `if`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        if   L2 exists
        ^^
    hint: write `when`

== unless instead of when
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    unless L2 exists
    then broken "x"
}
-- messages
main.cav:4:5: error[E020]: found `unless`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        unless L2 exists
        ^^^^^^
    hint: write `when not …`

== When in capitals
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    When L2 exists
    then broken "x"
}
-- messages
main.cav:4:5: error[E020]: found `When`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        When L2 exists
        ^^^^
    hint: words of the language are in lower case: `when`

== wenn
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    wenn L2 exists
    then broken "x"
}
-- messages
main.cav:4:5: error[E020]: found `wenn`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        wenn L2 exists
        ^^^^
    hint: write `when`

== when with a colon
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when: L2 exists
    then broken "x"
}
-- messages
main.cav:4:9: error[E020]: found `:`, expected a condition
        when: L2 exists
            ^

== when without a condition
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when
    then broken "x"
}
-- messages
main.cav:4:9: error[E020]: found `then`, expected a condition
        when
            ^
    hint: a condition is missing behind `when`

== two when
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    when L0.platform is amd
    then broken "x"
}
-- messages
main.cav:5:5: error[E203]: rule 'slip' has two 'when' clauses
        when L0.platform is amd
        ^^^^^^^^^^^^^^^^^^^^^^^

== then misspelt
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    than broken "x"
}
-- messages
main.cav:5:5: error[E020]: found `than`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        than broken "x"
        ^^^^
    hint: did you mean `then`?

== when, else
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    else broken "x"
}
-- messages
main.cav:5:5: error[E020]: found `else`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        else broken "x"
        ^^^^
    hint: `else` follows `require` or `conflict`; after `when` write `then`

== require, then
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    require L2 exists
    then broken "x"
}
-- messages
main.cav:4:22: error[E022]: `require` has no `else`
        require L2 exists
                         ^
    hint: write `else` after `require`, or `when` before `then`

== require misspelt
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    requires L2 exists
    else broken "x"
}
-- messages
main.cav:4:5: error[E020]: found `requires`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        requires L2 exists
        ^^^^^^^^
    hint: did you mean `require`?

== must instead of require
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    must L2 exists
    else broken "x"
}
-- messages
main.cav:4:5: error[E020]: found `must`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        must L2 exists
        ^^^^
    hint: write `require CONDITION else LEVEL "…"`

== require without else
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    require L0.platform is amd
}
-- messages
main.cav:4:31: error[E022]: `require` has no `else`
        require L0.platform is amd
                                  ^
    hint: write `else LEVEL "message"`

== else before require
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    else broken "x"
    require L0.platform is amd
}
-- messages
main.cav:4:5: error[E020]: found `else`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        else broken "x"
        ^^^^
    hint: `else` follows `require` or `conflict`; after `when` write `then`

== otherwise instead of else
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    require L0.platform is amd
    otherwise broken "x"
}
-- messages
main.cav:5:5: error[E020]: found `otherwise`, expected `and`, `or` or `else`
        otherwise broken "x"
        ^^^^^^^^^
    hint: write `else`

== a level alone
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken
}
-- messages
main.cav:5:16: error[E020]: found `}`, expected a string or `is`
        then broken
                   ^
    hint: write LEVEL "message"

== a message alone
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then "x"
}
-- messages
main.cav:5:10: error[E020]: found the string "x", expected a level, or `FEATURE is LEVEL`
        then "x"
             ^^^
    hint: the level comes first: `broken "…"`

== the message first
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then "x" broken
}
-- messages
main.cav:5:10: error[E020]: found the string "x", expected a level, or `FEATURE is LEVEL`
        then "x" broken
             ^^^
    hint: the level comes first: `broken "…"`

== a colon between level and message
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken: "x"
}
-- messages
main.cav:5:16: error[E020]: found `:`, expected a string or `is`
        then broken: "x"
                   ^
    hint: the message follows the level directly: `broken "…"`

== a comma between level and message
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken, "x"
}
-- messages
main.cav:5:16: error[E020]: found `,`, expected a string or `is`
        then broken, "x"
                   ^
    hint: the message follows the level directly: `broken "…"`

== an equals sign before the level
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then level = broken "x"
}
-- messages
main.cav:5:16: error[E013]: `=` is not part of the language
        then level = broken "x"
                   ^
    hint: leave it out; of a feature write `FEATURE is LEVEL`

== is before the level
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then is broken "x"
}
-- messages
main.cav:5:10: error[E020]: found `is`, expected a level, or `FEATURE is LEVEL`
        then is broken "x"
             ^^
    hint: the level stands alone, or behind `FEATURE is`

== a level misspelt
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then brokn "x"
}
-- messages
main.cav:5:10: error[E109]: unknown level 'brokn'
        then brokn "x"
             ^^^^^
    hint: did you mean `broken`?

== a level in capitals
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then Broken "x"
}
-- messages
main.cav:5:10: error[E109]: unknown level 'Broken'
        then Broken "x"
             ^^^^^^
    hint: did you mean `broken`?

== not supported
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then not supported "x"
}
-- messages
main.cav:5:10: error[E020]: found `not`, expected a level, or `FEATURE is LEVEL`
        then not supported "x"
             ^^^
    hint: write `unsupported`

== not-supported
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then not-supported "x"
}
-- messages
main.cav:5:10: error[E109]: unknown level 'not-supported'
        then not-supported "x"
             ^^^^^^^^^^^^^
    hint: write `unsupported`

== the level supported
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then supported "x"
}
-- messages
main.cav:5:10: error[E204]: no rule gives the level 'supported'
        then supported "x"
             ^^^^^^^^^
    hint: leave the rule out, or write a `note`

== warning as a level
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then warning "x"
}
-- messages
main.cav:5:10: error[E109]: unknown level 'warning'
        then warning "x"
             ^^^^^^^
    hint: the levels are preview, unsupported, untested and broken; or `note`

== tech-preview
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then tech-preview "x"
}
-- messages
main.cav:5:10: error[E109]: unknown level 'tech-preview'
        then tech-preview "x"
             ^^^^^^^^^^^^
    hint: write `preview`

== a feature without is
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then migration broken "x"
}
-- messages
main.cav:5:20: error[E020]: found `broken`, expected a string or `is`
        then migration broken "x"
                       ^^^^^^
    hint: write `migration is broken "…"`

== a feature with a colon
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then migration: broken "x"
}
-- messages
main.cav:5:19: error[E020]: found `:`, expected a string or `is`
        then migration: broken "x"
                      ^
    hint: the message follows the level directly: `broken "…"`

== level and feature exchanged
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken is migration "x"
}
-- messages
main.cav:5:10: error[E105]: unknown feature 'broken'
        then broken is migration "x"
             ^^^^^^
    hint: the feature stands first: `migration is broken`

== a feature misspelt
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then migraton is broken "x"
}
-- messages
main.cav:5:10: error[E105]: unknown feature 'migraton'
        then migraton is broken "x"
             ^^^^^^^^
    hint: did you mean `migration`?

== a fact for a feature
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then L0.kvm.nested is broken "x"
}
-- messages
main.cav:5:10: error[E020]: found `L0.kvm.nested`, expected a level, or `FEATURE is LEVEL`
        then L0.kvm.nested is broken "x"
             ^^^^^^^^^^^^^
    hint: a feature is meant here, not a fact

== two effects with and
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then migration is broken "x" and nesting is broken "y"
}
-- messages
main.cav:5:34: error[E020]: found `and`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        then migration is broken "x" and nesting is broken "y"
                                     ^^^
    hint: a rule has one effect: write a second rule

== two then
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then migration is broken "x"
    then nesting is broken "y"
}
-- messages
main.cav:6:5: error[E203]: rule 'slip' has two 'then' clauses
        then nesting is broken "y"
        ^^^^^^^^^^^^^^^^^^^^^^^^^^

== a message in single quotes
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken 'It does not work.'
}
-- messages
main.cav:5:17: error[E005]: single quotes are not string quotes
        then broken 'It does not work.'
                    ^^^^^^^^^^^^^^^^^^^
    hint: use the plain double quote: "

== a message without quotes
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken It does not work
}
-- messages
main.cav:5:17: error[E020]: found `It`, expected a string or `is`
        then broken It does not work
                    ^^
    hint: put the message between double quotes

== a message that is not closed
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken "It does not work.
}
-- messages
main.cav:5:17: error[E007]: this string is not closed on its line
        then broken "It does not work.
                    ^^^^^^^^^^^^^^^^^^
    hint: close it with "

== a message over two lines
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken "It does not
                 work."
}
-- messages
main.cav:5:17: error[E007]: this string is not closed on its line
        then broken "It does not
                    ^^^^^^^^^^^^
    hint: write it on one line; \n stands for a line break inside it

== two strings side by side
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken "It does not "
                "work."
}
-- messages
main.cav:6:17: error[E020]: found the string "work.", expected a clause (cite, why, when, require, then, conflict, fix) or `}`
                    "work."
                    ^^^^^^^
    hint: a text is one string: make one of the two

== two strings joined by a plus
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken "It does not " + "work."
}
-- messages
main.cav:5:32: error[E004]: `+` has no meaning here
        then broken "It does not " + "work."
                                   ^
    hint: a text is one string: make one of the two

== a quote inside a message
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken "It does not "work"."
}
-- messages
main.cav:5:31: error[E020]: found `work`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        then broken "It does not "work"."
                                  ^^^^
    hint: a quote inside a string is written \"

== a fact misspelt in a message
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken "On {L0.platfrom} it does not work."
}
-- messages
main.cav:5:22: error[E102]: unknown fact 'L0.platfrom'
        then broken "On {L0.platfrom} it does not work."
                         ^^^^^^^^^^^
    hint: did you mean `L0.platform`?

== a fact without layer in a message
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken "On {platform} it does not work."
}
-- messages
main.cav:5:22: error[E102]: unknown fact 'platform'
        then broken "On {platform} it does not work."
                         ^^^^^^^^
    hint: name the layer too: `L0.platform`

== a blank in a placeholder
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken "On { L0.platform } it does not work."
}
-- messages
main.cav:5:22: error[E123]: a placeholder with blanks in the message
        then broken "On { L0.platform } it does not work."
                         ^^^^^^^^^^^^^
    hint: a placeholder is the name of one fact: {L0.platform}

== a placeholder that is not closed
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken "On {L0.platform it does not work."
}
-- messages
main.cav:5:21: error[E123]: a '{' that nothing closes in the message
        then broken "On {L0.platform it does not work."
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: close it: {LAYER.fact}; a brace itself is written {{

== an empty placeholder
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken "On {} it does not work."
}
-- messages
main.cav:5:17: error[E123]: an empty placeholder in the message
        then broken "On {} it does not work."
                    ^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: name a fact: {LAYER.fact}; a brace itself is written {{

== a condition in a placeholder
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then broken "{L0.platform is amd}"
}
-- messages
main.cav:5:19: error[E123]: a placeholder with blanks in the message
        then broken "{L0.platform is amd}"
                      ^^^^^^^^^^^^^^^^^^
    hint: a placeholder is the name of one fact: {L0.platform}

== why without quotes
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    why  The text says so.
    when L2 exists
    then broken "x"
}
-- messages
main.cav:4:10: error[E020]: found `The`, expected a string
        why  The text says so.
             ^^^
    hint: put the text between double quotes

== because instead of why
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    because "The text says so."
    when L2 exists
    then broken "x"
}
-- messages
main.cav:4:5: error[E020]: found `because`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        because "The text says so."
        ^^^^^^^
    hint: write `why "…"`

== description, message, severity
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    description "x"
    when L2 exists
    then broken "x"
}
-- messages
main.cav:4:5: error[E020]: found `description`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        description "x"
        ^^^^^^^^^^^
    hint: the message stands behind the level: `then LEVEL "…"`

== a note about a feature
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists
    then migration is note "x"
}
-- messages
main.cav:5:10: error[E202]: rule 'slip' makes a note of a feature; a note stands alone
        then migration is note "x"
             ^^^^^^^^^^^^^^^^^^^^^
    hint: write `note "…"` alone

== a conflict without a comma
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    conflict nesting migration
    else broken "x"
}
-- messages
main.cav:4:22: error[E020]: found `migration`, expected `,`
        conflict nesting migration
                         ^^^^^^^^^
    hint: put a comma between them

== a conflict with and
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    conflict nesting and migration
    else broken "x"
}
-- messages
main.cav:4:22: error[E020]: found `and`, expected `,`
        conflict nesting and migration
                         ^^^
    hint: put a comma between them

== a conflict of one
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    conflict nesting
    else broken "x"
}
-- messages
main.cav:5:5: error[E020]: found `else`, expected `,`
        else broken "x"
        ^^^^
    hint: a conflict is between two features: conflict A, B

== a conflict of three
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    conflict nesting, migration, huge-pages
    else broken "x"
}
-- messages
main.cav:4:32: error[E020]: found `,`, expected `else`
        conflict nesting, migration, huge-pages
                                   ^
    hint: a conflict is between two features; write a rule for each pair

== a conflict without else
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    conflict nesting, migration
}
-- messages
main.cav:4:32: error[E022]: `conflict` has no `else`
        conflict nesting, migration
                                   ^
    hint: write `else LEVEL "message"`

== a conflict in a list
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    conflict {nesting, migration}
    else broken "x"
}
-- messages
main.cav:4:14: error[E020]: found `{`, expected a name
        conflict {nesting, migration}
                 ^
    hint: write `conflict A, B`

== semicolons at the ends
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1;
    when L2 exists;
    then broken "x";
}
-- messages
main.cav:3:13: error[E004]: `;` has no meaning here
        cite s.1;
                ^
    hint: nothing stands at the end of a line: delete it
main.cav:4:19: error[E004]: `;` has no meaning here
        when L2 exists;
                      ^
    hint: nothing stands at the end of a line: delete it
main.cav:5:20: error[E004]: `;` has no meaning here
        then broken "x";
                       ^
    hint: nothing stands at the end of a line: delete it

== commas at the ends
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1,
    when L2 exists,
    then broken "x",
}
-- messages
main.cav:3:14: error[E020]: found `when`, expected a name
        cite s.1,
                 ^
    hint: delete the comma
main.cav:4:19: error[E020]: found `,`, expected `and`, `or` or the next clause
        when L2 exists,
                      ^
    hint: nothing stands at the end of a line: delete it
main.cav:5:20: error[E020]: found `,`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        then broken "x",
                       ^
    hint: nothing stands at the end of a line: delete it

== a comment with slashes
-- rules main.cav
use "pack.cav"
rule slip {
    // as section 1 says
    cite s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:3:5: error[E020]: found the pattern //, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        // as section 1 says
        ^^
    hint: a comment begins with #

== a comment with slashes behind a clause
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L2 exists // a second level
    then broken "x"
}
-- messages
main.cav:4:20: error[E020]: found the pattern //, expected `and`, `or` or the next clause
        when L2 exists // a second level
                       ^^
    hint: a comment begins with #

== a comment between slash and star
-- rules main.cav
use "pack.cav"
rule slip {
    /* as section 1 says,
       and nothing else */
    cite s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:3:5: error[E013]: `/*` is not part of the language
        /* as section 1 says,
        ^^
    hint: a comment begins with #, on each of its lines

== a comment with dashes
-- rules main.cav
use "pack.cav"
rule slip {
    -- as section 1 says
    cite s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:3:5: error[E011]: `--` is not a name
        -- as section 1 says
        ^^
    hint: a comment begins with #

== a rule in a rule
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    rule inner {
        cite s.1
        when L2 exists
        then broken "x"
    }
}
-- messages
main.cav:4:5: error[E023]: missing `}`: the `{` of line 2, column 11 is still open
        rule inner {
        ^^^^
    hint: declarations do not stand inside one another

== two rules of one name
-- rules main.cav
use "pack.cav"
rule base {
    cite s.1
    when L2 exists
    then broken "x"
}
-- messages
main.cav:2:6: error[E101]: rule 'base' is declared twice
    rule base {
         ^^^^
    hint: first declared at pack.cav:35:6

== two rules, each with a slip
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    wehn L2 exists
    then broken "x"
}
rule other {
    cite s.1
    when L2 exists
    thn  broken "x"
}
-- messages
main.cav:4:5: error[E020]: found `wehn`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        wehn L2 exists
        ^^^^
    hint: did you mean `when`?
main.cav:10:5: error[E020]: found `thn`, expected a clause (cite, why, when, require, then, conflict, fix) or `}`
        thn  broken "x"
        ^^^
    hint: did you mean `then`?
