/* hand.c: see hand.h. Branches, and leaves as soon as nothing can change the verdict. */
#include "hand.h"

enum truth { NO, MAYBE, YES };
enum level { SUPPORTED, PREVIEW, UNSUPPORTED, UNTESTED, BROKEN };
enum kind { DECIDED, UNDECIDED, NOT_APPLICABLE };

typedef struct verdict { int best, worst; } verdict;

static enum truth both(enum truth a, enum truth b)
{
    return a < b ? a : b;
}

static enum truth either(enum truth a, enum truth b)
{
    return a > b ? a : b;
}

static enum truth opposite(enum truth a)
{
    return YES - a;
}

static enum truth is(uint8_t value, uint8_t wanted)
{
    return value == HAND_UNKNOWN ? MAYBE : value == wanted ? YES : NO;
}

static void fire(verdict *v, enum truth fires, int level)
{
    if (fires == NO)
        return;
    if (level > v->worst)
        v->worst = level;
    if (fires == YES && level > v->best)
        v->best = level;
}

/* RHEL major.minor or later within its major. */
static enum truth rhel(const hand_system *s, unsigned major, unsigned minor)
{
    if (s->product == HAND_UNKNOWN)
        return MAYBE;
    if (s->product != HAND_RHEL)
        return NO;
    if (s->major == 0)
        return MAYBE;
    if (s->major != major)
        return NO;
    if (minor == 0)
        return YES;
    if (s->minor == HAND_NO_MINOR)
        return MAYBE;
    return s->minor >= minor ? YES : NO;
}

static enum truth windows(const hand_system *s)
{
    if (s->product == HAND_UNKNOWN)
        return MAYBE;
    if (s->product != HAND_WINDOWS_SERVER)
        return NO;
    return s->major == 0 ? MAYBE : s->major == 2016 || s->major == 2019 ? YES : NO;
}

static enum truth guest_system(const hand_system *s)
{
    return either(rhel(s, 7, 8), rhel(s, 8, 2));
}

static void judge_platform(const hand_host *h, verdict *v)
{
    switch (h->platform) {
    case HAND_UNKNOWN:
        fire(v, MAYBE, BROKEN);
        break;
    case HAND_INTEL:
        break;
    case HAND_AMD:
    case HAND_POWER9:
    case HAND_IBM_Z:
        fire(v, YES, PREVIEW);
        break;
    case HAND_X86_OTHER:
        fire(v, YES, UNSUPPORTED);
        break;
    default:
        fire(v, YES, BROKEN);
    }
}

static void judge_power9(const hand_host *h, verdict *v)
{
    const enum truth power9 = is(h->platform, HAND_POWER9);

    if (power9 == NO)
        return;
    fire(v, both(power9, opposite(rhel(&h->system[0], 8, 0))), BROKEN);
    if (h->uses & HAND_USE_XIVE)
        fire(v, power9, BROKEN);
    if (h->depth < 1)
        return;
    fire(v, both(power9, opposite(rhel(&h->system[1], 8, 0))), BROKEN);
    fire(v, both(power9, is(h->mode1, HAND_MODE_POWER8)), BROKEN);
    if (h->depth < 2)
        return;
    fire(v, both(power9, is(h->mode2, HAND_MODE_POWER8)), BROKEN);
    fire(v,
         both(power9, both(opposite(rhel(&h->system[2], 8, 0)),
                           either(opposite(rhel(&h->system[2], 7, 0)),
                                  is(h->variant, HAND_STANDARD)))),
         BROKEN);
}

static void judge_layers(const hand_host *h, verdict *v)
{
    fire(v, opposite(rhel(&h->system[0], 8, 2)), UNSUPPORTED);
    if (h->depth < 1)
        return;
    fire(v, opposite(guest_system(&h->system[1])), UNSUPPORTED);
    fire(v, opposite(is(h->offering, HAND_NONE)), UNSUPPORTED);
    fire(v,
         both(rhel(&h->system[1], 8, 0),
              h->hypervisor == HAND_KVM_OR_OTHER ? MAYBE : opposite(is(h->hypervisor, HAND_KVM))),
         UNSUPPORTED);
    if (h->depth < 2)
        return;
    fire(v, opposite(either(guest_system(&h->system[2]), windows(&h->system[2]))), UNSUPPORTED);
}

static uint8_t answer(const verdict *v, enum truth nesting)
{
    const int best = nesting == YES ? v->best : SUPPORTED;

    return (uint8_t)(best | v->worst << 3 | (best == v->worst ? DECIDED : UNDECIDED) << 6);
}

uint8_t hand_judge(const hand_host *h)
{
    const enum truth nesting =
        h->depth >= 2 || (h->uses & HAND_USE_NESTING) ? YES : is(h->nested, HAND_ON);
    verdict v = {SUPPORTED, SUPPORTED};

    if (nesting == NO)
        return NOT_APPLICABLE << 6;
    judge_platform(h, &v);
    if (v.best == BROKEN)
        return answer(&v, nesting);
    if (h->uses & HAND_USE_MIGRATION)
        fire(&v, both(is(h->platform, HAND_AMD), is(h->nested, HAND_ON)), BROKEN);
    if (h->platform == HAND_UNKNOWN || h->platform == HAND_IBM_Z)
        fire(&v,
             both(is(h->platform, HAND_IBM_Z),
                  both(nesting, h->uses & HAND_USE_HUGE_PAGES ? YES : is(h->hpage, HAND_ON))),
             BROKEN);
    judge_power9(h, &v);
    if (v.best == BROKEN)
        return answer(&v, nesting);
    if (h->depth >= 3)
        fire(&v, YES, UNTESTED);
    else if (v.best < UNSUPPORTED)
        judge_layers(h, &v);
    return answer(&v, nesting);
}
