/* hints.c: see hints.h. The words of other languages are in habits.c. */
#include "hints.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "habits.h"

int hints_find(const expectation *e, const char *name)
{
    for (int i = 0; i < e->count; i++)
        if (!strcmp(e->names[i], name))
            return i;
    return -1;
}

bool hints_expect(const expectation *e, const char *name)
{
    return hints_find(e, name) >= 0;
}

static bool has(const expectation *e, const char *name)
{
    return hints_expect(e, name);
}

bool hints_alone(const question *q, const char *name)
{
    return q->e->count == 1 && has(q->e, name);
}

/* -- what was found -- */

static bool is_word(const char *name)
{
    return islower((unsigned char)name[0]) && !strchr(name, ' ');
}

/* A name, a path or a word of the language, by its text. */
static bool is_wordish(const char *text)
{
    return isalpha((unsigned char)*text);
}

static bool is_number(const char *text)
{
    return isdigit((unsigned char)*text);
}

static bool found_name(const question *q)
{
    return !strncmp(q->found, "a name", 6);
}

bool hints_whole(const expectation *e)
{
    return !has(e, "a name") && ((has(e, "}") && !has(e, ",") && e->count > 1) || has(e, "pack") ||
                                 has(e, "the end of the file"));
}

static const char *nearest_word(const question *q)
{
    const char **words = arena_alloc(q->b->arena, (size_t)(q->e->count + 1) * sizeof *words), *near;
    size_t n = 0;

    for (int i = 0; i < q->e->count; i++) {
        if (!is_word(q->e->names[i]))
            continue;
        if (!strcasecmp(q->e->names[i], q->text))
            return arena_printf(q->b->arena, "words of the language are in lower case: `%s`",
                                q->e->names[i]);
        words[n++] = q->e->names[i];
    }
    near = diag_nearest(q->text, words, n);
    return near ? arena_printf(q->b->arena, "did you mean `%s`?", near) : NULL;
}

/* The place of the habits by what may stand there. */
static unsigned places_of(const question *q)
{
    const expectation *e = q->e;

    return has(e, "a name")                  ? 0
           : has(e, "cite") && has(e, "why") ? HABIT_RULE
           : has(e, "given") && has(e, "expect")
               ? (is_wordish(q->last) || is_number(q->last) ? HABIT_TEST | HABIT_GIVEN : HABIT_TEST)
           : has(e, "title") && has(e, "issuer") && !has(e, "a name") ? HABIT_PACK
           : has(e, "pack") && has(e, "layer") && !has(e, "a name")   ? HABIT_ITEM
           : has(e, "flag") && has(e, "release") && !has(e, "a name") ? HABIT_TYPE
           : has(e, "here") && has(e, "guest")                        ? HABIT_OBSERVER
           : has(e, "os-release") && has(e, "uname")                  ? HABIT_SOURCE
           : has(e, "present") && has(e, "absent")                    ? HABIT_CASE
                                                                      : 0;
}

/* -- in conditions -- */

/* Behind `is`, `is not`, `in`, `<` … stands one word so far. */
static bool after_value(const question *q)
{
    static const char *const verbs[] = {"is", "not", "<", "<=", ">", ">=", "="};

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (!strcmp(q->lead, verbs[i]))
            return is_wordish(q->last);
    return false;
}

static bool after_version(const question *q)
{
    return is_number(q->last) && is_wordish(q->lead);
}

/* The word before the one found is at fault: NULL, or what to write instead of it. */
const char *hints_misplaced(const question *q)
{
    if (!recover_in_condition(q->b) || recover_is_first(q->b) || !is_wordish(q->last))
        return NULL;
    if (recover_after_subject(q->b))
        return habit_hint(HABIT_LEAD, q->last);
    return after_value(q) ? habit_hint(HABIT_VALUE, q->last) : NULL;
}

static const char *subject_hint(const question *q)
{
    const char *habit = habit_hint(HABIT_COMPARE, q->text);

    if (habit)
        return habit;
    if (!strcmp(q->found, "("))
        return "a condition has no parentheses behind its name";
    if (!strchr(q->last, '.'))
        return !found_name(q)                    ? NULL
               : habit_hint(HABIT_JOIN, q->text) ? habit_hint(HABIT_JOIN, q->text)
                                                 : "conditions are joined by `and` or `or`";
    if (!strcmp(q->found, "=>"))
        return "write `>=`";
    if (!strcmp(q->found, ":") || !strcmp(q->found, "or later"))
        return arena_printf(q->b->arena, "write `%s is …`", q->last);
    if (found_name(q) || is_number(q->text))
        return arena_printf(q->b->arena, "write `%s is %s`", q->last, q->text);
    return NULL;
}

static const char *after_condition_hint(const question *q)
{
    ast_builder *b = q->b;
    const char *habit = habit_hint(HABIT_JOIN, q->text);

    if ((after_version(q) || after_value(q)) && habit_hint(HABIT_VERSION, q->text))
        return habit_hint(HABIT_VERSION, q->text);
    if (habit)
        return habit;
    if (!strcmp(q->found, ","))
        return recover_is_last(b) ? "nothing stands at the end of a line: delete it"
               : is_number(q->last) && q->at.start == q->before.end &&
                       is_number(b->text + q->at.end)
                   ? "versions are written with dots, numbers without separators"
                   : "conditions are joined by `and` or `or`; a list stands in braces: in {A, B}";
    if (!strcmp(q->found, ")"))
        return "there is no `(` before it";
    if (!strcmp(q->found, "else"))
        return habit_hint(HABIT_RULE, "else");
    if (after_value(q) && !strcmp(q->found, "a string"))
        return "a version stands without quotes: rhel 8.2";
    if (after_value(q) && (!strcmp(q->found, ":")))
        return "a blank stands between product and version: rhel 8.2";
    if (after_value(q) && (!strcmp(q->found, ">=") || !strcmp(q->found, ">")))
        return "write `rhel 8.2 or later`";
    if (after_value(q) && (!strcmp(q->found, "<=") || !strcmp(q->found, "<")))
        return "write `rhel before 8.2`";
    if (after_value(q) && *q->text == 'v' && isdigit((unsigned char)q->text[1]))
        return "a version is digits and dots: 8.2";
    if (after_value(q) && found_name(q))
        return "a value is one word, such as `windows-server`; conditions are joined by `and` or "
               "`or`";
    if (!strcmp(q->found, "within"))
        return "write `rhel 8.2 or later within 8`";
    if (!strcmp(q->last, "later") || strstr(q->last, "later"))
        return !strcmp(q->found, "in") ? "write `within`"
                                       : "conditions are joined by `and` or `or`";
    if (found_name(q) || !strcmp(q->found, "a dotted name"))
        return "conditions are joined by `and` or `or`";
    return NULL;
}

static const char *value_hint(const question *q)
{
    static const char digits[] = "0123456789.";
    const char *dash = q->text + strcspn(q->text, digits);

    if (!strcmp(q->found, "a dotted name") && dash > q->text && !dash[strspn(dash, digits)])
        return arena_printf(q->b->arena, "a blank stands between product and version: %.*s %s",
                            (int)(dash - q->text) - (dash[-1] == '-'), q->text, dash);
    if (!strcmp(q->found, "a dotted name"))
        return "a fact is compared with a value, not with another fact";
    if (!strcmp(q->found, "a /pattern/"))
        return "write `matches /…/`";
    if (!strcmp(q->found, ">=") || !strcmp(q->found, ">"))
        return "write `>=` without `is`; of versions `rhel 8.2 or later`";
    if (!strcmp(q->found, "<=") || !strcmp(q->found, "<"))
        return "write `<=` without `is`; of versions `rhel before 8.2`";
    if (!strcmp(q->found, "a hexadecimal number"))
        return "write the number with the digits 0 to 9";
    return NULL;
}

static const char *condition_hint(const question *q)
{
    const expectation *e = q->e;

    if (recover_after_subject(q->b))
        return subject_hint(q);
    if (has(e, "{") && has(e, "use") && !has(e, "a name")) /* behind `in` */
        return !strcmp(q->found, "a /pattern/") ? "write `matches /…/`"
               : !strcmp(q->found, "a range")
                   ? "write `FACT >= 4 and FACT <= 8`"
                   : "a list stands in braces: {A, B}; one value is compared with `is`";
    if (hints_alone(q, "in")) /* behind `not` */
        return !strcmp(q->found, "matches") || !strcmp(q->found, "exists")
                   ? arena_printf(q->b->arena, "write `not` before the condition: `not %s %s`",
                                  q->lead, q->found)
                   : "write `is not`, or `not in {A, B}`";
    if (hints_alone(q, "{") && !strcmp(q->found, "use"))
        return "write `in use` without `is`";
    if (has(e, "not") && has(e, "("))
        return is_number(q->text) && after_version(&(question){.last = q->lead, .lead = "x"}) &&
                       !strcmp(q->last, "or")
                   ? "name the product again, or write `in {rhel 8.2, rhel 8.4}`"
               : is_number(q->text) ? "the fact stands first: `L1.vcpus > 4`"
               : *q->found == '<' || *q->found == '>'
                   ? "name the fact again: `FACT > 4 and FACT < 8`"
                   : NULL;
    if (has(e, "a string") && has(e, "a number"))
        return value_hint(q);
    if (has(e, "a number") && e->count == 1)
        return "a version is digits and dots: 8.2";
    if (has(e, ",") && has(e, "}"))
        return !strcmp(q->found, "and")
                   ? "after a version write `or later`; values are separated by commas"
                   : "put a comma between them";
    return after_condition_hint(q);
}

/* -- elsewhere -- */

static const char *colon_hint(const question *q)
{
    if (hints_alone(q, "at"))
        return "say at which layers: `fact NAME at L0, L1: TYPE \"title\"`";
    if (hints_alone(q, "=>"))
        return "write `=>`";
    if (recover_body(q->b) == BODY_TEST && !strcmp(q->last, "depth"))
        return "write `given depth 2`, without a colon";
    return "leave the colon out";
}

static const char *comma_hint(const question *q)
{
    if (hints_alone(q, "and"))
        return "write `and`";
    if (hints_alone(q, "else"))
        return "a conflict is between two features; write a rule for each pair";
    return recover_is_last(q->b) ? "nothing stands at the end of a line: delete it"
                                 : "delete the comma";
}

static const char *effect_hint(const question *q)
{
    if (!strcmp(q->found, "a string"))
        return "the level comes first: `broken \"…\"`";
    if (!strcmp(q->text, "not"))
        return "write `unsupported`";
    if (!strcmp(q->text, "is"))
        return "the level stands alone, or behind `FEATURE is`";
    if (!strcmp(q->found, "a dotted name"))
        return "a feature is meant here, not a fact";
    return NULL;
}

static const char *message_hint(const question *q)
{
    if (!strcmp(q->found, ":") || !strcmp(q->found, ","))
        return "the message follows the level directly: `broken \"…\"`";
    if (!found_name(q))
        return "write LEVEL \"message\"";
    return habit_hint(HABIT_LEVEL, q->text) || !strcmp(q->text, "broken") ||
                   !strcmp(q->text, "unsupported") || !strcmp(q->text, "untested") ||
                   !strcmp(q->text, "preview") || !strcmp(q->text, "supported")
               ? arena_printf(q->b->arena, "write `%s is %s \"…\"`", q->last, q->text)
               : "put the message between double quotes";
}

static const char *text_hint(const question *q)
{
    if (!strcmp(q->found, "a /pattern/") && q->text[1] != '/')
        return "put the path between double quotes";
    if (found_name(q) || !strcmp(q->found, "a dotted name") || !strcmp(q->found, "<"))
        return "put the text between double quotes";
    if (!strcmp(q->found, ":"))
        return colon_hint(q);
    if (!strcmp(q->found, "fixed"))
        return "`fixed` stands behind the title";
    return "a text in double quotes is missing here";
}

static const char *given_hint(const question *q)
{
    if (!strcmp(q->lead, "given") && !strcmp(q->last, "depth"))
        return "the depth is a number: `given depth 2`";
    if (!strcmp(q->lead, "given") && (recover_is_border(q->b) || !strcmp(q->found, "in") ||
                                      !strcmp(q->last, "using") || !strcmp(q->last, "feature")))
        return "write `given use FEATURE` for a feature, `given LAYER: FACT VALUE` for facts";
    return arena_printf(q->b->arena, "write `given %s: FACT VALUE, …`", q->last);
}

static const char *name_hint(const question *q)
{
    if (!strcmp(q->found, "{"))
        return recover_body(q->b) == BODY_TEST
                   ? "facts stand without braces: `given L0: FACT VALUE, …`"
               : !strcmp(q->last, "conflict") ? "write `conflict A, B`"
                                              : "a name is missing here";
    if (!strcmp(q->found, "a string"))
        return "a name stands without quotes";
    if (!strcmp(q->found, ":"))
        return colon_hint(q);
    if (!strcmp(q->found, "a dotted name") && !strcmp(q->last, "given"))
        return arena_printf(q->b->arena, "write `given %.*s: %s VALUE`", (int)strcspn(q->text, "."),
                            q->text, strchr(q->text, '.') + 1);
    if (!strcmp(q->found, "a dotted name"))
        return "this name has no dots";
    if (is_number(q->text) && (!strcmp(q->last, "cite") || !strcmp(q->last, "statement")))
        return "a statement is named by section and number, such as `arch.1`";
    if (!strcmp(q->last, "version"))
        return "name the parts of its versions: major, or major.minor";
    if (!strcmp(q->lead, "depth"))
        return "write `given depth 2`, without a colon";
    if (!strcmp(q->last, "expect"))
        return !strcmp(q->text, "not") ? "write `expect unsupported`" : "write `expect LEVEL`";
    if (!strcmp(q->last, ","))
        return "delete the comma";
    return is_word(q->found) && !recover_is_border(q->b)
               ? arena_printf(q->b->arena, "`%s` is a word of the language and cannot be a name",
                              q->found)
               : NULL;
}

static const char *brace_hint(const question *q)
{
    const char *what = q->lead;

    if (!strcmp(q->found, ":"))
        return "leave the colon out";
    if (!strcmp(q->found, "("))
        return "write `{`";
    if (!strcmp(q->last, "of"))
        return "the values stand in braces: one of {A, B}";
    if (found_name(q) && recover_body(q->b) == BODY_FILE && !recover_is_first(q->b))
        return arena_printf(q->b->arena, "a name is one word: `%s-%s`", q->last, q->text);
    return !strcmp(what, "exists") ? "say what it means: `{ present => on  absent => off }`" : NULL;
}

static const char *list_hint(const question *q)
{
    if (!strcmp(q->last, "guest"))
        return "write `guest`, `guest 2` or `guest any`";
    if (!strcmp(q->found, ":"))
        return "leave the colon out";
    if (has(q->e, ":") && is_word(q->found) && strcmp(q->found, "and"))
        return "put a colon before the type";
    return found_name(q) || !strcmp(q->found, "and") || !strcmp(q->found, "or")
               ? "put a comma between them"
               : NULL;
}

/* Behind a text that is complete. */
static const char *behind_string_hint(const question *q)
{
    if (!strcmp(q->found, "a string"))
        return "a text is one string: make one of the two";
    return q->at.start == q->before.end && found_name(q) ? "a quote inside a string is written \\\""
                                                         : NULL;
}

static const char *given_value_hint(const question *q)
{
    if (!strcmp(q->found, "{"))
        return arena_printf(q->b->arena, "write `%s in {A, B}`", q->last);
    if (!strcmp(q->found, ":"))
        return "leave the colon out";
    return habit_hint(HABIT_GIVEN, q->text);
}

static const char *define_hint(const question *q)
{
    return arena_printf(q->b->arena, "write `define %s: CONDITION`", q->last);
}

static const char *clause_hint(const question *q)
{
    unsigned places = places_of(q);
    const char *near = found_name(q) ? nearest_word(q) : NULL;
    const char *habit = habit_hint(places, q->text);

    if (near && !habit)
        return near;
    if (habit)
        return habit;
    if (!strcmp(q->found, "a /pattern/") && (q->text[1] == '/' || q->text[1] == '*'))
        return "a comment begins with #";
    if (*q->last == '"')
        return !strcmp(q->found, ",") ? comma_hint(q) : behind_string_hint(q);
    if (!strcmp(q->found, ","))
        return comma_hint(q);
    if (!strcmp(q->found, ":"))
        return colon_hint(q);
    if (places & HABIT_GIVEN && !strcmp(q->found, "or later"))
        return "a test gives one version, or several: `os in {rhel 8.2, rhel 8.4}`";
    if (places & HABIT_GIVEN && !strcmp(q->found, "is"))
        return arena_printf(q->b->arena, "write `%s %s …` without `is`", q->lead, q->last);
    if (places & HABIT_GIVEN && !strcmp(q->last, "rule"))
        return arena_printf(q->b->arena, "name the rule alone: `by %s`", q->text);
    if (places & HABIT_GIVEN && (!strcmp(q->last, "because") || !strcmp(q->last, "from")))
        return arena_printf(q->b->arena, "write `by %s`", q->text);
    if (places & HABIT_GIVEN && !recover_is_first(q->b) &&
        (found_name(q) || !strcmp(q->found, "a dotted name")))
        return "put a comma between them";
    if (!strcmp(q->found, "a dotted name") && !recover_is_first(q->b) && places & HABIT_RULE)
        return "put a comma between them";
    if (places & HABIT_ITEM && !strcmp(q->lead, "version") && found_name(q))
        return arena_printf(q->b->arena, "the parts are joined by a dot: `%s.%s`", q->last,
                            q->text);
    return near;
}

/* What is missing at the end of a line. */
static const char *border_hint(const question *q)
{
    const expectation *e = q->e;

    if (has(e, ",") && has(e, "}") && e->count == 2)
        return "close the list with `}`";
    if (hints_alone(q, ")"))
        return "close it with `)`";
    if (!strcmp(q->last, ","))
        return "delete the comma";
    if (has(e, "a name") && has(e, "("))
        return arena_printf(q->b->arena, "a condition is missing behind `%s`", q->last);
    if (has(e, "a name") && has(e, "a string"))
        return arena_printf(q->b->arena, "a value is missing behind `%s`", q->last);
    return NULL;
}

/* `#` in the place of what is missing begins a comment. */
static bool commented_out(const question *q)
{
    const src_file *f = &q->b->sources->files.at[q->b->file];
    uint32_t at = q->before.end;

    while (at < f->size && (f->bytes[at] == ' ' || f->bytes[at] == '\t'))
        at++;
    return at < f->size && f->bytes[at] == '#';
}

const char *hints_for(const question *q)
{
    const expectation *e = q->e;

    if (recover_is_border(q->b) && !hints_whole(e) && commented_out(q))
        return "`#` begins a comment: what follows it on the line is not read";
    if (recover_is_border(q->b) && !hints_whole(e) && border_hint(q))
        return border_hint(q);

    if (!strcmp(q->found, "a /pattern/") && (q->text[1] == '/' || q->text[1] == '*'))
        return "a comment begins with #";
    if (!strcmp(q->found, "}") && !strcmp(q->last, ",") && has(e, "a name"))
        return "delete the comma before it";
    if (recover_in_condition(q->b) && recover_body(q->b) != BODY_CASES &&
        !(found_name(q) && recover_is_first(q->b)))
        return recover_is_border(q->b) && !recover_after_subject(q->b) ? NULL : condition_hint(q);
    if (places_of(q))
        return clause_hint(q);
    if (hints_alone(q, "a string"))
        return text_hint(q);
    if (has(e, "a string") && has(e, "is") && e->count == 2)
        return message_hint(q);
    if (found_name(q) && !has(e, "a name") && nearest_word(q))
        return nearest_word(q);
    if (hints_alone(q, "when"))
        return habit_hint(HABIT_RULE, q->text) ? "write `when`"
                                               : "write `when` before the condition";
    if (has(e, "else") && e->count == 1)
        return !strcmp(q->found, ",") ? comma_hint(q) : habit_hint(HABIT_RULE, q->text);
    if (hints_alone(q, ",") && !strcmp(q->found, "else"))
        return "a conflict is between two features: conflict A, B";
    if (hints_alone(q, ",") || (has(e, ",") && (has(e, "}") || has(e, ":") || has(e, "{"))))
        return list_hint(q);
    if (hints_alone(q, ":"))
        return recover_body(q->b) == BODY_TEST ? given_hint(q) : define_hint(q);
    if (has(e, "a name") && (!strcmp(q->last, "then") || !strcmp(q->last, "else")))
        return effect_hint(q);
    if (has(e, "a string") && has(e, "a number") && recover_body(q->b) == BODY_TEST)
        return given_value_hint(q);
    if (has(e, "a /pattern/") && !strcmp(q->found, "a string"))
        return "a pattern stands between slashes: /…/";
    if (hints_alone(q, "{"))
        return brace_hint(q);
    if (hints_alone(q, "and"))
        return "write `and`";
    if (hints_alone(q, "a number") && !strcmp(q->found, "a string"))
        return "a number stands without quotes";
    if (!strcmp(q->text, "no-rule") || !strcmp(q->text, "norule"))
        return "write `no rule \"reason\"`";
    if (!strcmp(q->found, ":"))
        return colon_hint(q);
    return has(e, "a name") ? name_hint(q) : NULL;
}
