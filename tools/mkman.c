/* mkman.c: prints a manual page of the command, made from the tables that its help is made from.
 *
 *     mkman caveat | caveat-VERB
 *
 * A build tool, not installed. Invariant: what a page says of a verb, an option, a status of a verb
 * or an example stands in verbs.def, options.def or examples.def, and nowhere else.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../runtime/caveat.h"

/* -- the tables -- */

typedef enum option_id {
#define OPTION(ID, letter, name, argument, help) OPTION_##ID,
#include "caveat/options.def"
    OPTION_COUNT
} option_id;
enum {
#define OPTION(ID, letter, name, argument, help) OPT_##ID = 1ull << OPTION_##ID,
#include "caveat/options.def"
};

typedef struct option_row {
    char letter;
    const char *name, *argument, *help;
} option_row;
static const option_row options[] = {
#define OPTION(ID, letter, name, argument, help) {letter, name, argument, help},
#include "caveat/options.def"
};

typedef struct verb_row {
    const char *name, *summary, *operands;
    unsigned long long options;
    const char *formats, *help;
} verb_row;
static const verb_row verbs[] = {
#define VERB(name, summary, operands, options, formats, help)                                      \
    {#name, summary, operands, options, formats, help},
#include "caveat/verbs.def"
};

typedef struct example_row {
    const char *verb, *command, *text;
} example_row;
static const example_row examples[] = {
#define EXAMPLE(verb, command, text) {verb, command, text},
#include "caveat/examples.def"
};

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

/* -- troff -- */

/* `size` bytes; a backslash, a leading dot or quote and a hyphen mean something to it. */
static void put(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (i == 0 && strchr(".'", text[i]))
            fputs("\\&", stdout);
        switch (text[i]) {
        case '\\':
            fputs("\\(rs", stdout);
            break;
        case '-':
            fputs("\\-", stdout);
            break;
        case '\'':
            fputs("\\(aq", stdout);
            break;
        case '`':
            break;
        default:
            putchar(text[i]);
        }
    }
}

static void put_line(const char *text)
{
    put(text, strlen(text));
    putchar('\n');
}

static void paragraphs(const char *text, const char *end)
{
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        stop = stop ? stop : end;
        printf(".PP\n");
        put(text, (size_t)(stop - text));
        putchar('\n');
        text = stop < end ? stop + 1 : end;
    }
}

static void title(const char *name, const char *summary)
{
    char upper[64];
    size_t n = 0;
    for (; name[n] && n + 1 < sizeof upper; n++)
        upper[n] = name[n] >= 'a' && name[n] <= 'z' ? (char)(name[n] - 'a' + 'A') : name[n];
    upper[n] = '\0';
    printf(".TH %s 1 \"\" \"caveat %s\" \"User Commands\"\n.ad l\n.nh\n.SH NAME\n", upper,
           cav_release());
    put(name, n);
    printf(" \\- ");
    put_line(summary);
}

static void synopsis(const verb_row *v)
{
    printf(".SH SYNOPSIS\n.B caveat %s\n[\\fIOPTION\\fR]...", v->name);
    if (*v->operands) {
        putchar(' ');
        put(v->operands, strlen(v->operands));
    }
    putchar('\n');
}

/* -- the sections of a verb's page -- */

/* Where the paragraph of statuses begins; the help's end where there is none. */
static const char *find_statuses(const verb_row *v)
{
    const char *at = strstr(v->help, "Status: ");
    return at ? at : v->help + strlen(v->help);
}

static void formats(const char *list)
{
    for (size_t n; *list; list += n + (list[n] == ' ')) {
        n = strcspn(list, " ");
        put(list, n);
        if (list[n])
            fputs(strchr(list + n + 1, ' ') ? ", " : " or ", stdout);
    }
}

static void option_list(const verb_row *v)
{
    printf(".SH OPTIONS\n");
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        const option_row *o = &options[i];
        if (!(v->options & 1ull << i))
            continue;
        printf(".TP\n.B ");
        if (o->letter)
            printf("\\-%c, ", o->letter);
        fputs("\\-\\-", stdout);
        put(o->name, strlen(o->name));
        if (o->argument && o->argument[0] == '[') /* it may be left out */
            printf("[=\\fI%.*s\\fR]", (int)strlen(o->argument) - 2, o->argument + 1);
        else if (o->argument)
            printf(" \\fI%s\\fR", o->argument);
        putchar('\n');
        put(o->help, strlen(o->help));
        if (i == OPTION_FORMAT) {
            putchar(' ');
            formats(v->formats);
        }
        putchar('\n');
    }
}

/* "Status: 0 done; 1 not. More." as a list, then what else it says. */
static void statuses(const verb_row *v)
{
    const char *at = find_statuses(v);
    printf(".SH EXIT STATUS\n");
    for (at += *at ? strlen("Status: ") : 0; *at >= '0' && *at <= '9';) {
        size_t number = strspn(at, "0123456789"), end = number;
        while (at[end] && !(at[end] == ';' && at[end + 2] >= '0' && at[end + 2] <= '9') &&
               !(at[end] == '.' && (at[end + 1] == ' ' || !at[end + 1])))
            end++;
        printf(".TP\n.B %.*s\n", (int)number, at);
        put(at + number + 1, end - number - 1);
        putchar('\n');
        bool last = at[end] != ';';
        at += end + (at[end] ? 1 : 0) + (at[end] && at[end + 1] == ' ' ? 1 : 0);
        if (last)
            break;
    }
    paragraphs(at, at + strlen(at));
    printf(".PP\nWhat other numbers mean is told in\n.BR caveat (1).\n");
}

static void example_list(const char *verb)
{
    bool any = false;
    for (size_t i = 0; i < COUNT(examples); i++) {
        if (strcmp(examples[i].verb, verb) != 0)
            continue;
        printf(any ? "" : ".SH EXAMPLES\n");
        any = true;
        printf(".TP\n.B ");
        put_line(examples[i].command);
        put_line(examples[i].text);
    }
}

/* Does the text name the verb: "`caveat VERB"? */
static bool names(const char *text, const char *verb)
{
    size_t n = strlen(verb);
    while ((text = strstr(text, "caveat "))) {
        text += strlen("caveat ");
        if (strncmp(text, verb, n) == 0 && (text[n] < 'a' || text[n] > 'z'))
            return true;
    }
    return false;
}

static bool belong_together(const verb_row *a, const verb_row *b)
{
    bool found = names(a->help, b->name) || names(b->help, a->name);
    for (size_t i = 0; i < COUNT(examples); i++)
        found |= (strcmp(examples[i].verb, a->name) == 0 && names(examples[i].command, b->name)) ||
                 (strcmp(examples[i].verb, b->name) == 0 && names(examples[i].command, a->name));
    return a != b && found;
}

static void see_also(const verb_row *v)
{
    printf(".SH SEE ALSO\n.BR caveat (1)");
    for (size_t i = 0; i < COUNT(verbs); i++)
        if (belong_together(v, &verbs[i]))
            printf(",\n.BR caveat\\-%s (1)", verbs[i].name);
    putchar('\n');
}

static void verb_page(const verb_row *v)
{
    char name[64];
    snprintf(name, sizeof name, "caveat-%s", v->name);
    title(name, v->summary);
    synopsis(v);
    printf(".SH DESCRIPTION\n");
    paragraphs(v->help, find_statuses(v));
    option_list(v);
    statuses(v);
    example_list(v->name);
    see_also(v);
}

/* -- the page of the command -- */

static const char *const exit_statuses[][2] = {
    {"0", "at or above the wanted level (--require, supported); all tests passed; done"},
    {"1", "certainly below it; a test failed, or none ran; something was found, or differs"},
    {"2", "not known to reach it; not everything could be decided or swept"},
    {"3", "the rules are invalid, a file named by use that cannot be read included"},
    {"64", "the command line is wrong"},
    {"65", "the facts are invalid, or contradict each other"},
    {"66", "a file named on the command line is missing or cannot be read"},
    {"70", "an internal error"},
    {"74", "the result could not be written"},
};

static void command_page(void)
{
    title("caveat", "judge a machine by documented restrictions");
    printf(".SH SYNOPSIS\n.B caveat\n\\fIVERB\\fR [\\fIOPTION\\fR]... [\\fIFILE\\fR]...\n"
           ".SH DESCRIPTION\n");
    put_line(
        "caveat compiles rule files that encode a vendor's documented restrictions, gathers or "
        "reads "
        "the facts of a machine, and says what is supported: by which statement of the source, by "
        "which facts, and what is still unknown. A fact that is not known is never guessed.");
    printf(".PP\n");
    put_line("Results go to standard output, messages to standard error; after an error nothing "
             "stands on "
             "standard output.");
    printf(".SH VERBS\nEach has a page of its own, such as\n.BR caveat\\-check (1).\n");
    for (size_t i = 0; i < COUNT(verbs); i++) {
        printf(".TP\n.B %s\n", verbs[i].name);
        put_line(verbs[i].summary);
    }
    printf(".SH EXIT STATUS\nThe same number means the same in every format.\n");
    for (size_t i = 0; i < COUNT(exit_statuses); i++) {
        printf(".TP\n.B %s\n", exit_statuses[i][0]);
        put_line(exit_statuses[i][1]);
    }
    printf(".SH ENVIRONMENT\n.TP\n.B NO_COLOR\n");
    put_line("when set and not empty: no colour, unless --color always");
    printf(".TP\n.B TERM\n");
    put_line("dumb: no colour, unless --color always");
    example_list("");
    printf(".SH SEE ALSO\n");
    for (size_t i = 0; i < COUNT(verbs); i++)
        printf(".BR caveat\\-%s (1)%s\n", verbs[i].name, i + 1 < COUNT(verbs) ? "," : "");
    printf(".PP\nThe manuals of the language, of facts, of testing, auditing, publishing and "
           "embedding are\n"
           "installed beside the program, in\n.IR share/doc/caveat .\n"
           "Who writes rules begins with\n.I writing\\-a\\-pack.md\nthere.\n");
}

int main(int argc, char **argv)
{
    const char *page = argc == 2 ? argv[1] : "";
    bool found = strcmp(page, "caveat") == 0;
    if (found)
        command_page();
    for (size_t i = 0; i < COUNT(verbs) && !found; i++)
        if (strncmp(page, "caveat-", 7) == 0 && strcmp(page + 7, verbs[i].name) == 0) {
            verb_page(&verbs[i]);
            found = true;
        }
    if (found)
        return fflush(stdout) || ferror(stdout) ? 74 : 0;
    fprintf(stderr, "usage: mkman caveat | caveat-VERB\n");
    return 64;
}
