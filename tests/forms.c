/* forms.c: formats many rule texts in one process and compares what they compile to.
 *
 * Reads `SIZE`, a line end and SIZE bytes, again and again; answers each with "ok SIZE", a line end
 * and the canonical text, or with one line "bad REASON". A text is good if it compiles, its form
 * compiles to the same stripped image with the same diagnostics, and the form of the form is the
 * form. It knows compiler/caveatc.h and nothing else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../compiler/caveatc.h"

enum { SAID = 8192 };

typedef struct piece {
    char *bytes;
    size_t size;
} piece;

typedef struct result {
    cavc_unit *unit;
    uint8_t *image;
    size_t size;
    char said[SAID]; /* diagnostics without their places */
} result;

static void note(void *context, const cavc_diagnostic *d)
{
    result *r = context;
    size_t n = strlen(r->said);

    snprintf(r->said + n, SAID - n, "%s %s; ", d->id, d->message);
}

static void keep(void *context, cavc_text text)
{
    piece *p = context;

    p->bytes = malloc(text.size + 1);
    p->size = text.size;
    if (!p->bytes)
        abort();
    memcpy(p->bytes, text.bytes, text.size);
    p->bytes[text.size] = '\0';
}

static cavc_host host_of(result *r)
{
    return (cavc_host){.diagnostic = note, .context = r};
}

static cav_status compile(result *r, const piece *text)
{
    const cavc_options options = {.strip = true};
    cavc_host host = host_of(r);
    cav_status status =
        cavc_parse(&host, "main.cav", (cavc_text){text->bytes, text->size}, &r->unit);

    return status ? status : cavc_compile(r->unit, &options, &r->image, &r->size);
}

static cav_status format(result *r, const piece *text, piece *form)
{
    cavc_host host = host_of(r);

    return cavc_format(&host, "main.cav", (cavc_text){text->bytes, text->size}, keep, form);
}

static void drop(result *r)
{
    if (r->image)
        cavc_image_free(r->unit, r->image, r->size);
    cavc_unit_free(r->unit);
    memset(r, 0, sizeof *r);
}

static const char *judge(const piece *text, piece *form, piece *again, result *one, result *two)
{
    if (compile(one, text))
        return "it does not compile";
    if (format(one, text, form))
        return "it has no form";
    if (compile(two, form))
        return "its form does not compile";
    if (one->size != two->size || memcmp(one->image, two->image, one->size) != 0)
        return "its form compiles to something else";
    if (strcmp(one->said, two->said) != 0)
        return "its form gets other diagnostics";
    if (format(two, form, again))
        return "its form has no form";
    if (form->size != again->size || memcmp(form->bytes, again->bytes, form->size) != 0)
        return "the form of its form is another";
    return NULL;
}

static void answer(const piece *text)
{
    static result one, two;
    piece form = {0}, again = {0};
    const char *why = judge(text, &form, &again, &one, &two);

    if (why)
        printf("bad %s: %s-- %s\n", why, one.said, two.said);
    else {
        printf("ok %zu\n", form.size);
        fwrite(form.bytes, 1, form.size, stdout);
    }
    free(form.bytes);
    free(again.bytes);
    drop(&one);
    drop(&two);
}

int main(void)
{
    size_t size;
    int end;

    while (scanf("%zu", &size) == 1 && (end = getchar()) == '\n') {
        piece text = {malloc(size + 1), size};
        if (!text.bytes || fread(text.bytes, 1, size, stdin) != size)
            return 1;
        answer(&text);
        free(text.bytes);
    }
    return fflush(stdout) || ferror(stdout);
}
