/* gather.c: every fact of a program that the machine's own layer can observe.
 *
 * First the layer, where the caller did not tell it. A block that only guests can observe, of a
 * fact of the first layer, yields something only in a guest, so the deepest guest that yields is
 * taken; a source that says `not guest` outweighs them. Where something on the way could not be
 * read, the layer is not guessed: only what holds in every layer is gathered, all else is unknown
 * for that reason. Then the facts, each once, subjects of `fact` sources before those derived from
 * them. Invariant: `found` is called for every fact with sources, in order, or not at all.
 */
#include "../env.h"
#include "gather.h"

#define HERE 1u
#define GUEST_ANY 0x80000000u

enum { UNTOUCHED, WAITING, DONE };

/* -- which layer is this? ---------------------------------------------------------------------- */

/* Nearest layer below which a block's observer stands; 0 unless only guests can observe it. */
static uint32_t guest_of(uint32_t observers)
{
    uint32_t k = 1;

    if (observers == 0 || (observers & (HERE | GUEST_ANY)))
        return 0;
    while (!(observers >> k & 1))
        k++;
    return k;
}

static cav_observation observed(uint32_t fact, const host_finding *f)
{
    bool yes = f->reason == CAV_REASON_FOUND;

    return (cav_observation){.fact = fact,
                             .reason = f->reason,
                             .values = yes ? f->values : NULL,
                             .count = yes ? f->count : 0,
                             .source = f->source,
                             .line = f->line,
                             .text = f->text};
}

/* Who is told of evidence for a layer; none: `found` is NULL. */
typedef struct listener {
    void (*found)(void *context, uint32_t least, const cav_observation *observation);
    void *context;
} listener;

static void testify(const listener *to, uint32_t fact, uint32_t least, const host_finding *finding)
{
    cav_observation observation = observed(fact, finding);

    if (to->found != NULL)
        to->found(to->context, finding->reason == CAV_REASON_NOT_GUEST ? 0 : least, &observation);
}

static void detect_by(host_gather *g, uint32_t fact, const listener *to, uint32_t *guest,
                      bool *not_guest)
{
    uint32_t block = IMG_GET(g->image, FACTS, fact, blocks);
    uint32_t end = block + IMG_GET(g->image, FACTS, fact, nblocks);

    for (; block < end && !g->no_memory; block++) {
        uint32_t k = guest_of(IMG_GET(g->image, BLOCKS, block, observers));
        host_finding finding;

        if (k == 0 || k >= img_count(g->image, IMG_LAYERS))
            continue;
        finding = host_run_block(g, block, fact);
        if (finding.reason == CAV_REASON_FOUND || finding.reason == CAV_REASON_NOT_GUEST)
            testify(to, fact, k, &finding);
        if (finding.reason == CAV_REASON_FOUND && k > *guest)
            *guest = k;
        else if (finding.reason == CAV_REASON_NOT_GUEST)
            *not_guest = true;
        else if (host_failing(finding.reason))
            host_worse(&g->undecided, &finding);
    }
}

static void detect(host_gather *g, const listener *to)
{
    uint32_t guest = 0;
    bool not_guest = false;

    g->detecting = true;
    for (uint32_t fact = 0; fact < g->nfacts; fact++)
        if (IMG_GET(g->image, FACTS, fact, layer) == 0)
            detect_by(g, fact, to, &guest, &not_guest);
    g->detecting = false;
    if (not_guest)
        g->here = 0;
    else
        g->here = host_failing(g->undecided.reason) ? CAV_NONE : guest;
}

/* -- facts
 * ----------------------------------------------------------------------------------------- */

/* Can this machine observe the block? Where its layer cannot be told: could it, whichever it is? */
static bool fits(const host_gather *g, uint32_t fact, uint32_t block)
{
    uint32_t layer = IMG_GET(g->image, FACTS, fact, layer),
             observers = IMG_GET(g->image, BLOCKS, block, observers);
    uint32_t k;

    if (g->here == CAV_NONE)
        return layer == 0 && (observers & HERE) && (observers & GUEST_ANY);
    if (layer > g->here)
        return false;
    k = g->here - layer;
    if (k == 0)
        return observers & HERE;
    return (observers & GUEST_ANY) || (k <= 30 && (observers >> k & 1));
}

static host_finding find(host_gather *g, uint32_t fact)
{
    uint32_t block = IMG_GET(g->image, FACTS, fact, blocks);
    uint32_t end = block + IMG_GET(g->image, FACTS, fact, nblocks);
    host_finding worst = {.reason = CAV_REASON_NOT_OBSERVABLE};

    if (g->here == CAV_NONE)
        worst = g->undecided;
    for (; block < end && !g->no_memory; block++) {
        host_finding finding;

        if (!fits(g, fact, block))
            continue;
        finding = host_run_block(g, block, fact);
        if (finding.reason == CAV_REASON_FOUND || host_failing(finding.reason))
            return finding;
        host_worse(&worst, &finding);
    }
    return worst;
}

/* A fact on the way, and how far its sources were looked through for subjects. */
typedef struct visit {
    uint32_t fact, block, source;
} visit;

static visit visit_of(const host_gather *g, uint32_t fact)
{
    return (visit){.fact = fact, .block = IMG_GET(g->image, FACTS, fact, blocks)};
}

/* The next subject that is not done yet; CAV_NONE: none left. */
static uint32_t next_subject(host_gather *g, visit *v)
{
    uint32_t end =
        IMG_GET(g->image, FACTS, v->fact, blocks) + IMG_GET(g->image, FACTS, v->fact, nblocks);

    for (; v->block < end; v->block++, v->source = 0) {
        uint32_t first = IMG_GET(g->image, BLOCKS, v->block, sources);

        if (!fits(g, v->fact, v->block))
            continue;
        while (v->source < IMG_GET(g->image, BLOCKS, v->block, nsources)) {
            uint32_t source = first + v->source++, subject;

            if (IMG_GET(g->image, SOURCES, source, kind) != CAV_SOURCE_FACT)
                continue;
            subject = host_subject(g, source, v->fact);
            if (subject != CAV_NONE && g->state[subject] == UNTOUCHED)
                return subject;
        }
    }
    return CAV_NONE;
}

/* Subjects first, on a stack of our own: how long a chain is, the image decides. A circle (the
 * compiler refuses them) ends at the fact that is waiting already. */
static void resolve(host_gather *g, visit *stack, uint32_t fact)
{
    uint32_t depth = 1;

    stack[0] = visit_of(g, fact);
    g->state[fact] = WAITING;
    while (depth > 0 && !g->no_memory) {
        visit *v = &stack[depth - 1];
        uint32_t subject = next_subject(g, v);

        if (subject != CAV_NONE) {
            g->state[subject] = WAITING;
            stack[depth++] = visit_of(g, subject);
            continue;
        }
        if (IMG_GET(g->image, FACTS, v->fact, nblocks) == 0)
            g->findings[v->fact].reason = CAV_REASON_NOT_TOLD;
        else
            g->findings[v->fact] = find(g, v->fact);
        g->state[v->fact] = DONE;
        depth--;
    }
}

static bool gathered(const host_gather *g, uint32_t fact)
{
    return IMG_GET(g->image, FACTS, fact, layer) != CAV_NONE &&
           IMG_GET(g->image, FACTS, fact, nblocks) > 0;
}

static void gather_all(host_gather *g)
{
    visit *stack = host_alloc(g, g->nfacts * sizeof *stack);

    g->findings = host_alloc(g, g->nfacts * sizeof *g->findings);
    g->state = host_alloc(g, g->nfacts);
    if (g->no_memory)
        return;
    for (uint32_t fact = 0; fact < g->nfacts; fact++) {
        g->findings[fact] = (host_finding){.reason = CAV_REASON_NOT_TOLD};
        g->state[fact] = UNTOUCHED;
    }
    for (uint32_t fact = 0; fact < g->nfacts && !g->no_memory; fact++)
        if (gathered(g, fact) && g->state[fact] == UNTOUCHED)
            resolve(g, stack, fact);
}

static void tell(const host_gather *g, void (*found)(void *, const cav_observation *),
                 void *context)
{
    for (uint32_t fact = 0; fact < g->nfacts; fact++) {
        cav_observation observation = observed(fact, &g->findings[fact]);

        if (gathered(g, fact))
            found(context, &observation);
    }
}

/* -- the whole
 * -------------------------------------------------------------------------------------- */

static cav_status begin(host_gather *g, const cav_env *env, const cav_program *program,
                        const cav_access *access)
{
    cav_env quiet = env_copy(env);

    quiet.report = env_copy(NULL).report; /* a value that does not fit is a reason, not a message */
    *g = (host_gather){.env = quiet,
                       .program = program,
                       .image = &program->image,
                       .access = access,
                       .budget = HOST_BUDGET,
                       .undecided.reason = CAV_REASON_NOT_OBSERVABLE,
                       .nfacts = img_count(&program->image, IMG_FACTS)};
    g->room = env_resize(&g->env, NULL, 0, HOST_ROOM);
    if (g->room == NULL)
        return CAV_NO_MEMORY;
    g->nroom = HOST_ROOM;
    return cav_facts_new(&g->env, program, &g->scratch);
}

static void end(host_gather *g)
{
    cav_facts_free(g->scratch);
    host_pool_free(g);
    env_free(&g->env, g->room, g->nroom);
}

cav_status cav_gather(const cav_env *env, const cav_program *program, const cav_access *access,
                      uint32_t here,
                      void (*found)(void *context, const cav_observation *observation),
                      void *context, uint32_t *here_out, bool *assumed)
{
    host_gather g;
    cav_status status;

    *assumed = here == CAV_NONE;
    *here_out = here;
    if (here != CAV_NONE && here >= img_count(&program->image, IMG_LAYERS))
        return CAV_BAD_NAME;
    status = begin(&g, env, program, access);
    g.here = here;
    if (status == CAV_OK && here == CAV_NONE)
        detect(&g, &(listener){0});
    if (status == CAV_OK)
        gather_all(&g);
    if (status == CAV_OK && g.no_memory)
        status = CAV_NO_MEMORY;
    if (status == CAV_OK) {
        *here_out = g.here == CAV_NONE ? 0 : g.here;
        tell(&g, found, context);
    }
    end(&g);
    return status;
}

cav_status cav_gather_layer(const cav_env *env, const cav_program *program,
                            const cav_access *access,
                            void (*found)(void *context, uint32_t least,
                                          const cav_observation *observation),
                            void *context)
{
    host_gather g;
    cav_status status = begin(&g, env, program, access);

    if (status == CAV_OK)
        detect(&g, &(listener){found, context});
    if (status == CAV_OK && g.no_memory)
        status = CAV_NO_MEMORY;
    end(&g);
    return status;
}
