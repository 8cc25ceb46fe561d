/* reasons.c: the words for why nothing was found. All of them stand in reasons.def. */
#include "host.h"

const char *cav_reason_text(cav_reason reason)
{
    static const char *const texts[] = {
#define REASON(ID, text) text,
#include "reasons.def"
    };
    return (unsigned)reason < CAV_REASON_COUNT ? texts[reason] : "unknown reason";
}
