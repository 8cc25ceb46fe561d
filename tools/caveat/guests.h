/* guests.h: check --guests: each of the host's virtual machines judged as the layer above it.
 *
 * What they are is told by the helper caveat-guests (tools/guests/), which alone knows libvirt.
 */
#ifndef GUESTS_H
#define GUESTS_H

#include "session.h"

/* Judges and writes them all; `s` holds what is known without them, and stays as it is. The exit
 * status is that of the worst; no guest at all is an error, since nothing was judged. */
int guests_check(session *s);

#endif
