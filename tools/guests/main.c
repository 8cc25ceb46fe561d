/* main.c: caveat-guests, the helper of `caveat check --guests`: libvirt's domains as JSON.
 *
 *     caveat-guests [URI]
 *
 * A program of its own, so that no other call of caveat loads libvirt. It asks read-only, changes
 * nothing, and ends itself after a minute without an answer. Status: 0, or 66 with a message on
 * stderr when the host cannot be asked. Nothing stands on stdout after a failure.
 */
#include "guests.h"

#include <jansson.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FAILED = 66, SECONDS = 60 };

/* Texts from elsewhere: only printable ASCII reaches the terminal. */
static void put_plain(const char *text)
{
    for (; text && *text; text++)
        fputc((unsigned char)*text < ' ' || (unsigned char)*text > '~' ? '?' : *text, stderr);
}

static int fail(const char *what)
{
    const char *why = virGetLastErrorMessage();
    fputs("caveat-guests: ", stderr);
    put_plain(what);
    fputs(": ", stderr);
    put_plain(why);
    fputc('\n', stderr);
    return FAILED;
}

static void quiet(void *context, virErrorPtr error)
{
    (void)context;
    (void)error;
}

static void quiet_xml(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

/* NULL for "". */
static json_t *text(const char *value)
{
    return value && *value ? json_string(value) : json_null();
}

/* Names of domains come from whoever defined them; JSON takes UTF-8 only. */
static json_t *name_of(const char *name)
{
    json_t *value = json_string(name);
    return value ? value : json_string("(a name that is not UTF-8)");
}

static json_t *facts_of(const guest *g)
{
    json_t *facts = json_object();
    if (*g->os)
        json_object_set_new(facts, "os", json_string(g->os));
    if (g->cpu_mode && g->or_native)
        json_object_set_new(facts, "cpu.mode", json_pack("[ss]", "native", g->cpu_mode));
    else if (g->cpu_mode)
        json_object_set_new(facts, "cpu.mode", json_string(g->cpu_mode));
    return facts;
}

static json_t *describe(virDomainPtr domain, const char *host_model)
{
    guest g;
    char *xml = virDomainGetXMLDesc(domain, 0);
    json_t *one = json_object(), *uses = json_array();
    if (!xml || !guest_read(xml, host_model, &g))
        g = (guest){.nesting = "not stated"};
    free(xml);
    if (g.huge_pages)
        json_array_append_new(uses, json_string("huge-pages"));
    json_object_set_new(one, "name", name_of(virDomainGetName(domain)));
    json_object_set_new(one, "running", json_boolean(virDomainIsActive(domain) == 1));
    json_object_set_new(one, "type", text(g.type));
    json_object_set_new(one, "osinfo", text(g.osinfo));
    json_object_set_new(one, "cpu", text(g.cpu));
    json_object_set_new(one, "nesting", text(g.nesting));
    json_object_set_new(one, "facts", facts_of(&g));
    json_object_set_new(one, "uses", uses);
    return one;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(virDomainGetName(*(const virDomainPtr *)a),
                  virDomainGetName(*(const virDomainPtr *)b));
}

static json_t *list(virConnectPtr host, const char *host_model)
{
    virDomainPtr *domains = NULL;
    int count = virConnectListAllDomains(host, &domains, 0);
    json_t *all = count < 0 ? NULL : json_array();
    if (count > 0)
        qsort(domains, (size_t)count, sizeof *domains, by_name);
    for (int k = 0; k < count; k++) {
        json_array_append_new(all, describe(domains[k], host_model));
        virDomainFree(domains[k]);
    }
    free(domains);
    return all;
}

static int answer(virConnectPtr host)
{
    char model[GUEST_TEXT] = "", *capabilities = virConnectGetCapabilities(host);
    char *uri = virConnectGetURI(host);
    if (capabilities)
        guest_host_model(capabilities, model);
    json_t *guests = list(host, model), *whole = json_object();
    int status = guests ? 0 : fail("the virtual machines cannot be listed");
    json_object_set_new(whole, "schema", json_integer(1));
    json_object_set_new(whole, "uri", text(uri));
    if (guests)
        json_object_set_new(whole, "guests", guests);
    if (!status && (json_dumpf(whole, stdout, JSON_INDENT(1)) || fputc('\n', stdout) == EOF ||
                    fflush(stdout) || ferror(stdout))) {
        fputs("caveat-guests: the answer cannot be written\n", stderr);
        status = 74;
    }
    json_decref(whole);
    free(capabilities);
    free(uri);
    return status;
}

int main(int argc, char **argv)
{
    if (argc > 2) {
        fputs("usage: caveat-guests [URI]\n", stderr);
        return 64;
    }
    alarm(SECONDS);
    virSetErrorFunc(NULL, quiet);
    xmlSetGenericErrorFunc(NULL, quiet_xml);
    virConnectPtr host = virConnectOpenReadOnly(argc == 2 ? argv[1] : NULL);
    if (!host)
        return fail(argc == 2 ? argv[1] : "libvirt");
    int status = answer(host);
    virConnectClose(host);
    return status;
}
