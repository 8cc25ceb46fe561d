/* worker.c: the memory of one thread, made before it starts and bounded from then on. */
#include "worker.h"

#include "run.h"

#include <stdlib.h>

static int open_pack(worker *w, uint32_t k, size_t *workspace)
{
    const fleet *f = w->fleet;
    const cav_pack *info = &f->packs.at[k].info;
    cav_env env = tool_env(&w->app);
    w->verdicts[k] = pool_alloc(&w->keep, FLEET_BATCH, 1);
    w->features[k] = pool_alloc(&w->keep, (size_t)FLEET_BATCH * (info->features + 1), 1);
    w->fired[k] = pool_alloc(&w->keep, (size_t)FLEET_BATCH * (f->at[k].groups + 1), 1);
    w->inputs[k] = pool_alloc(&w->keep, info->facts + 1, sizeof **w->inputs);
    w->tails[k] = pool_alloc(&w->keep, TAILS, sizeof **w->tails);
    if (cav_wide_workspace(f->at[k].wide) > *workspace)
        *workspace = cav_wide_workspace(f->at[k].wide);
    cav_status status = cav_result_new(&env, f->packs.at[k].program, &w->results[k]);
    return status ? tool_failed(&w->app, status, info->name) : TOOL_OK;
}

static int open_packs(worker *w)
{
    size_t n = w->fleet->packs.count, workspace = 0, facts = 0;
    int status = TOOL_OK;
    w->verdicts = pool_alloc(&w->keep, n + 1, sizeof *w->verdicts);
    w->features = pool_alloc(&w->keep, n + 1, sizeof *w->features);
    w->fired = pool_alloc(&w->keep, n + 1, sizeof *w->fired);
    w->inputs = pool_alloc(&w->keep, n + 1, sizeof *w->inputs);
    w->results = pool_alloc(&w->keep, n + 1, sizeof(cav_result *));
    w->tails = pool_alloc(&w->keep, n + 1, sizeof *w->tails);
    for (uint32_t k = 0; k < n && !status; k++) {
        status = open_pack(w, k, &workspace);
        facts = w->fleet->packs.at[k].info.facts > facts ? w->fleet->packs.at[k].info.facts : facts;
    }
    w->workspace = pool_alloc(&w->keep, workspace + 1, 1);
    w->missing = pool_alloc(&w->keep, facts + 1, sizeof *w->missing);
    return status;
}

int worker_open(fleet *f, struct team *t, worker *w)
{
    *w = (worker){.fleet = f, .team = t, .app = *f->app};
    w->app.pool = (pool){0};
    w->app.messages = &w->messages;
    w->messages.pool = w->out.pool = &w->keep;
    source_block_new(&w->keep, &w->block);
    for (unsigned i = 0; i < LINE_DEPTH_MAX; i++)
        w->items[i] = pool_alloc(&w->keep, SCAN_ITEMS_MAX, sizeof *w->items[i]);
    w->groups = groups_new(f, &w->keep);
    w->values = pool_alloc(&w->keep, SCAN_ITEMS_MAX, sizeof(codes_value *));
    w->steps = pool_alloc(&w->keep, SCAN_ITEMS_MAX, sizeof(fleet_step *));
    w->seen = pool_alloc(&w->keep, f->steps.count + f->keys.count + 1, sizeof *w->seen);
    w->cells = pool_alloc(&w->keep, CSV_CELLS_MAX, sizeof *w->cells);
    w->row = pool_alloc(&w->keep, f->keys.count + 1, sizeof *w->row);
    w->scratch = pool_alloc(&w->keep, SOURCE_LINE_MAX + 1, 1);
    w->hosts = pool_alloc(&w->keep, FLEET_BATCH, sizeof *w->hosts);
    totals_new(f, &w->keep, &w->totals);
    w->scan = f->scanner.open();
    int status = w->scan ? open_packs(w) : tool_fail(&w->app, TOOL_INTERNAL, "out of memory");
    if (!status)
        status = codes_open(f, &w->app, &w->codes);
    if (!status)
        codes_clear(&w->codes);
    return status;
}

void worker_close(worker *w)
{
    if (!w->fleet)
        return;
    source_drop(&w->block);
    codes_close(&w->codes);
    groups_free(w->groups);
    for (size_t k = 0; k < w->fleet->packs.count; k++) {
        if (w->results)
            cav_result_free(w->results[k]);
        for (size_t i = 0; w->tails && w->tails[k] && i < TAILS; i++)
            free(w->tails[k][i].text);
    }
    if (w->scan)
        w->fleet->scanner.close(w->scan);
    pool_free(&w->batch);
    pool_free(&w->app.pool);
    pool_free(&w->keep);
}
