/* mkdocs.c: prints one reference page, made from the tables that the program itself is made from.
 *
 *     mkdocs instructions | levels | diagnostics | image | reasons | lint
 *
 * A build tool, not installed. It repeats no fact: every row comes from a .def file, so a page can
 * be stale only if it was not made again.
 */
#include <stdio.h>
#include <string.h>

#include "../compiler/caveatc.h"
#include "../runtime/host/host.h"

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

static void lint(void)
{
    static const char *const levels[] = {"allow", "note", "warn", "error"};
    cavc_lint_check c;
    head("Checks of lint", "compiler/lint.def");
    printf("Each is told in `diagnostics.md`, with an example that gives it and one that does not.\n\n"
           "| id | name | level | finds |\n|---|---|---|---|\n");
    for (uint32_t i = 0; cavc_lint_check_get(i, &c); i++)
        printf("| %s | %s | %s | %s |\n", c.id, c.name, levels[c.level], c.summary);
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

/* -- which page -- */

static const struct page { const char *name; void (*print)(void); } pages[] = {
    {"instructions", instructions}, {"levels", levels},   {"diagnostics", diagnostics},
    {"image", image},               {"reasons", reasons},   {"lint", lint},
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
