/* load.c: packs from files, standard input or the command itself; see load.h.
 *
 * It refuses rules with errors (status 3, diagnostics on stderr) and files that cannot be read
 * (66 when named on the command line; a `use` that cannot be read is an error of the rules).
 * Invariant: a pack in the list has a program; its image passed the verifier.
 */
#include "load.h"

#include "../../runtime/image.h"
#include "../../runtime/program.h"
#include "../../runtime/sha256.h"
#include "lang.h"
#include "message.h"
#include "packs.h"

#include <string.h>

typedef struct user {
    app *app;
    const char *folder;
    const packs_builtin *builtin;
    const char **tags; /* of the catalogues beside the rules */
    size_t ntags;
} user;

static void on_diagnostic(void *context, const cavc_diagnostic *d)
{
    app *a = ((user *)context)->app;
    if (a->sink && d->id[0] != 'E')
        a->sink(a, d);
    else
        message_diagnostic(a, d);
}

static const char *on_use(void *context, const char *path, cavc_text *text)
{
    user *u = context;
    tool_bytes bytes;
    for (size_t i = 0; u->builtin && i < u->builtin->nsources; i++)
        if (strcmp(u->builtin->sources[i].path, path) == 0) {
            *text = (cavc_text){u->builtin->sources[i].text, u->builtin->sources[i].size};
            return NULL;
        }
    if (u->builtin)
        return "no such file";
    const char *why = tool_read_used(u->app, u->folder, path, &bytes);
    if (!why)
        *text = (cavc_text){bytes.bytes, bytes.size};
    return why;
}

/* The k-th built-in source that is a catalogue. */
static bool builtin_catalogue(user *u, uint32_t k, cavc_catalogue *out)
{
    const packs_source *s = u->builtin->sources, *end = s + u->builtin->nsources;
    for (; s < end; s++)
        if (s->catalogue && k-- == 0) {
            out->tag = s->catalogue;
            out->text = (cavc_text){s->text, s->size};
            return true;
        }
    return false;
}

static bool on_catalogue(void *context, uint32_t k, cavc_catalogue *out)
{
    user *u = context;
    tool_bytes bytes = {0};
    if (u->builtin)
        return builtin_catalogue(u, k, out);
    if (k >= u->ntags)
        return false;
    out->tag = u->tags[k];
    out->why = tool_read_used(u->app, u->folder, pool_printf(&u->app->pool, "po/%s.po", out->tag),
                              &bytes);
    out->text = (cavc_text){bytes.bytes, bytes.size};
    return true;
}

void load_pack_free(pack *p)
{
    cav_program_free(p->program);
    if (p->owned)
        cavc_image_free(p->unit, p->owned, p->size);
    cavc_unit_free(p->unit);
    *p = (pack){0};
}

void load_free(packs *p)
{
    for (size_t i = 0; i < p->count; i++)
        load_pack_free(&p->at[i]);
}

static int load_program(app *a, pack *p)
{
    cav_env env = tool_env(a);
    const bool sound = p->builtin && p->image == p->builtin->image;
    cav_status status = program_load(&env, p->image, p->size, sound, &p->program);
    if (status)
        return tool_failed(a, status, tool_name(a, p->path));
    cav_program_pack(p->program, &p->info);
    p->language = a->lang ? cav_language_find(p->program, a->lang) : CAV_NONE;
    return TOOL_OK;
}

const char *load_sha256(app *a, const pack *p)
{
    char *text = pool_alloc(&a->pool, 65, 1);
    uint8_t hash[32];
    sha256(p->image, p->size, hash);
    sha256_hex(hash, text);
    return text;
}

static int parse(app *a, user *u, const char *name, cavc_text text, load_want want, pack *p)
{
    /* The unit keeps this for its later calls. */
    user *kept = pool_alloc(&a->pool, 1, sizeof *kept);
    *kept = *u;
    if (!u->builtin)
        kept->ntags = tool_catalogues(a, u->folder, &kept->tags);
    cavc_host host = {.env = tool_env(a),
                      .diagnostic = on_diagnostic,
                      .use = on_use,
                      .catalogue = on_catalogue,
                      .context = kept};
    cav_status status = cavc_parse(&host, name, text, &p->unit);
    uint32_t errors = p->unit ? cavc_unit_errors(p->unit) : 0;
    if (errors && want == LOAD_UNBOUND && errors == cavc_unit_unbound(p->unit))
        return TOOL_OK;
    if (status == CAV_BAD_VALUE || errors)
        return TOOL_RULES;
    return status ? tool_failed(a, status, name) : TOOL_OK;
}

static int compile(app *a, const cavc_options *how, pack *p)
{
    size_t size = 0;
    uint8_t *image = NULL;
    a->last[0] = '\0';
    uint32_t before = cavc_unit_errors(p->unit);
    cav_status status = cavc_compile(p->unit, how, &image, &size);
    if (status == CAV_BAD_VALUE) {
        if (cavc_unit_errors(p->unit) == before)
            tool_fail(a, TOOL_RULES, "%s: no pack in it, nothing to compile: write `pack NAME { title \"…\" "
                      "issuer \"…\" source \"…\" }`",
                      tool_name(a, p->path));
        return TOOL_RULES;
    }
    if (status == CAV_BAD_IMAGE) /* the compiler's own image, refused by the verifier */
        return tool_fail(a, TOOL_INTERNAL, "%s: internal error: the image made of it is refused: %s",
                         tool_name(a, p->path), a->last[0] ? a->last : "no reason given");
    if (status)
        return tool_failed(a, status, tool_name(a, p->path));
    p->image = p->owned = image;
    p->size = size;
    return load_program(a, p);
}

static int parse_file(app *a, const char *path, tool_bytes text, load_want want, pack *p)
{
    user u = {.app = a,
              .folder = tool_folder(a, strcmp(path, "-") == 0 ? tool_name(a, path) : path)};
    p->path = path;
    return parse(a, &u, tool_name(a, path), (cavc_text){text.bytes, text.size}, want, p);
}

int load_parse(app *a, const char *path, tool_bytes text, pack *p)
{
    return parse_file(a, path, text, LOAD_SOURCE, p);
}

/* Most of what an image begins with is there: nobody writes such rules. */
static bool was_image(const tool_bytes *bytes)
{
    size_t same = 0;
    for (size_t i = 0; i < IMG_MAGIC_SIZE && i < bytes->size; i++)
        same += bytes->bytes[i] == IMG_MAGIC[i];
    return same >= IMG_MAGIC_SIZE / 2 + 1;
}

int load_file(app *a, const char *path, load_want want, const cavc_options *how, pack *p)
{
    tool_bytes bytes;
    int status = tool_read(a, path, TOOL_IMAGE_MAX, &bytes);
    if (status)
        return status;
    p->path = path;
    if (cav_image_is(bytes.bytes, bytes.size)) {
        if (want != LOAD_PROGRAM)
            return tool_fail(a, TOOL_USAGE, "%s is an image; %s needs the rule text",
                             tool_name(a, path), a->options.verb->name);
        p->image = (const uint8_t *)bytes.bytes;
        p->size = bytes.size;
        return load_program(a, p);
    }
    if (was_image(&bytes))
        return tool_fail(a, TOOL_RULES, "%s: a damaged image, its first bytes are wrong; compile "
                         "the rules again",
                         tool_name(a, path));
    if (bytes.size > CAVC_SOURCE_MAX)
        return tool_fail(a, TOOL_INPUT, "cannot read %s: larger than %u MiB", tool_name(a, path),
                         CAVC_SOURCE_MAX >> 20);
    status = parse_file(a, path, bytes, want, p);
    if (status || (want == LOAD_TEXT && !cavc_unit_has_pack(p->unit)))
        return status;
    return compile(a, how, p);
}

int load_image(app *a, const char *path, pack *p)
{
    tool_bytes bytes;
    int status = tool_read(a, path, TOOL_IMAGE_MAX, &bytes);
    if (status)
        return status;
    *p = (pack){.path = path, .image = (const uint8_t *)bytes.bytes, .size = bytes.size};
    return load_program(a, p);
}

static int load_builtin(app *a, const packs_builtin *b, load_want want, pack *p)
{
    p->path = b->name;
    p->builtin = b;
    if (want != LOAD_PROGRAM) {
        user u = {.app = a, .builtin = b};
        cavc_text text = {b->sources[0].text, b->sources[0].size};
        int status = parse(a, &u, b->sources[0].path, text, want, p);
        return status ? status : compile(a, NULL, p);
    }
    p->image = b->image;
    p->size = b->size;
    return load_program(a, p);
}

/* --pack: keeps the one named. */
static int pick(app *a, packs *all)
{
    const char *name = a->options.value[OPTION_PACK];
    const char **names = pool_alloc(&a->pool, all->count + 1, sizeof *names);
    size_t kept = all->count;
    for (size_t i = 0; i < all->count; i++) {
        names[i] = all->at[i].info.name ? all->at[i].info.name : "";
        if (strcmp(names[i], name) == 0)
            kept = i;
    }
    if (kept == all->count)
        return tool_fail(a, TOOL_USAGE, "no pack '%s'%s", name,
                         tool_hint(a, name, names, all->count));
    for (size_t i = 0; i < all->count; i++)
        if (i != kept)
            load_pack_free(&all->at[i]);
    all->at[0] = all->at[kept];
    all->count = 1;
    return TOOL_OK;
}

int load_packs(app *a, const option_list *files, load_want want, packs *out)
{
    cavc_options how = {.unbound = want == LOAD_UNBOUND};
    size_t count = files->count ? files->count : packs_count;
    int status = TOOL_OK;
    for (size_t i = 0; i < count && !status; i++) {
        pack *p = pool_push(&a->pool, &out->at, &out->count, &out->room, sizeof *p);
        *p = (pack){0};
        status = files->count ? load_file(a, files->at[i], want, &how, p)
                              : load_builtin(a, &packs_table[i], want, p);
    }
    if (!status && a->options.given & OPT_PACK)
        status = pick(a, out);
    return status ? status : lang_judge(a, out);
}

int load_named(app *a, load_want want, packs *out)
{
    const options *o = &a->options;
    if (o->rules.count && o->operands.count)
        return tool_fail(a, TOOL_USAGE, "rule files are operands or given by -r, not both");
    return load_packs(a, o->rules.count ? &o->rules : &o->operands, want, out);
}
