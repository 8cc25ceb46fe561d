/* load.h: the packs in hand: the built-in ones, or those of -r and operands, as programs.
 *
 * Rule text and images are told apart by their first bytes. Everything a pack holds lives until
 * load_free.
 */
#ifndef LOAD_H
#define LOAD_H

#include "packs.h"
#include "tool.h"

typedef struct pack {
    const char *path; /* as named on the command line; built-in: its name */
    const packs_builtin *builtin; /* NULL: from a file */
    const uint8_t *image;
    size_t size;
    uint8_t *owned;  /* image made by `unit`; NULL otherwise */
    cavc_unit *unit; /* NULL: loaded from an image */
    cav_program *program;
    cav_pack info;
    uint32_t language; /* that its texts are shown in; CAV_NONE: as they are written */
} pack;

typedef struct packs {
    pack *at;
    size_t count, room;
} packs;

typedef enum load_want {
    LOAD_PROGRAM, /* images are fine */
    LOAD_SOURCE,  /* the unit too: rule text is needed */
    LOAD_UNBOUND, /* the same; statements may be unbound, or bound and `no rule` (reported all the same) */
    LOAD_TEXT     /* the same as SOURCE, and a vocabulary without a pack is fine: it has no program */
} load_want;

/* Loads `files`, or the built-in packs where there are none; --pack picks. */
int load_packs(app *a, const option_list *files, load_want want, packs *out);
/* The same for verbs whose operands are rule files; -r says it too, but not both (status 64). */
int load_named(app *a, load_want want, packs *out);
/* One file: rule text is compiled (diagnostics go to stderr), an image verified. */
int load_file(app *a, const char *path, load_want want, const cavc_options *how, pack *out);
/* One file that must be an image (status 3 where it is none). */
int load_image(app *a, const char *path, pack *out);
void load_free(packs *p);
const char *load_sha256(app *a, const pack *p); /* of the image, in hex; worked out when asked */
void load_pack_free(pack *p);

/* The root source of a unit that is yet to be compiled: parsed and checked only. */
int load_parse(app *a, const char *path, tool_bytes text, pack *out);

#endif
