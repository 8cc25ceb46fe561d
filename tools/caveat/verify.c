/* verify.c: the verb verify: an image alone, or against the rules it is said to be made of.
 *
 * Equal means every byte; a stripped image is compared with these rules stripped. A difference is
 * explained by what the image records: another compiler release, other sources; only when these
 * agree is the image called altered.
 */
#include "verbs.h"

#include "../../runtime/sha256.h"
#include "load.h"
#include "render.h"

#include <stdio.h>
#include <string.h>

/* File names and releases come out of an image: nothing of them reaches a terminal unescaped. */
__attribute__((format(printf, 2, 3))) static void write_escaped(app *a, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    render_lines(&a->out, text);
}

static bool same_bytes(const pack *image, const uint8_t *bytes, size_t size)
{
    return image->size == size && memcmp(image->image, bytes, size) == 0;
}

static const char *hex(app *a, const uint8_t hash[32])
{
    char *text = pool_alloc(&a->pool, 65, 1);
    sha256_hex(hash, text);
    return text;
}

static bool find_file(const pack *p, const char *name, cav_file *file)
{
    for (uint32_t i = 0; cav_program_file(p->program, i, file); i++)
        if (strcmp(file->name, name) == 0)
            return true;
    return false;
}

/* Each source that only one side has or that differs; returns how many. */
static unsigned compare_sources(app *a, const pack *image, const pack *rules)
{
    unsigned different = 0;
    cav_file file, other;
    for (uint32_t i = 0; cav_program_file(image->program, i, &file); i++) {
        bool there = find_file(rules, file.name, &other);
        if (there && memcmp(file.sha256, other.sha256, 32) == 0)
            continue;
        different++;
        if (there)
            write_escaped(
                a, "  %s differs: the image was made of sha256:%s,\n    here it is sha256:%s\n",
                file.name, hex(a, file.sha256), hex(a, other.sha256));
        else
            write_escaped(a, "  %s is in the image, not among the rules\n", file.name);
    }
    for (uint32_t i = 0; cav_program_file(rules->program, i, &file); i++)
        if (!find_file(image, file.name, &other)) {
            different++;
            write_escaped(a, "  %s is among the rules, not in the image\n", file.name);
        }
    return different;
}

static void explain_difference(app *a, const pack *image, const pack *rules)
{
    write_escaped(a, "different: %s is not what these rules compile to\n",
                  tool_name(a, image->path));
    unsigned sources = compare_sources(a, image, rules);
    if (strcmp(image->info.release, rules->info.release) != 0)
        write_escaped(a,
                      "  compiled by release %s, this is %s: other bytes are to be expected;\n"
                      "    compare with that release\n",
                      image->info.release, rules->info.release);
    else if (!sources)
        write_escaped(
            a,
            "  same sources and release: the image was altered, or made by an altered compiler\n");
}

/* Neither conditions nor places are in it. */
static bool is_stripped(const pack *p)
{
    cav_rule rule;
    cav_impossible impossible;
    if (p->info.conds)
        return false;
    for (uint32_t i = 0; cav_program_rule(p->program, i, &rule); i++)
        if (rule.line)
            return false;
    for (uint32_t i = 0; cav_program_impossible(p->program, i, &impossible); i++)
        if (impossible.line)
            return false;
    return true;
}

/* The rules again, stripped; the unit stays with `rules`. */
static int strip(app *a, const pack *rules, pack *out)
{
    cavc_options how = {.strip = true};
    cav_env env = tool_env(a);
    *out = (pack){.path = rules->path};
    cav_status status = cavc_compile(rules->unit, &how, &out->owned, &out->size);
    if (!status)
        status = cav_program_load(&env, out->image = out->owned, out->size, &out->program);
    if (status)
        return tool_failed(a, status, tool_name(a, rules->path));
    cav_program_pack(out->program, &out->info);
    return TOOL_OK;
}

static int conclude(app *a, const pack *image, const pack *rules, const char *how)
{
    if (!same_bytes(image, rules->image, rules->size)) {
        explain_difference(a, image, rules);
        return TOOL_BELOW;
    }
    write_escaped(a, "same: every byte of %s is what these rules compile to%s\n",
                  tool_name(a, image->path), how);
    return TOOL_OK;
}

static int compare(app *a, const pack *image, const pack *rules)
{
    pack thin;
    if (same_bytes(image, rules->image, rules->size) || !is_stripped(image))
        return conclude(a, image, rules, "");
    int status = strip(a, rules, &thin);
    if (!status)
        status = conclude(a, image, &thin, ", stripped");
    cav_program_free(thin.program);
    if (thin.owned)
        cavc_image_free(rules->unit, thin.owned, thin.size);
    return status;
}

int verb_verify(app *a)
{
    const option_list *files = &a->options.operands;
    pack image = {0}, rules = {0};
    if (files->count < 1 || files->count > 2)
        return tool_fail(a, TOOL_USAGE, "verify takes an image, and the rules to compare it with");
    int status = load_image(a, files->at[0], &image);
    if (!status && files->count == 2)
        status = load_file(a, files->at[1], LOAD_SOURCE, NULL, &rules);
    if (!status && files->count == 2)
        status = compare(a, &image, &rules);
    else if (!status)
        write_escaped(a, "sound: %s, pack %s, sha256:%s, compiled by release %s\n",
                      tool_name(a, image.path), image.info.name, load_sha256(a, &image), image.info.release);
    load_pack_free(&rules);
    load_pack_free(&image);
    return status;
}
