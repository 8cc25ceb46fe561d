Files written in another language, or by its habits.

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

== YAML
-- rules main.cav
pack:
  name: p
  title: Nested virtualization
rules:
  - name: slip
    when: L0.platform == amd
-- messages
main.cav:1:5: error[E020]: found `:`, expected a name
    pack:
        ^
    hint: leave the colon out

== YAML with its head
-- rules main.cav
---
rules:
  - slip
-- messages
main.cav:1:1: error[E011]: `---` is not a name
    ---
    ^^^
    hint: a comment begins with #

== JSON
-- rules main.cav
{
    "pack": "p",
    "rules": []
}
-- messages
main.cav:1:1: error[E020]: found `{`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    {
    ^

== TOML
-- rules main.cav
[pack]
name = "p"
-- messages
main.cav:1:1: error[E013]: `[` is not part of the language
    [pack]
    ^
    hint: write `{`

== INI
-- rules main.cav
; rules
[rule slip]
when=L2 exists
-- messages
main.cav:1:1: error[E004]: `;` has no meaning here
    ; rules
    ^
    hint: nothing stands at the end of a line: delete it

== Rego
-- rules main.cav
package nesting

default allow = false
allow { input.platform == "amd" }
-- messages
main.cav:1:1: error[E020]: found `package`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    package nesting
    ^^^^^^^
    hint: write `pack NAME { … }`

== Python
-- rules main.cav
def slip(l0):
    return l0.platform == "amd"
-- messages
main.cav:1:1: error[E020]: found `def`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    def slip(l0):
    ^^^
    hint: write `define NAME: CONDITION`

== C
-- rules main.cav
#include <pack.cav>
int main(void) { return 0; }
-- messages
main.cav:2:1: error[E020]: found `int`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    int main(void) { return 0; }
    ^^^

== XML
-- rules main.cav
<?xml version="1.0"?>
<rules/>
-- messages
main.cav:1:1: error[E020]: found `<`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    <?xml version="1.0"?>
    ^

== Markdown
-- rules main.cav
# Rules

- L0 must be amd
-- messages
main.cav:3:1: error[E004]: `-` has no meaning here
    - L0 must be amd
    ^
    hint: no mark stands before a declaration or clause

== a shell script
-- rules main.cav
#!/bin/sh
if [ "$platform" = amd ]; then exit 1; fi
-- messages
main.cav:2:1: error[E020]: found `if`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    if [ "$platform" = amd ]; then exit 1; fi
    ^^

== Gherkin
-- rules main.cav
Feature: nesting
  Given L0.platform is amd
  Then it is broken
-- messages
main.cav:1:1: error[E020]: found `Feature`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    Feature: nesting
    ^^^^^^^
    hint: words of the language are in lower case: `feature`

== SQL
-- rules main.cav
SELECT * FROM rules WHERE platform = 'amd';
-- messages
main.cav:1:1: error[E020]: found `SELECT`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    SELECT * FROM rules WHERE platform = 'amd';
    ^^^^^^

== a rule as in Drools
-- rules main.cav
use "pack.cav"
rule "slip"
when
    L0.platform == "amd"
then
    broken("x");
end
-- messages
main.cav:2:6: error[E020]: found the string "slip", expected a name
    rule "slip"
         ^^^^^^
    hint: a name stands without quotes

== a rule as in Prolog
-- rules main.cav
use "pack.cav"
broken(X) :- platform(X, amd).
-- messages
main.cav:2:1: error[E020]: found `broken`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    broken(X) :- platform(X, amd).
    ^^^^^^

== a rule as in CEL
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when L0.platform == 'amd' ? true : false
    then broken "x"
}
-- messages
main.cav:4:22: error[E013]: `==` is not part of the language
        when L0.platform == 'amd' ? true : false
                         ^^
    hint: write `is`
main.cav:4:25: error[E005]: single quotes are not string quotes
        when L0.platform == 'amd' ? true : false
                            ^^^^^
    hint: use the plain double quote: "
main.cav:4:31: error[E004]: `?` has no meaning here
        when L0.platform == 'amd' ? true : false
                                  ^

== a function
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when lower(L0.platform) is amd
    then broken "x"
}
-- messages
main.cav:4:10: error[E020]: found `lower`, expected a condition
        when lower(L0.platform) is amd
             ^^^^^
    hint: there are no functions; each condition names its fact

== a lambda
-- rules main.cav
use "pack.cav"
rule slip {
    cite s.1
    when any(l in layers: l.os is rhel 8)
    then broken "x"
}
-- messages
main.cav:4:10: error[E020]: found `any`, expected a condition
        when any(l in layers: l.os is rhel 8)
             ^^^
    hint: there are no functions; each condition names its fact

== a variable
-- rules main.cav
use "pack.cav"
let amd = L0.platform is amd
-- messages
main.cav:2:1: error[E020]: found `let`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    let amd = L0.platform is amd
    ^^^
    hint: write `define NAME: CONDITION`

== a merge conflict
-- rules main.cav
use "pack.cav"
<<<<<<< HEAD
layer L3 "x"
=======
layer L3 "y"
>>>>>>> branch
-- messages
main.cav:2:1: error[E004]: `<<<<<<<` has no meaning here
    <<<<<<< HEAD
    ^^^^^^^
    hint: a merge is not finished: keep one of the two texts
main.cav:5:7: error[E101]: layer 'L3' is declared twice
    layer L3 "y"
          ^^
    hint: first declared at main.cav:3:7

== a patch
-- rules main.cav
use "pack.cav"
+layer L3 "x"
-- messages
main.cav:2:1: error[E004]: `+` has no meaning here
    +layer L3 "x"
    ^
    hint: no mark stands before a declaration or clause

== a prompt
-- rules main.cav
use "pack.cav"
$ caveat check
-- messages
main.cav:2:1: error[E004]: `$` has no meaning here
    $ caveat check
    ^

== nothing but a quote
-- rules main.cav
use "pack.cav"
"
-- messages
main.cav:2:1: error[E007]: this string is not closed on its line
    "
    ^
    hint: close it with "

== nothing but a brace
-- rules main.cav
use "pack.cav"
{
-- messages
main.cav:2:1: error[E020]: found `{`, expected a declaration (pack, use, layer, product, feature, fact, define, impossible, section, rule, test)
    {
    ^
