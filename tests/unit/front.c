/* front.c: see front.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "front.h"

/* -- a unit that was parsed, with what was said about it -- */

static void *counted(void *context, void *block, size_t old_size, size_t new_size)
{
    front *f = context;

    (void)old_size;
    if (!new_size) {
        f->live -= block != NULL;
        free(block);
        return NULL;
    }
    if (++f->allocations == f->fail_at)
        return NULL;
    f->live += block == NULL;
    return realloc(block, new_size);
}

static void note(void *context, const cavc_diagnostic *d)
{
    front *f = context;
    said *s = &f->said[f->nsaid++];

    assert_true(f->nsaid < 300);
    snprintf(s->id, sizeof s->id, "%s", d->id);
    snprintf(s->hint, sizeof s->hint, "%s", d->hint ? d->hint : "");
    snprintf(s->message, sizeof s->message, "%s", d->message);
    s->line = d->line;
    s->column = d->column;
    if (d->line) {
        assert_non_null(d->source);
        assert_non_null(strchr(d->caret, '^'));
        assert_true(d->start <= d->end);
    }
}

static const char *give(void *context, const char *path, cavc_text *text)
{
    front *f = context;

    for (int i = 0; i < 8 && f->paths[i]; i++)
        if (!strcmp(f->paths[i], path)) {
            text->bytes = f->texts[i];
            text->size = strlen(f->texts[i]);
            return NULL;
        }
    return "no such file";
}

void front_run(front *f, const char *text, size_t size)
{
    f->unit.host.env.resize = counted;
    f->unit.host.env.context = f;
    f->unit.host.context = f;
    f->unit.host.diagnostic = note;
    f->unit.host.use = give;
    arena_init(&f->unit.arena, &f->unit.host.env, &f->out_of_memory);
    if (setjmp(f->out_of_memory)) {
        f->failed = true;
        return;
    }
    f->unit.sources.arena = &f->unit.arena;
    f->unit.diags = diag_list_new(&f->unit.arena, &f->unit.sources);
    parse_unit(&f->unit, "dir/main.cav", (cavc_text){text, size});
    diag_flush(f->unit.diags, &f->unit.host, CAVC_COMPILE);
}

front *front_parse_sized(const char *text, size_t size)
{
    front *f = calloc(1, sizeof *f);

    assert_non_null(f);
    front_run(f, text, size);
    assert_false(f->failed);
    return f;
}

front *front_parse(const char *text)
{
    return front_parse_sized(text, strlen(text));
}

void front_free(front *f)
{
    arena_free(&f->unit.arena);
    assert_int_equal(f->live, 0);
    free(f);
}

ast_item *front_items(front *f)
{
    return f->unit.files.at[0]->items;
}

/* "LINE:COLUMN ID" of each, joined by blanks. */
void front_expect(front *f, const char *text, const char *expected)
{
    char got[4000] = "";

    for (size_t i = 0; i < f->nsaid && strlen(got) < 3900; i++)
        sprintf(got + strlen(got), "%s%u:%u %s", i ? " " : "", f->said[i].line, f->said[i].column,
                f->said[i].id);
    if (strcmp(got, expected)) {
        print_error("of:\n%s\nexpected %s\ngot      %s\n", text, expected, got);
        for (size_t i = 0; i < f->nsaid; i++)
            print_error("  %s (%s)\n", f->said[i].message, f->said[i].hint);
        fail();
    }
}

void front_check(const char *text, const char *expected)
{
    front *f = front_parse(text);

    front_expect(f, text, expected);
    front_free(f);
}

char *front_read_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    char *bytes = malloc(1 << 20);

    if (!f)
        fail_msg("%s is not here", path);
    *size = fread(bytes, 1, (1 << 20) - 1, f);
    bytes[*size] = '\0';
    fclose(f);
    return bytes;
}

const char *const front_packs[FRONT_PACKS] = {"rules/nested.facts.cav", "rules/rhel8-nested.cav",
                                              "rules/rhel8-nested.tests.cav",
                                              "tests/data/shared/pack.cav"};

/* -- spans -- */

typedef struct span_check {
    front *f;
    ast_span stack[400];
    size_t n;
} span_check;

/* The dump is indented by depth and shows every span: a child's lies in that of the line above it.
 */
static void check_span_line(void *context, const char *line)
{
    span_check *c = context;
    size_t depth = strspn(line, " ") / 2;
    const char *open = strrchr(line, '[');
    ast_span s = {0};

    if (!strncmp(line, "file ", 5) || !strncmp(line, "comment", 7))
        return;
    assert_true(depth < 400);
    while (c->n <= depth)
        c->stack[c->n++] = (ast_span){0, 0, UINT32_MAX};
    c->n = depth + 1;
    if (!open || sscanf(open, "[%u, %u)", &s.start, &s.end) != 2)
        s = depth ? c->stack[depth - 1] : s;
    if (s.start > s.end ||
        (depth && (s.start < c->stack[depth - 1].start || s.end > c->stack[depth - 1].end)))
        fail_msg("a child outside its parent: %s", line);
    c->stack[depth] = s;
}

void front_check_spans(front *f)
{
    span_check c = {.f = f};

    dump_tree(&f->unit, check_span_line, &c);
}

/* -- the canonical form -- */

typedef struct lines {
    char *at;
    size_t size;
} lines;

static void without_span(void *context, const char *line)
{
    lines *t = context;
    const char *open = strrchr(line, '[');
    size_t size = open && line[strlen(line) - 1] == ')' ? (size_t)(open - line) : strlen(line);

    if (!strncmp(line, "file ", 5) || !strncmp(line, "comment", 7))
        return;
    t->at = realloc(t->at, t->size + size + 2);
    memcpy(t->at + t->size, line, size);
    t->size += size;
    t->at[t->size++] = '\n';
    t->at[t->size] = '\0';
}

static size_t comments(const front *f)
{
    size_t n = 0;

    for (const ast_comment *c = f->unit.files.at[0]->comments; c; c = c->next)
        n++;
    return n;
}

/* The form parses, to the same tree, keeps every comment, and formatting it changes nothing. */
void front_check_form(const char *source, const char *expected)
{
    front *one = front_parse(source), *two;
    const char *form = format_file(&one->unit.arena, one->unit.files.at[0]), *again;
    lines a = {0}, b = {0};

    if (expected)
        assert_string_equal(form, expected);
    two = front_parse(form);
    if (two->nsaid > one->nsaid)
        front_expect(two, form, "");
    again = format_file(&two->unit.arena, two->unit.files.at[0]);
    assert_string_equal(again, form);
    dump_tree(&one->unit, without_span, &a);
    dump_tree(&two->unit, without_span, &b);
    assert_string_equal(a.at ? a.at : "", b.at ? b.at : "");
    assert_int_equal(comments(one), comments(two));
    free(a.at);
    free(b.at);
    front_free(one);
    front_free(two);
}

/* -- long texts */

char *front_repeated(const char *head, const char *piece, size_t count, const char *tail)
{
    size_t size = strlen(piece);
    char *text = malloc(strlen(head) + count * size + strlen(tail) + 1), *to = text;

    to += sprintf(to, "%s", head);
    for (size_t i = 0; i < count; i++, to += size)
        memcpy(to, piece, size);
    strcpy(to, tail);
    return text;
}
