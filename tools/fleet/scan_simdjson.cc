// scan_simdjson.cc: the scanner made of simdjson's On-Demand parser; a module that `caveat fleet`
// loads.
//
// It refuses what is not an object of objects, values and lists, more items than fit, and anything
// behind the object. On-Demand leaves values unread; that is sound here, since a value counts only
// when its very bytes were read by the reader of fact files before. Invariant: it looks at no byte
// past SCAN_PADDING behind the line.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <cstring>
#include <new>

#include "scan.h"

namespace
{

using namespace simdjson;

struct walk {
    scan_item *items;
    int count;
};

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

scan_item *add(walk &w, scan_kind kind)
{
    if (w.count == SCAN_ITEMS_MAX)
        return nullptr;
    scan_item *item = &w.items[w.count++];
    item->kind = kind;
    return item;
}

// The bytes of a value, without the blanks that may follow it; `raw` is its first token.
bool spell(ondemand::value &value, std::string_view raw, scan_item *item)
{
    ondemand::array list;
    if (raw.front() == '[' && (value.get_array().get(list) || list.raw_json().get(raw)))
        return false;
    while (is_blank(raw.back()))
        raw.remove_suffix(1);
    item->value = raw.data();
    item->value_size = static_cast<uint32_t>(raw.size());
    return true;
}

// Where a key ends: mostly `":` stands before the value.
const char *end_of_key(const char *key, const char *value)
{
    if (value[-1] == ':' && value[-2] == '"' && value - 2 >= key)
        return value - 2;
    return static_cast<const char *>(std::memchr(key, '"', static_cast<size_t>(value - key)));
}

bool walk_object(walk &w, ondemand::object object, int depth);

bool walk_field(walk &w, ondemand::field field, int depth)
{
    ondemand::value value = field.value();
    std::string_view raw = value.raw_json_token();
    const char *key = field.key().raw();
    bool opens = raw.front() == '{';
    scan_item *item = add(w, opens ? SCAN_OPEN : SCAN_VALUE);
    if (!item)
        return false;
    item->key = key;
    item->key_size = static_cast<uint32_t>(end_of_key(key, raw.data()) - key);
    if (!opens)
        return spell(value, raw, item);
    ondemand::object inner;
    return depth < SCAN_DEPTH_MAX && !value.get_object().get(inner) &&
           walk_object(w, inner, depth + 1) && add(w, SCAN_CLOSE);
}

bool walk_object(walk &w, ondemand::object object, int depth)
{
    for (auto found : object) {
        ondemand::field field;
        if (std::move(found).get(field) || !walk_field(w, field, depth))
            return false;
    }
    return true;
}

void *scan_open()
{
    auto *parser = new (std::nothrow) ondemand::parser(SCAN_LINE_MAX);
    if (parser && parser->allocate(SCAN_LINE_MAX)) {
        delete parser;
        parser = nullptr;
    }
    return parser;
}

int scan_line(void *state, const char *bytes, size_t size, scan_item *items)
{
    auto *parser = static_cast<ondemand::parser *>(state);
    walk w = {items, 0};
    ondemand::document document;
    ondemand::object root;
    const char *behind;
    if (parser->iterate(padded_string_view(bytes, size, size + SCAN_PADDING)).get(document) ||
        document.get_object().get(root) || !walk_object(w, root, 0) ||
        document.current_location().get(behind) != OUT_OF_BOUNDS)
        return -1;
    return w.count;
}

void scan_close(void *state)
{
    delete static_cast<ondemand::parser *>(state);
}

} // namespace

extern "C" __attribute__((visibility("default"))) const scanner CAVEAT_SCANNER;
const scanner CAVEAT_SCANNER = {"simdjson", scan_open, scan_line, scan_close};
