/* columns.h: the function of hand.c over columns of bytes, without a branch.
 *
 * Columns are the members of hand_host in their order, then product, major (of 2019: 19) and minor
 * of each system. Verdicts are those of hand_judge, byte for byte.
 */
#ifndef COLUMNS_H
#define COLUMNS_H

#include <stddef.h>
#include <stdint.h>

enum {
    COLUMNS_DEPTH, COLUMNS_USES, COLUMNS_PLATFORM, COLUMNS_HYPERVISOR, COLUMNS_NESTED,
    COLUMNS_HPAGE, COLUMNS_MODE1, COLUMNS_OFFERING, COLUMNS_MODE2, COLUMNS_VARIANT, COLUMNS_L0_OS,
    COLUMNS = COLUMNS_L0_OS + 9
};

typedef struct columns_hosts {
    const uint8_t *column[COLUMNS];
} columns_hosts;

void columns_judge(const columns_hosts *hosts, size_t n, uint8_t *verdicts);

#endif
