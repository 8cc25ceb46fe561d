/* verdict_text.h: what a verdict byte says, written once for each of the 256. */
#ifndef FLEET_VERDICT_TEXT_H
#define FLEET_VERDICT_TEXT_H

#include "fleet.h"

#include "../caveat/verdict.h"

/* Fills f->at[k].words, statuses and rule_names. */
void verdict_texts(fleet *f, uint32_t k);
/* A verdict as the byte stands for it. */
cav_verdict verdict_of_byte(uint8_t byte);

/* Where the facts contradict each other, by the rules or by what was asserted. */
#define VERDICT_CONTRADICTION ((uint8_t)(CAV_CONTRADICTION << 6))

#endif
