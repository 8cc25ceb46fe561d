/* hand.h: the pack rhel8-nested as a C programmer would write it, for comparison.
 *
 * A struct per machine, values as small numbers, 0 where unknown; the same three-valued verdict.
 */
#ifndef HAND_H
#define HAND_H

#include <stdint.h>

enum { HAND_UNKNOWN };
enum {
    HAND_INTEL = 1, HAND_AMD, HAND_POWER8, HAND_POWER9, HAND_POWER10, HAND_IBM_Z, HAND_ARM64,
    HAND_X86_OTHER, HAND_OTHER
};
enum { HAND_RHEL = 1, HAND_CENTOS, HAND_WINDOWS_SERVER, HAND_OTHER_SYSTEM };
enum { HAND_KVM = 1, HAND_KVM_OR_OTHER, HAND_NOT_KVM };
enum { HAND_OFF = 1, HAND_ON };
enum { HAND_NATIVE = 1, HAND_MODE_POWER8, HAND_MODE_POWER9 };
enum { HAND_NONE = 1, HAND_PRODUCT };
enum { HAND_STANDARD = 1, HAND_ALT };
enum { HAND_NO_MINOR = 255 };
enum { HAND_USE_NESTING = 1, HAND_USE_MIGRATION = 2, HAND_USE_HUGE_PAGES = 4, HAND_USE_XIVE = 8 };

typedef struct hand_system {
    uint8_t product;
    uint8_t minor;  /* HAND_NO_MINOR: unknown */
    uint16_t major; /* 0: unknown */
} hand_system;

typedef struct hand_host {
    uint8_t depth, uses, platform, hypervisor, nested, hpage;
    uint8_t mode1, offering, mode2, variant;
    hand_system system[3];
} hand_host;

/* A verdict as the wide engine writes it. */
uint8_t hand_judge(const hand_host *host);

#endif
