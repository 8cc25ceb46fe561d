/* mkdocs.c: prints one reference page, made from the tables that the program itself is made from.
 *
 *     mkdocs instructions | levels | diagnostics | image | reasons | caveat.1
 *
 * A build tool, not installed. It repeats no fact: every row comes from a .def file, so a page can
 * be stale only if it was not made again.
 */
#include <stdio.h>
#include <string.h>

#include "../compiler/caveatc.h"
#include "../runtime/host/host.h"

/* -- the command's tables: options.h and verbs.def, without the command -- */

typedef enum option_id {
#define OPTION(ID, letter, name, argument, help) OPTION_##ID,
#include "caveat/options.def"
    OPTION_COUNT
} option_id;
enum {
#define OPTION(ID, letter, name, argument, help) OPT_##ID = 1ull << OPTION_##ID,
#include "caveat/options.def"
};
typedef struct option_row { char letter; const char *name, *argument, *help; } option_row;
static const option_row options[] = {
#define OPTION(ID, letter, name, argument, help) {letter, name, argument, help},
#include "caveat/options.def"
};
typedef struct verb_row { const char *name, *summary, *operands; unsigned long long options; const char *formats, *help; } verb_row;
static const verb_row verbs[] = {
#define VERB(name, summary, operands, options, formats, help) {#name, summary, operands, options, formats, help},
#include "caveat/verbs.def"
};

/* -- Markdown -- */

static void head(const char *title, const char *from)
{
    printf("# %s\n\nMade by `make docs` from `%s`.\n\n", title, from);
}

static void instructions(void)
{
    head("The instruction set", "runtime/ops.def");
    printf("Every instruction computes one three-valued result from a fact or from earlier results.\n"
           "On two bit planes, `a.t` says that operand a can be true, `a.f` that it can be false.\n\n"
           "| number | name | operands | can be true | can be false | meaning |\n|---|---|---|---|---|---|\n");
    int number = 0;
#define LEAF(NAME, a, b, doc) printf("| %d | %s | %s, %s | | | %s |\n", number++, #NAME, #a, #b, doc);
#define LOGIC(NAME, a, b, t, f, doc) \
    printf("| %d | %s | %s, %s | `%s` | `%s` | %s |\n", number++, #NAME, #a, #b, #t, #f, doc);
#include "../runtime/ops.def"
    printf("\n| operand | printed | first index refused |\n|---|---|---|\n");
#define KIND(name, letter, first_illegal) \
    printf("| %s | %c | %s |\n", #name, letter ? letter : '-', #first_illegal);
#include "../runtime/ops.def"
}

static void levels(void)
{
    head("Levels", "runtime/levels.def");
    printf("Best first. The status of a configuration is the worst level that bears on it.\n\n"
           "| level | meaning | SARIF | JUnit |\n|---|---|---|---|\n");
#define LEVEL(ID, name, meaning, sarif, junit) printf("| %s | %s | %s | %s |\n", name, meaning, sarif, junit);
#include "../runtime/levels.def"
}

static void example(const char *title, const char *text)
{
    if (text)
        printf("%s:\n\n```\n%s```\n\n", title, text);
}

/* The text of a diagnostic; what is filled in shows as an ellipsis. */
static void message(const char *text)
{
    for (const char *p = text; *p; p++)
        if (*p != '%')
            putchar(*p);
        else {
            p += strcspn(p, "sduxX");
            fputs("\xE2\x80\xA6", stdout);
        }
}

static void diagnostics(void)
{
    static const char *const stages[CAVC_STAGES] = {"", " of `caveat lint`", " of `caveat analyze`",
                                                    " of translations"};
    cavc_diagnostic_kind d;
    head("Diagnostics", "compiler/diag.def` and `docs/diagnostics/");
    for (uint32_t i = 0; cavc_diagnostic_kind_get(i, &d); i++) {
        printf("## %s %s\n\n%s%s: ", d.id, d.name,
               d.severity == CAVC_ERROR ? "error" : d.severity == CAVC_WARNING ? "warning" : "note",
               stages[d.stage]);
        message(d.text);
        printf("\n\n%s\n\n", d.explanation);
        example("Wrong", d.bad);
        example("Right", d.good);
    }
}

static void image(void)
{
    head("The image format", "runtime/image.def");
    printf("Format version %d. Every field is one little-endian 32-bit word, every record its fields in\n"
           "this order; the head of `runtime/image.def` explains the kinds.\n", CAV_FORMAT_VERSION);
#define SECTION(ID, number, class) \
    printf("\n## %d %s (%s)\n\n| field | kind | of |\n|---|---|---|\n", number, #ID, #class);
#define FIELD(ID, name, kind, arg) printf("| %s | %s | %s |\n", #name, #kind, #arg);
#include "../runtime/image.def"
    printf("\n## 64 to 95 LANGUAGE (SKIPRAW)\n\nOne for each language; its tables are described at the head of "
           "`runtime/image.def`. The words of\nthe runtime that a language may translate, in their "
           "order:\n\n| word | what it is |\n|---|---|\n");
#define WORD(ID, text, meaning) printf("| %s | %s |\n", text, meaning);
#include "../runtime/words.def"
}

static void reasons(void)
{
    head("Why a fact stays unknown", "runtime/host/reasons.def");
    for (int r = 0; r < CAV_REASON_COUNT; r++)
        if (r != CAV_REASON_FOUND)
            printf("- %s\n", cav_reason_text((cav_reason)r));
}

/* -- the manual page -- */

/* Text for troff: a backslash and a leading dot or quote mean something to it. */
static void roff(const char *text)
{
    bool start = true;
    for (; *text; text++) {
        if (start && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        if (*text == '\n')
            fputs("\n.sp\n", stdout);
        else if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else if (*text != '`')
            putchar(*text);
        start = *text == '\n';
    }
    putchar('\n');
}

static void manual_options(unsigned long long set)
{
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        if (!(set & 1ull << i))
            continue;
        printf(".TP\n.B ");
        if (options[i].letter)
            printf("\\-%c, ", options[i].letter);
        printf("\\-\\-%s", options[i].name);
        printf(options[i].argument ? " \\fI%s\\fR\n" : "\n", options[i].argument);
        roff(options[i].help);
    }
}

static void manual_page(void)
{
    printf(".TH CAVEAT 1 \"\" \"caveat %s\" \"User Commands\"\n.SH NAME\n"
           "caveat \\- judge a machine by documented restrictions\n"
           ".SH SYNOPSIS\n.B caveat\n.I VERB\n[\\fIOPTION\\fR]... [\\fIFILE\\fR]...\n"
           ".SH DESCRIPTION\n", cav_release());
    roff("caveat compiles rule files that encode a vendor's documented restrictions, gathers or reads "
         "the facts of a machine, and says what is supported: by which statement of the source, by "
         "which facts, and what is still unknown. A fact that is not known is never guessed.");
    printf(".SH VERBS\n");
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        printf(".SS caveat %s %s\n", verbs[i].name, verbs[i].operands);
        roff(verbs[i].summary);
        if (*verbs[i].help) {
            printf(".sp\n");
            roff(verbs[i].help);
        }
        manual_options(verbs[i].options);
    }
    printf(".SH EXIT STATUS\n");
    static const char *const statuses[][2] = {
        {"0", "at or above the wanted level (--require, supported); all tests passed"},
        {"1", "certainly below it; a test failed, or none ran; an image differs from its rules"},
        {"2", "not known to reach it"},
        {"3", "the rules are invalid, a `use` that cannot be read included"},
        {"64", "the command line is wrong"},
        {"65", "the facts are invalid, or contradict each other"},
        {"66", "a file named on the command line is missing or cannot be read"},
        {"70", "an internal error"},
        {"74", "the result could not be written"},
    };
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        printf(".TP\n.B %s\n", statuses[i][0]);
        roff(statuses[i][1]);
    }
    printf(".SH ENVIRONMENT\n.TP\n.B NO_COLOR\n");
    roff("when set and not empty: no colour, unless --color always");
}

/* -- which page -- */

static const struct page { const char *name; void (*print)(void); } pages[] = {
    {"instructions", instructions}, {"levels", levels},   {"diagnostics", diagnostics},
    {"image", image},               {"reasons", reasons}, {"caveat.1", manual_page},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 2 && i < sizeof pages / sizeof *pages; i++) {
        if (strcmp(argv[1], pages[i].name) == 0) {
            pages[i].print();
            return fflush(stdout) || ferror(stdout) ? 74 : 0;
        }
    }
    fprintf(stderr, "usage: mkdocs PAGE, one of:");
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        fprintf(stderr, " %s", pages[i].name);
    fprintf(stderr, "\n");
    return 64;
}
