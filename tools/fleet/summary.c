/* summary.c: hosts by status, by rule that fired, by missing fact; one table a pack.
 *
 * Invariant: statuses of a pack add up to the verdicts that --where let through.
 */
#include "run.h"

#include "verdict_text.h"

#include <string.h>

void totals_new(const fleet *f, pool *p, totals *t)
{
    *t = (totals){.packs = pool_alloc(p, f->packs.count + 1, sizeof *t->packs)};
    for (size_t k = 0; k < f->packs.count; k++) {
        const cav_pack *info = &f->packs.at[k].info;
        t->packs[k].rules = pool_alloc(p, info->rules + 1, sizeof(uint64_t));
        t->packs[k].missing = pool_alloc(p, info->facts + 1, sizeof(uint64_t));
    }
}

static void add(uint64_t *to, const uint64_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] += from[i];
}

void totals_add(const fleet *f, totals *to, const totals *from)
{
    to->lines += from->lines;
    to->hosts += from->hosts;
    to->bad += from->bad;
    to->left_out += from->left_out;
    for (size_t i = 0; i < sizeof to->statuses / sizeof *to->statuses; i++)
        to->statuses[i] |= from->statuses[i];
    for (size_t k = 0; k < f->packs.count; k++) {
        const cav_pack *info = &f->packs.at[k].info;
        add(to->packs[k].verdicts, from->packs[k].verdicts, 256);
        add(to->packs[k].rules, from->packs[k].rules, info->rules);
        add(to->packs[k].missing, from->packs[k].missing, info->facts);
    }
}

/* -- a table ---------------------------------------------------------------------------------- */

typedef struct row {
    const char *name;
    uint64_t count;
} row;

/* By number, the greatest first; equal ones stay as declared. */
static void sort(row *rows, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j && rows[j].count > rows[j - 1].count; j--) {
            row r = rows[j];
            rows[j] = rows[j - 1];
            rows[j - 1] = r;
        }
}

static void put_rows(buf *out, const char *title, const row *rows, size_t count, uint64_t all)
{
    int width = 16;
    bool any = false;
    for (size_t i = 0; i < count; i++)
        if (rows[i].count && (int)strlen(rows[i].name) > width)
            width = (int)strlen(rows[i].name);
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].count)
            continue;
        if (!any)
            put_printf(out, "\n%s\n", title);
        any = true;
        put_printf(out, "  %-*s %10llu  %5.1f %%\n", width, rows[i].name,
                   (unsigned long long)rows[i].count, 100.0 * (double)rows[i].count / (double)all);
    }
}

enum { STATUSES = CAV_LEVEL_COUNT + 3 };

static uint64_t count_statuses(const counts *c, row rows[STATUSES])
{
    uint64_t all = 0;
    static const cav_verdict_kind kinds[] = {CAV_UNDECIDED, CAV_NOT_APPLICABLE, CAV_CONTRADICTION};
    for (int i = 0; i < CAV_LEVEL_COUNT; i++)
        rows[i] = (row){cav_level_name((cav_level)i), 0};
    for (int i = 0; i < 3; i++)
        rows[CAV_LEVEL_COUNT + i].name = verdict_word(&(cav_verdict){.kind = kinds[i]});
    for (unsigned byte = 0; byte < 256; byte++) {
        cav_verdict v = verdict_of_byte((uint8_t)byte);
        for (int i = 0; i < STATUSES && c->verdicts[byte]; i++)
            if (rows[i].name == verdict_word(&v) || strcmp(rows[i].name, verdict_word(&v)) == 0)
                rows[i].count += c->verdicts[byte];
        all += c->verdicts[byte];
    }
    return all;
}

static void write_pack(const fleet *f, uint32_t k, const counts *c, buf *out)
{
    const cav_pack *info = &f->packs.at[k].info;
    pool *p = &f->app->pool;
    row statuses[STATUSES] = {{0}};
    row *rules = pool_alloc(p, info->rules + 1, sizeof *rules);
    row *facts = pool_alloc(p, info->facts + 1, sizeof *facts);
    uint64_t all = count_statuses(c, statuses);
    put_printf(out, "\n%s: %s\n", info->name, info->title);
    put_rows(out, "By status", statuses, STATUSES, all);
    for (uint32_t r = 0; r < info->rules; r++)
        rules[r] = (row){f->at[k].rule_names[r], c->rules[r]};
    sort(rules, info->rules);
    put_rows(out, "By rule that fired", rules, info->rules, all);
    for (uint32_t i = 0; i < info->facts; i++)
        facts[i] = (row){f->vocab.of[k][i] == CAV_NONE ? "" : f->keys.names[f->vocab.of[k][i]],
                         c->missing[i]};
    sort(facts, info->facts);
    put_rows(out, "By missing fact", facts, info->facts, all);
}

/* "1 host", "2 hosts" */
static void put_count(buf *out, uint64_t n, const char *what)
{
    put_printf(out, "%llu %s%s", (unsigned long long)n, what, n == 1 ? "" : "s");
}

void summary_write(fleet *f, const totals *all, buf *out)
{
    put_count(out, all->hosts, "host");
    if (all->bad) {
        put_text(out, ", ");
        put_count(out, all->bad, "line");
        put_text(out, " that could not be judged");
    }
    if (f->nwhere) {
        put_text(out, ", ");
        put_count(out, all->left_out, "verdict");
        put_text(out, " left out by --where");
    }
    put_char(out, '\n');
    for (uint32_t k = 0; k < f->packs.count; k++)
        write_pack(f, k, &all->packs[k], out);
}
