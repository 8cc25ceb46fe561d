/* verdict_text.c: see verdict_text.h. Invariant: words are verdict.c's, as `check` prints them. */
#include "verdict_text.h"

cav_verdict verdict_of_byte(uint8_t byte)
{
    return (cav_verdict){.kind = cav_wide_kind(byte),
                         .best = cav_wide_best(byte),
                         .worst = cav_wide_worst(byte),
                         .applies = CAV_TRUE,
                         .in_use = CAV_UNKNOWN};
}

static const char *quoted(pool *p, const char *word)
{
    return word ? pool_printf(p, "\"%s\"", word) : "null";
}

static bool is_verdict(uint8_t byte)
{
    return cav_wide_best(byte) < CAV_LEVEL_COUNT && cav_wide_worst(byte) < CAV_LEVEL_COUNT;
}

static const char *words_of(const fleet *f, uint32_t k, uint8_t byte)
{
    pool *p = &f->app->pool;
    cav_verdict v = verdict_of_byte(byte);
    bool range = verdict_has_range(&v);
    const char *name = f->packs.at[k].info.name, *status = verdict_word(&v);
    const char *best = range ? cav_level_name(v.best) : NULL;
    const char *worst = range ? cav_level_name(v.worst) : NULL;
    if (f->format == FLEET_CSV)
        return pool_printf(p, ",%s,%s,%s,%s", name, status, best ? best : "", worst ? worst : "");
    return pool_printf(p, ",\"pack\":\"%s\",\"status\":\"%s\",\"best\":%s,\"worst\":%s", name,
                       status, quoted(p, best), quoted(p, worst));
}

void verdict_texts(fleet *f, uint32_t k)
{
    fleet_pack *own = &f->at[k];
    const pack *p = &f->packs.at[k];
    cav_rule rule;
    own->words = pool_alloc(&f->app->pool, 256, sizeof *own->words);
    own->rule_names = pool_alloc(&f->app->pool, p->info.rules + 1, sizeof *own->rule_names);
    own->statuses = pool_alloc(&f->app->pool, 256, 1);
    for (unsigned byte = 0; byte < 256; byte++) {
        cav_verdict v = verdict_of_byte((uint8_t)byte);
        own->words[byte] = is_verdict((uint8_t)byte) ? words_of(f, k, (uint8_t)byte) : "";
        own->statuses[byte] = (uint8_t)verdict_status(&v, f->app->options.require);
    }
    for (uint32_t r = 0; r < p->info.rules && cav_program_rule(p->program, r, &rule); r++)
        own->rule_names[r] = rule.name;
}
