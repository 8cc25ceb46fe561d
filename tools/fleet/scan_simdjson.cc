// scan_simdjson.cc: the scanner made of simdjson's On-Demand parser; a module that `caveat fleet`
// loads.
//
// It refuses what is no object, more items than fit, and anything behind the object. On-Demand
// leaves values unread; that is sound here, since a value counts only when its very bytes were read
// by the reader of fact files before. Invariant: it looks at no byte past SCAN_PADDING behind the
// object.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <cstring>
#include <new>

#include "scan.h"

namespace
{

using namespace simdjson;

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

// The bytes of a value, without the blanks that may follow it; `raw` is its first token, up to the
// next. A string with a colon behind it would be passed over as if it were a key, and with it all
// that follows up to a brace.
bool spell(ondemand::value &value, std::string_view raw, scan_item *item)
{
    ondemand::array list;
    ondemand::object object;
    if (raw.front() == '"' && raw.data()[raw.size()] == ':')
        return false;
    if (raw.front() == '[' && (value.get_array().get(list) || list.raw_json().get(raw)))
        return false;
    if (raw.front() == '{' && (value.get_object().get(object) || object.raw_json().get(raw)))
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

int walk(ondemand::object object, scan_item *items)
{
    int count = 0;
    for (auto found : object) {
        ondemand::field field;
        if (std::move(found).get(field) || count == SCAN_ITEMS_MAX)
            return -1;
        ondemand::value value = field.value();
        std::string_view raw = value.raw_json_token();
        scan_item *item = &items[count++];
        item->key = field.key().raw();
        item->key_size = static_cast<uint32_t>(end_of_key(item->key, raw.data()) - item->key);
        if (!spell(value, raw, item))
            return -1;
    }
    return count;
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

int scan_object(void *state, bool, const char *bytes, size_t size, scan_item *items)
{
    auto *parser = static_cast<ondemand::parser *>(state);
    ondemand::document document;
    ondemand::object root;
    const char *behind;
    if (parser->iterate(padded_string_view(bytes, size, size + SCAN_PADDING)).get(document) ||
        document.get_object().get(root))
        return -1;
    int count = walk(root, items);
    return document.current_location().get(behind) == OUT_OF_BOUNDS ? count : -1;
}

void scan_close(void *state)
{
    delete static_cast<ondemand::parser *>(state);
}

} // namespace

extern "C" __attribute__((visibility("default"))) const scanner CAVEAT_SCANNER;
const scanner CAVEAT_SCANNER = {SCAN_VERSION, "simdjson", scan_open, scan_object, scan_close};
