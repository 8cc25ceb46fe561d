/* guests.h: what one libvirt domain says of itself, as facts of the machine that runs in it.
 *
 * domain.c reads the domain's XML and opens no connection; main.c asks libvirt and prints.
 */
#ifndef GUESTS_H
#define GUESTS_H

#include <stdbool.h>

enum { GUEST_TEXT = 160 };

typedef struct guest {
    char type[GUEST_TEXT];   /* "kvm", "qemu", "test" */
    char osinfo[GUEST_TEXT]; /* libosinfo's id; "": none, or too long to be one */
    char os[GUEST_TEXT];     /* release of the vocabulary; "": not known */
    char cpu[GUEST_TEXT];    /* "host-passthrough", "custom EPYC"; "": not stated */
    const char *cpu_mode;    /* "native", "power8", "power9"; NULL: not known */
    bool or_native;          /* or it is native: the host's own processor is not known */
    const char *nesting;     /* "exposed", "withheld", "as the host", "not stated" */
    bool huge_pages;         /* its memory is backed by them */
} guest;

/* `host_model`: the processor of the host's capabilities ("POWER9"), or "". False: no domain's XML.
 */
bool guest_read(const char *xml, const char *host_model, guest *out);

/* The processor model of a host's capabilities, "" where they name none. */
void guest_host_model(const char *capabilities, char model[GUEST_TEXT]);

/* libosinfo's id as a release; "": it tells nothing. */
void guest_release(const char *id, char release[GUEST_TEXT]);

#endif
