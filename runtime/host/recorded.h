/* recorded.h: why something could not be read on the machine that a tree was captured from; private
 * to runtime/host/.
 *
 * A capture says so in _probe/reasons.txt, one "read PATH: reason" or "exists PATH: reason" a line,
 * in the words of reasons.def; a file that is merely missing needs no line.
 */
#ifndef CAV_HOST_RECORDED_H
#define CAV_HOST_RECORDED_H

#include "root.h"

#define HOST_RECORDED "/_probe/reasons.txt"

/* CAV_REASON_FOUND: nothing is recorded. A record that cannot be read counts for every path. */
cav_reason host_recorded(host_root *root, const char *verb, const char *path);

#endif
