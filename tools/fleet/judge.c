/* judge.c: a batch of codes -> verdicts, by the wide engine.
 *
 * Missing facts are the scalar engine's, asked with the same codes. Invariant: after a batch no
 * host is left and every code is plain.
 */
#include "worker.h"

#include "verdict_text.h"

#include <string.h>

/* -- missing facts ---------------------------------------------------------------------------- */

uint32_t judge_missing(worker *w, uint32_t k, uint32_t h)
{
    const pack *p = &w->fleet->packs.at[k];
    cav_verdict_kind kind = cav_wide_kind(w->verdicts[k][h]);
    bool open = kind == CAV_UNDECIDED || (kind == CAV_DECIDED && p->info.has_applies);
    if (!open)
        return 0;
    for (size_t i = 0; i < w->fleet->ncolumns; i++)
        if (w->fleet->columns[i].pack == k)
            cav_wide_column_read(w->codes.columns[i], codes_at(&w->codes, i, h), w->codes.facts[k]);
    if (cav_evaluate(p->program, w->codes.facts[k], false, w->results[k]))
        return 0;
    return cav_result_missing(w->results[k], CAV_NONE, w->missing, p->info.facts);
}

/* -- a batch ---------------------------------------------------------------------------------- */

static bool judge_pack(worker *w, uint32_t k)
{
    cav_wide_output out = {.verdicts = w->verdicts[k], .fired = w->fired[k], .stride = FLEET_BATCH};
    out.features = w->fleet->features ? w->features[k] : NULL;
    cav_status status =
        cav_wide_evaluate(w->fleet->at[k].wide, w->inputs[k], w->nhosts, w->workspace, &out);
    if (status)
        w->status = tool_failed(&w->app, status, w->fleet->packs.at[k].info.name);
    for (uint32_t h = 0; h < w->nhosts; h++)
        if (w->hosts[h].contradicted)
            w->verdicts[k][h] = VERDICT_CONTRADICTION;
    return !status;
}

void judge_batch(worker *w)
{
    if (!w->nhosts)
        return;
    for (uint32_t k = 0; k < w->fleet->packs.count; k++) {
        codes_inputs(&w->codes, k, w->inputs[k]); /* columns may be new */
        if (!judge_pack(w, k))
            return;
    }
    for (uint32_t h = 0; h < w->nhosts; h++)
        answer_host(w, h);
    w->totals.hosts += w->nhosts;
    w->nhosts = 0;
    codes_clear(&w->codes);
    pool_free(&w->batch);
    if (w->out.size > OUT_ENOUGH)
        run_flush(w);
}
