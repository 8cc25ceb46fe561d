/* json.c: libraries that read JSON, on the lines of a fleet: ns a line, the best of some rounds.
 *
 *     cc -O2 tests/bench/json.c -o json -DHAVE_YAJL -DHAVE_JSON_C -ljansson -lyajl -ljson-c -ldl
 *     json HOSTS.ndjson build/caveat-simdjson.so
 *
 * jansson and json-c make trees, yajl calls back for each value, the module finds keys and values.
 * Each must take every line.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef HAVE_JSON_C
#include <json-c/json.h>
#else
#include <jansson.h>
#endif
#ifdef HAVE_YAJL
#include <yajl/yajl_parse.h>
#endif

#include "../../tools/fleet/scan.h"

enum { ROUNDS = 5 };

static const scanner *module;
static void *state;

#ifdef HAVE_JSON_C
static int with_json_c(const char *line, size_t size)
{
    static struct json_tokener *reader;
    if (!reader)
        reader = json_tokener_new();
    json_tokener_reset(reader);
    struct json_object *root = json_tokener_parse_ex(reader, line, (int)size);
    json_object_put(root);
    return root != NULL;
}
#else
static int with_jansson(const char *line, size_t size)
{
    json_error_t error;
    json_t *root = json_loadb(line, size, JSON_REJECT_DUPLICATES, &error);
    json_decref(root);
    return root != NULL;
}
#endif

#ifdef HAVE_YAJL
static int take_text(void *context, const unsigned char *text, size_t size)
{
    (void)context;
    (void)text;
    return size < SIZE_MAX;
}

static int take_flag(void *context, int value)
{
    (void)context;
    return value >= 0;
}

static int with_yajl(const char *line, size_t size)
{
    static const yajl_callbacks calls = {
        .yajl_boolean = take_flag, .yajl_string = take_text, .yajl_map_key = take_text};
    yajl_handle reader = yajl_alloc(&calls, NULL, NULL);
    int good = yajl_parse(reader, (const unsigned char *)line, size) == yajl_status_ok &&
               yajl_complete_parse(reader) == yajl_status_ok;
    yajl_free(reader);
    return good;
}
#endif

static int with_module(const char *line, size_t size)
{
    static scan_item items[SCAN_ITEMS_MAX], inner[SCAN_ITEMS_MAX];
    int n = module->object(state, true, line, size, items);
    for (int i = 0; i < n; i++)
        if (*items[i].value == '{' &&
            module->object(state, false, items[i].value, items[i].value_size, inner) < 0)
            return 0;
    return n >= 0;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void measure(const char *name, int (*read)(const char *, size_t), const char *text,
                    size_t size)
{
    double best = 1e18;
    size_t lines = 0;
    for (int r = 0; r < ROUNDS; r++) {
        double start = now();
        lines = 0;
        for (const char *at = text, *end = text + size; at < end; lines++) {
            const char *next = memchr(at, '\n', (size_t)(end - at));
            if (!next || !read(at, (size_t)(next - at))) {
                fprintf(stderr, "json: %s refuses line %zu\n", name, lines + 1);
                exit(1);
            }
            at = next + 1;
        }
        double took = (now() - start) / (double)lines;
        best = took < best ? took : best;
    }
    printf("%-10s %8.0f ns a line of %zu bytes\n", name, best, size / lines);
}

int main(int argc, char **argv)
{
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    enum { MOST = 64 << 20 };
    char *text = calloc(1, MOST + SCAN_PADDING);
    if (!file || !text) {
        fprintf(stderr, "usage: json HOSTS.ndjson [caveat-simdjson.so]\n");
        return 1;
    }
    size_t size = fread(text, 1, MOST, file);
    while (size && text[size - 1] != '\n')
        size--;
    fclose(file);
    void *library = argc > 2 ? dlopen(argv[2], RTLD_NOW) : NULL;
    module = library ? dlsym(library, "CAVEAT_SCANNER") : NULL;
    state = module ? module->open() : NULL;
    if (state)
        measure(module->name, with_module, text, size);
#ifdef HAVE_YAJL
    measure("yajl", with_yajl, text, size);
#endif
#ifdef HAVE_JSON_C
    measure("json-c", with_json_c, text, size);
#else
    measure("jansson", with_jansson, text, size);
#endif
    if (state)
        module->close(state);
    free(text);
    return 0;
}
