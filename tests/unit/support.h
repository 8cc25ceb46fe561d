/* support.h: what the runtime's unit tests share: an allocator that counts and can fail, a small
 * program that has everything in it, and one walk over the whole public interface.
 */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../runtime/caveat.h"
#include "asm.h"

/* An allocator that checks every size it is given back. */
typedef struct meter {
    size_t live;      /* bytes */
    unsigned calls;   /* allocations asked for */
    unsigned fail_at; /* the call that fails; 0: none */
    bool for_ever;    /* and all after it */
    char message[1024];
    cav_status status; /* of the last message */
} meter;

cav_env meter_env(meter *m);

extern const char sample_text[]; /* in asm.h's notation */

/* Assembles or fails the test; free with free(). */
uint8_t *sample_image(const char *text, size_t *size);
cav_program *load(const cav_env *env, const uint8_t *image, size_t size); /* or fails the test */

/* Sets, judges, explains, lists: calls every function there is. Returns the first bad status. */
cav_status exercise(const cav_env *env, const cav_program *program);

uint32_t fact_of(const cav_program *program, const char *name);

/* Deterministic numbers; *state must not be 0. */
uint32_t next_random(uint64_t *state, uint32_t below);

#endif
