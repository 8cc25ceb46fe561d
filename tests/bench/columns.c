/* columns.c: see columns.h. Truths and levels are bytes, `and` is the least and `or` the greatest
 * of them, so that a compiler turns the loop into vector code; clang does it best. It is what the
 * machine can do at most, and nothing that anybody would like to maintain.
 */
#include "columns.h"

#include "hand.h"

enum { NO, MAYBE, YES };
enum { SUPPORTED, PREVIEW, UNSUPPORTED, UNTESTED, BROKEN };
enum { BLOCK = 512 };

typedef uint8_t u8;

#define INLINE static inline __attribute__((always_inline))

INLINE u8 least(u8 a, u8 b)
{
    return a < b ? a : b;
}

INLINE u8 most(u8 a, u8 b)
{
    return a > b ? a : b;
}

INLINE u8 pick(u8 condition, u8 yes, u8 no)
{
    return condition ? yes : no;
}

INLINE u8 opposite(u8 truth)
{
    return (u8)(YES - truth);
}

INLINE u8 is(u8 value, u8 wanted)
{
    return pick(value == HAND_UNKNOWN, MAYBE, pick(value == wanted, YES, NO));
}

INLINE u8 flag(u8 bits, u8 bit)
{
    return pick((u8)(bits & bit), YES, NO);
}

typedef struct range {
    u8 best, worst;
} range;

INLINE void fire(range *v, u8 fires, u8 level)
{
    v->worst = most(v->worst, pick(fires != NO, level, 0));
    v->best = most(v->best, pick(fires == YES, level, 0));
}

/* RHEL major.minor or later within its major. */
INLINE u8 rhel(u8 product, u8 major, u8 minor, u8 want, u8 from)
{
    u8 t = pick(minor == HAND_NO_MINOR, MAYBE, pick(minor >= from, YES, NO));

    t = pick(from == 0, YES, t);
    t = pick(major == 0, MAYBE, pick(major == want, t, NO));
    return pick(product == HAND_UNKNOWN, MAYBE, pick(product == HAND_RHEL, t, NO));
}

INLINE u8 windows(u8 product, u8 major)
{
    const u8 listed = (u8)((major == 16) | (major == 19));

    return pick(
        product == HAND_UNKNOWN, MAYBE,
        pick(product == HAND_WINDOWS_SERVER, pick(major == 0, MAYBE, pick(listed, YES, NO)), NO));
}

#define AT(column) (c[column][h])
#define SYSTEM(layer) AT(COLUMNS_L0_OS + 3 * (layer)), AT(COLUMNS_L0_OS + 3 * (layer) + 1)
#define MINOR(layer) AT(COLUMNS_L0_OS + 3 * (layer) + 2)
#define RHEL(layer, want, from) rhel(SYSTEM(layer), MINOR(layer), want, from)

INLINE void judge_layer1(const u8 *const *c, size_t h, u8 power9, range *v)
{
    const u8 there = pick(AT(COLUMNS_DEPTH) >= 1, YES, NO);
    const u8 guest = most(RHEL(1, 7, 8), RHEL(1, 8, 2)), rhel8 = RHEL(1, 8, 0);
    const u8 other = pick(AT(COLUMNS_HYPERVISOR) == HAND_KVM_OR_OTHER, MAYBE,
                          opposite(is(AT(COLUMNS_HYPERVISOR), HAND_KVM)));
    u8 bad = most(opposite(guest), opposite(is(AT(COLUMNS_OFFERING), HAND_NONE)));

    bad = most(bad, least(rhel8, other));
    fire(v, least(there, bad), UNSUPPORTED);
    bad = most(opposite(rhel8), is(AT(COLUMNS_MODE1), HAND_MODE_POWER8));
    fire(v, least(there, least(power9, bad)), BROKEN);
}

INLINE void judge_layer2(const u8 *const *c, size_t h, u8 power9, range *v)
{
    const u8 there = pick(AT(COLUMNS_DEPTH) >= 2, YES, NO);
    const u8 guest = most(most(RHEL(2, 7, 8), RHEL(2, 8, 2)), windows(SYSTEM(2)));
    u8 bad = most(opposite(RHEL(2, 7, 0)), is(AT(COLUMNS_VARIANT), HAND_STANDARD));

    fire(v, least(there, opposite(guest)), UNSUPPORTED);
    bad = most(least(opposite(RHEL(2, 8, 0)), bad), is(AT(COLUMNS_MODE2), HAND_MODE_POWER8));
    fire(v, least(there, least(power9, bad)), BROKEN);
}

INLINE void judge_platform(u8 platform, range *v)
{
    const u8 preview =
        (u8)((platform == HAND_AMD) | (platform == HAND_POWER9) | (platform == HAND_IBM_Z));
    u8 level = pick(platform == HAND_INTEL, SUPPORTED, pick(preview, PREVIEW, BROKEN));

    level = pick(platform == HAND_X86_OTHER, UNSUPPORTED, level);
    v->worst = most(v->worst, level);
    v->best = most(v->best, pick(platform == HAND_UNKNOWN, SUPPORTED, level));
}

INLINE u8 judge(const u8 *const *c, size_t h)
{
    const u8 platform = AT(COLUMNS_PLATFORM), uses = AT(COLUMNS_USES);
    const u8 power9 = is(platform, HAND_POWER9), nested = is(AT(COLUMNS_NESTED), HAND_ON);
    const u8 deep = pick(AT(COLUMNS_DEPTH) >= 2, YES, NO);
    const u8 nesting = most(most(deep, flag(uses, HAND_USE_NESTING)), nested);
    const u8 huge = most(flag(uses, HAND_USE_HUGE_PAGES), is(AT(COLUMNS_HPAGE), HAND_ON));
    const u8 moved = least(flag(uses, HAND_USE_MIGRATION), least(is(platform, HAND_AMD), nested));
    range v = {0, 0};
    u8 bad = most(flag(uses, HAND_USE_XIVE), opposite(RHEL(0, 8, 0)));

    judge_platform(platform, &v);
    fire(&v, opposite(RHEL(0, 8, 2)), UNSUPPORTED);
    bad = most(least(power9, bad), least(is(platform, HAND_IBM_Z), least(nesting, huge)));
    fire(&v, most(moved, bad), BROKEN);
    judge_layer1(c, h, power9, &v);
    judge_layer2(c, h, power9, &v);
    fire(&v, pick(AT(COLUMNS_DEPTH) >= 3, YES, NO), UNTESTED);
    v.best = pick(nesting == YES, v.best, SUPPORTED);
    bad = (u8)(v.best | v.worst << 3 | pick(v.best == v.worst, 0, 1) << 6);
    return pick(nesting == NO, 2 << 6, bad);
}

void columns_judge(const columns_hosts *hosts, size_t n, uint8_t *restrict verdicts)
{
    for (size_t start = 0; start < n; start += BLOCK) {
        const size_t end = n - start < BLOCK ? n : start + BLOCK;
        const u8 *c[COLUMNS];

        for (unsigned k = 0; k < COLUMNS; k++)
            c[k] = hosts->column[k];
        for (size_t h = start; h < end; h++)
            verdicts[h] = judge(c, h);
    }
}
