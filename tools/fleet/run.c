/* run.c: threads take blocks in turn, and write what they came to in the same turn.
 *
 * Each reads the next block under the source's lock, judges it, and waits until the blocks before
 * are written; so there is no queue, and memory is a block and its text for each thread. A failure
 * of reading or writing ends the run; a bad line does not. Invariant: a block's messages and text
 * are written before those of the next.
 */
#include "run.h"

#include "verdict_text.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* -- progress --------------------------------------------------------------------------------- */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void show_progress(team *t)
{
    double time = now();
    if (!t->progress || time - t->shown < 0.5)
        return;
    t->shown = time;
    fprintf(stderr, "\r%llu lines, %.0f a second\033[K", (unsigned long long)t->lines,
            (double)t->lines / (time - t->started));
}

static void clear_progress(team *t)
{
    if (t->progress && t->shown > t->started)
        fputs("\r\033[K", stderr);
    t->shown = t->started;
}

/* -- writing ---------------------------------------------------------------------------------- */

/* Waits for this block's turn; false: the run has ended. The lock is held then, either way. */
static bool wait_turn(worker *w)
{
    team *t = w->team;
    pthread_mutex_lock(&t->lock);
    while (t->turn != w->block.sequence && !t->status)
        pthread_cond_wait(&t->turned, &t->lock);
    return !t->status;
}

static int write_head(team *t)
{
    const char *head = t->head;
    t->head = NULL;
    return head ? sink_write(&t->sink, head, strlen(head)) : TOOL_OK;
}

static void write_parts(worker *w)
{
    team *t = w->team;
    if (w->messages.size) {
        clear_progress(t);
        fputs(put_end(&w->messages), stderr);
    }
    if (w->out.size)
        t->status = write_head(t);
    if (w->out.size && !t->status)
        t->status = sink_write(&t->sink, w->out.text, w->out.size);
    w->messages.size = w->out.size = 0;
    show_progress(t);
}

bool run_flush(worker *w)
{
    team *t = w->team;
    bool mine = wait_turn(w);
    if (mine)
        write_parts(w);
    bool goes_on = !t->status;
    pthread_mutex_unlock(&t->lock);
    if (!goes_on && !w->status)
        w->status = t->status;
    return goes_on;
}

static void end_block(worker *w, uint64_t lines)
{
    team *t = w->team;
    bool mine = wait_turn(w);
    if (mine) {
        t->lines += lines;
        write_parts(w);
        if (!t->status)
            t->status = w->status;
        t->turn++;
    }
    pthread_cond_broadcast(&t->turned);
    pthread_mutex_unlock(&t->lock);
}

static bool has_ended(team *t)
{
    pthread_mutex_lock(&t->lock);
    bool ended = t->status != 0;
    pthread_mutex_unlock(&t->lock);
    return ended;
}

static void *work(void *opaque)
{
    worker *w = opaque;
    while (!w->status && !has_ended(w->team) && source_next(&w->team->source, &w->block)) {
        uint64_t before = w->totals.lines;
        line_block(w);
        end_block(w, w->totals.lines - before);
    }
    return NULL;
}

/* -- the run ---------------------------------------------------------------------------------- */

/* This thread works too; fewer threads than wanted are enough. */
static void work_all(team *t)
{
    pthread_t *threads = pool_alloc(&t->fleet->app->pool, t->count, sizeof *threads);
    unsigned started = 1;
    while (started < t->count &&
           pthread_create(&threads[started], NULL, work, &t->at[started]) == 0)
        started++;
    work(&t->at[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(threads[i], NULL);
}

static int open_workers(team *t, unsigned jobs)
{
    int status = TOOL_OK;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    t->count = jobs ? jobs : cores > 0 ? (unsigned)cores : 1;
    t->at = pool_alloc(&t->fleet->app->pool, t->count, sizeof *t->at);
    for (unsigned i = 0; i < t->count && !status; i++)
        status = worker_open(t->fleet, t, &t->at[i]);
    for (unsigned i = 0; i < t->count && status; i++)
        fputs(t->at[i].messages.size ? put_end(&t->at[i].messages) : "", stderr);
    return status;
}

/* 65 for a bad line or a contradiction, else as check over all hosts. */
static int final_status(const fleet *f, const totals *all)
{
    static const int order[] = {TOOL_FACTS, TOOL_BELOW, TOOL_UNKNOWN};
    if (all->bad)
        return tool_fail(f->app, TOOL_FACTS, "%llu of %llu lines could not be judged",
                         (unsigned long long)all->bad, (unsigned long long)all->lines);
    if (!all->lines)
        return tool_fail(f->app, TOOL_FACTS, "there is no host in the input: nothing was judged");
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (all->statuses[order[i]])
            return order[i];
    return TOOL_OK;
}

static int finish(team *t, const totals *all)
{
    fleet *f = t->fleet;
    int status = t->status;
    for (unsigned i = 0; i < t->count && !status; i++)
        status = t->at[i].status;
    clear_progress(t);
    if (t->source.failure.size)
        fputs(put_end(&t->source.failure), stderr);
    if (!status)
        status = t->source.status;
    if (!status && f->format == FLEET_SUMMARY && all->hosts) {
        summary_write(f, all, &f->app->out);
        status = sink_write(&t->sink, f->app->out.text, f->app->out.size);
        f->app->out.size = 0;
    }
    if (!status && all->hosts)
        status = write_head(t);
    int closed = sink_close(&t->sink, !status && all->hosts);
    status = status ? status : closed;
    return status ? status : final_status(f, all);
}

static const char *csv_names(const fleet *f)
{
    return pool_printf(&f->app->pool, "id,pack,status,best,worst,fired%s%s\n",
                       f->missing ? ",missing" : "", f->features ? ",features" : "");
}

int fleet_run(fleet *f, source_format input, unsigned jobs)
{
    app *a = f->app;
    team t = {.fleet = f, .progress = isatty(STDERR_FILENO), .sink = {.app = a, .fd = -1}};
    t.head = f->format == FLEET_CSV ? csv_names(f) : NULL;
    totals all;
    pthread_mutex_init(&t.lock, NULL);
    pthread_cond_init(&t.turned, NULL);
    json_object_seed(0); /* before there are threads */
    totals_new(f, &a->pool, &all);
    t.started = t.shown = now();
    int status = source_open(a, &a->options.operands, input, &t.source);
    t.source.reader = fleet_reader(f);
    if (!status)
        status = open_workers(&t, jobs);
    if (!status)
        status = sink_open(a, a->options.value[OPTION_OUTPUT], &t.sink);
    if (!status) {
        work_all(&t);
        for (unsigned i = 0; i < t.count; i++)
            totals_add(f, &all, &t.at[i].totals);
        status = finish(&t, &all);
    }
    for (unsigned i = 0; i < t.count; i++)
        worker_close(&t.at[i]);
    source_close(&t.source);
    return status;
}
