/* domain.c: a domain's XML as facts, see guests.h.
 *
 * What the XML does not say stays unknown; no default of a hypervisor is guessed where releases of
 * it differ. XML is parsed without network, entities or files. Invariant: every text of a guest is
 * NUL-terminated and printable.
 */
#include "guests.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* -- libosinfo's names ----------------------------------------------------------------------------
 */

typedef enum row_kind { ROW_EXACT, ROW_FAMILY, ROW_NOTHING } row_kind;

static const struct {
    row_kind kind;
    const char *id, *means;
    unsigned parts;
} rows[] = {
#define EXACT(id, release) {ROW_EXACT, id, release, 0},
#define FAMILY(start, product, parts) {ROW_FAMILY, start, product, parts},
#define NOTHING(start) {ROW_NOTHING, start, "", 0},
#include "osinfo.def"
};

/* "8.4" of "8.4", "8" of "8-unknown", "" of "rawhide"; at most `parts` numbers of up to 9 digits.
 */
static size_t version_size(const char *text, unsigned parts)
{
    size_t size = 0;
    while (parts--) {
        size_t dot = size ? 1 : 0;
        if (dot && text[size] != '.')
            break;
        size_t digits = strspn(text + size + dot, "0123456789");
        if (!digits || digits > 9)
            break;
        size += dot + digits;
    }
    return size;
}

static void family(const char *product, const char *rest, unsigned parts, char release[GUEST_TEXT])
{
    size_t size = version_size(rest, parts);
    snprintf(release, GUEST_TEXT, "%s%s%.*s", product, size ? " " : "", (int)size, rest);
}

void guest_release(const char *id, char release[GUEST_TEXT])
{
    release[0] = '\0';
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        size_t n = strlen(rows[k].id);
        if (rows[k].kind == ROW_EXACT ? strcmp(id, rows[k].id) != 0
                                      : strncmp(id, rows[k].id, n) != 0)
            continue;
        if (rows[k].kind == ROW_FAMILY)
            family(rows[k].means, id + n, rows[k].parts, release);
        else
            snprintf(release, GUEST_TEXT, "%s", rows[k].means);
        return;
    }
    if (strncmp(id, "http://", 7) == 0 && strchr(id + 7, '/'))
        strcpy(release, "other");
}

/* -- XML -----------------------------------------------------------------------------------------
 */

/* A text of the document, or "": where it is missing, too long or not printable ASCII. */
static void text_at(xmlXPathContext *at, const char *path, char to[GUEST_TEXT])
{
    xmlXPathObject *found = xmlXPathEvalExpression((const xmlChar *)path, at);
    xmlChar *text = found ? xmlXPathCastToString(found) : NULL;
    size_t size = text ? strlen((const char *)text) : 0;
    to[0] = '\0';
    if (size < GUEST_TEXT) {
        for (size_t k = 0; k < size; k++)
            if (text[k] < ' ' || text[k] > '~')
                size = 0;
        memcpy(to, text ? (const char *)text : "", size);
        to[size] = '\0';
    }
    xmlFree(text);
    xmlXPathFreeObject(found);
}

static bool is_at(xmlXPathContext *at, const char *path)
{
    char text[GUEST_TEXT], expression[256];
    snprintf(expression, sizeof expression, "boolean(%s)", path);
    text_at(at, expression, text);
    return strcmp(text, "true") == 0;
}

static xmlDoc *parse(const char *xml, xmlXPathContext **at)
{
    size_t size = strlen(xml);
    xmlDoc *doc = size > 64u << 20
                      ? NULL
                      : xmlReadMemory(xml, (int)size, "domain.xml", NULL,
                                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    *at = doc ? xmlXPathNewContext(doc) : NULL;
    if (doc && !*at) {
        xmlFreeDoc(doc);
        doc = NULL;
    }
    return doc;
}

void guest_host_model(const char *capabilities, char model[GUEST_TEXT])
{
    xmlXPathContext *at;
    xmlDoc *doc = parse(capabilities, &at);
    model[0] = '\0';
    if (!doc)
        return;
    text_at(at, "string(/capabilities/host/cpu/model)", model);
    xmlXPathFreeContext(at);
    xmlFreeDoc(doc);
}

/* -- the processor --------------------------------------------------------------------------------
 */

static const char *const compat_modes[] = {"power8", "power9"};

/* On POWER a model of an earlier generation than the host's is a compatibility mode. */
static const char *power_mode(const char *mode, const char *model, const char *host_model)
{
    if (!*model || strcmp(mode, "host-passthrough") == 0 || strcmp(mode, "maximum") == 0)
        return "native";
    for (size_t k = 0; k < sizeof compat_modes / sizeof *compat_modes; k++)
        if (strncasecmp(model, compat_modes[k], 6) == 0) {
            return strncasecmp(host_model, compat_modes[k], 6) == 0 ? "native" : compat_modes[k];
        }
    return strncasecmp(model, host_model, 7) == 0 ? "native" : NULL;
}

/* A feature by its policy: does the machine see it? */
static const char *feature(xmlXPathContext *at, const char *name)
{
    char path[128], policy[GUEST_TEXT];
    snprintf(path, sizeof path, "string(/domain/cpu/feature[@name='%s']/@policy)", name);
    text_at(at, path, policy);
    if (strcmp(policy, "require") == 0 || strcmp(policy, "force") == 0)
        return "exposed";
    if (strcmp(policy, "disable") == 0 || strcmp(policy, "forbid") == 0)
        return "withheld";
    return NULL;
}

static const char *nesting(xmlXPathContext *at, const char *arch, const char *mode)
{
    static const char *const flags[] = {"vmx", "svm", "sie"};
    if (strncmp(arch, "ppc64", 5) == 0)
        return is_at(at, "/domain/features/nested-hv[@state='on']") ? "exposed" : "withheld";
    for (size_t k = 0; k < sizeof flags / sizeof *flags; k++) {
        const char *found = feature(at, flags[k]);
        if (found)
            return found;
    }
    return strncmp(mode, "host-", 5) == 0 || strcmp(mode, "maximum") == 0 ? "as the host"
                                                                          : "not stated";
}

static void read_cpu(xmlXPathContext *at, const char *host_model, guest *out)
{
    char arch[GUEST_TEXT], mode[GUEST_TEXT], model[GUEST_TEXT];
    text_at(at, "string(/domain/os/type/@arch)", arch);
    text_at(at, "string(/domain/cpu/@mode)", mode);
    text_at(at, "string(/domain/cpu/model)", model);
    if (!*mode && *model)
        strcpy(mode, "custom");
    snprintf(out->cpu, sizeof out->cpu, "%.70s%s%.70s", mode, *mode && *model ? " " : "", model);
    if (strncmp(arch, "ppc", 3) == 0)
        out->cpu_mode = power_mode(mode, model, host_model);
    else
        out->cpu_mode = *arch ? "native" : NULL;
    out->or_native = out->cpu_mode && !*host_model && strcmp(out->cpu_mode, "native") != 0;
    out->nesting = nesting(at, arch, mode);
}

/* libosinfo's element may stand in either of its two namespaces. */
static void read_os(xmlXPathContext *at, guest *out)
{
    text_at(at,
            "string(/domain/metadata/*[local-name()='libosinfo' and "
            "starts-with(namespace-uri(), 'http://libosinfo.org/xmlns/libvirt/')]"
            "/*[local-name()='os']/@id)",
            out->osinfo);
    guest_release(out->osinfo, out->os);
}

bool guest_read(const char *xml, const char *host_model, guest *out)
{
    xmlXPathContext *at;
    xmlDoc *doc = parse(xml, &at);
    *out = (guest){.nesting = "not stated"};
    if (!doc)
        return false;
    bool is = is_at(at, "/domain");
    if (is) {
        text_at(at, "string(/domain/@type)", out->type);
        read_os(at, out);
        read_cpu(at, host_model, out);
        out->huge_pages = is_at(at, "/domain/memoryBacking/hugepages");
    }
    xmlXPathFreeContext(at);
    xmlFreeDoc(doc);
    return is;
}
