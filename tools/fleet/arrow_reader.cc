// arrow_reader.cc: the reader of arrow.h made of the Arrow C++ library; a module that `caveat
// fleet` loads when an input is Arrow.
//
// An input is read from its beginning to its end, so a pipe will do: a file is its magic, a stream,
// and a footer, whose size is held against what is left. It refuses what Arrow's own full
// validation refuses, messages above MESSAGE_MAX, bytes behind a stream, and a file that is cut
// anywhere. Invariants: no value is looked at before its batch was validated; what threads share of
// a batch does not change.
#include <arrow/api.h>
#include <arrow/io/interfaces.h>
#include <arrow/ipc/api.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "arrow.h"

namespace
{

using arrow::Array;
using arrow::Result;
using arrow::Status;

constexpr int64_t MESSAGE_MAX = int64_t{1} << 30; // bytes, as a batch is kept in memory
constexpr int64_t MEMORY_MAX = int64_t{4} << 30;  // of all batches: compressed ones can grow
constexpr int64_t STEP = int64_t{64} << 20;
constexpr std::string_view MAGIC = "ARROW1";
constexpr size_t HEAD = 8;                // the magic with its padding
constexpr size_t TAIL = 4 + MAGIC.size(); // the footer's size and the magic

arrow::MemoryPool *memory()
{
    static arrow::CappedMemoryPool pool(arrow::system_memory_pool(), MEMORY_MAX);
    return &pool;
}

// -- bytes ---------------------------------------------------------------------------------------

// The input as Arrow reads it. A size that the input only claims takes no memory before its bytes
// came.
class Input : public arrow::io::InputStream
{
  public:
    Input(arrow_read *read, void *input) : read_(read), input_(input)
    {
    }

    // Takes the head of a file; anything else is read again.
    bool take_magic()
    {
        std::string head(HEAD, '\0');
        head.resize(fill(head.data(), HEAD));
        if (head.compare(0, MAGIC.size(), MAGIC) == 0)
            return true;
        head_ = head;
        return false;
    }

    // At the end of a stream: what is left, how many bytes, and the last of them.
    size_t drain(std::string *last)
    {
        std::string part(size_t{64} << 10, '\0');
        size_t size = 0;
        while (size_t n = fill(part.data(), part.size())) {
            size += n;
            last->append(part, 0, n);
            if (last->size() > TAIL)
                last->erase(0, last->size() - TAIL);
        }
        return size;
    }

    Result<int64_t> Read(int64_t size, void *to) override
    {
        return static_cast<int64_t>(fill(static_cast<char *>(to), static_cast<size_t>(size)));
    }

    Result<std::shared_ptr<arrow::Buffer>> Read(int64_t size) override
    {
        if (size > MESSAGE_MAX)
            return Status::Invalid("a message of ", size, " bytes; at most 1 GiB is read");
        ARROW_ASSIGN_OR_RAISE(std::unique_ptr<arrow::ResizableBuffer> buffer,
                              arrow::AllocateResizableBuffer(std::min(size, STEP), memory()));
        int64_t got = 0;
        for (;;) {
            int64_t room = buffer->size() - got;
            int64_t n = static_cast<int64_t>(fill(
                reinterpret_cast<char *>(buffer->mutable_data()) + got, static_cast<size_t>(room)));
            got += n;
            if (n < room || got == size)
                break;
            ARROW_RETURN_NOT_OK(buffer->Resize(std::min(size, 2 * got), false));
        }
        ARROW_RETURN_NOT_OK(buffer->Resize(got, false));
        return std::shared_ptr<arrow::Buffer>(std::move(buffer));
    }

    Result<int64_t> Tell() const override
    {
        return told_;
    }
    Status Close() override
    {
        closed_ = true;
        return Status::OK();
    }
    bool closed() const override
    {
        return closed_;
    }

  private:
    // Less than `size` at the end alone.
    size_t fill(char *to, size_t size)
    {
        size_t got = std::min(size, head_.size() - at_);
        std::memcpy(to, head_.data() + at_, got);
        at_ += got;
        while (got < size) {
            size_t n = read_(input_, to + got, size - got);
            if (!n)
                break;
            got += n;
        }
        told_ += static_cast<int64_t>(got);
        return got;
    }

    arrow_read *read_;
    void *input_;
    std::string head_;
    size_t at_ = 0;
    int64_t told_ = 0;
    bool closed_ = false;
};

// -- types ---------------------------------------------------------------------------------------

bool is_scalar(const arrow::DataType &type)
{
    switch (type.id()) {
    case arrow::Type::NA:
    case arrow::Type::BOOL:
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW:
        return true;
    default:
        return arrow::is_integer(type.id());
    }
}

bool is_word(const arrow::DataType &type)
{
    if (type.id() == arrow::Type::DICTIONARY)
        return is_scalar(*static_cast<const arrow::DictionaryType &>(type).value_type());
    return is_scalar(type);
}

bool is_spelled(const arrow::DataType &type)
{
    if (type.id() == arrow::Type::LIST || type.id() == arrow::Type::LARGE_LIST)
        return is_word(*static_cast<const arrow::BaseListType &>(type).value_type());
    return is_word(type);
}

// -- values --------------------------------------------------------------------------------------

// An array, and what it is made of: Arrow resolves that when first asked, which threads must not do
// at once.
struct Values {
    std::shared_ptr<Array> array;
    arrow::Type::type type;
    std::unique_ptr<Values> inner; // of a dictionary or of lists

    explicit Values(std::shared_ptr<Array> from) : array(std::move(from)), type(array->type_id())
    {
        if (type == arrow::Type::DICTIONARY)
            inner = std::make_unique<Values>(as<arrow::DictionaryArray>().dictionary());
        else if (type == arrow::Type::LIST)
            inner = std::make_unique<Values>(as<arrow::ListArray>().values());
        else if (type == arrow::Type::LARGE_LIST)
            inner = std::make_unique<Values>(as<arrow::LargeListArray>().values());
    }

    template <typename T> const T &as() const
    {
        return static_cast<const T &>(*array);
    }

    // A null of a dictionary may stand in its codes or in its words.
    bool is_null(int64_t i) const
    {
        if (array->IsNull(i))
            return true;
        return type == arrow::Type::DICTIONARY &&
               inner->is_null(as<arrow::DictionaryArray>().GetValueIndex(i));
    }
};

// A line in room that ends: what is behind it is lost.
class Line
{
  public:
    Line(char *to, size_t room) : to_(to), room_(room)
    {
    }

    void put(std::string_view text)
    {
        size_t n = std::min(text.size(), room_ - size_);
        std::memcpy(to_ + size_, text.data(), n);
        size_ += n;
    }

    void put_string(std::string_view text)
    {
        bool plain = true;
        for (char c : text) // without a way out, so that it takes many at once
            plain &= !is_escaped(c);
        put("\"");
        if (plain)
            put(text);
        for (size_t i = 0; i < text.size() && !plain; i++)
            put_character(text[i]);
        put("\"");
    }

    template <typename T> void put_integer(T value)
    {
        char digits[24];
        put({digits, static_cast<size_t>(std::to_chars(digits, digits + 24, value).ptr - digits)});
    }

    size_t size() const
    {
        return size_;
    }
    const char *end() const
    {
        return to_ + size_;
    }

  private:
    static bool is_escaped(char c)
    {
        return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
    }

    void put_character(char c)
    {
        static const char hex[] = "0123456789abcdef";
        const char code[] = {'\\', 'u', '0', '0', hex[c >> 4 & 15], hex[c & 15]};
        if (static_cast<unsigned char>(c) < 0x20)
            return put({code, sizeof code});
        if (is_escaped(c))
            put("\\");
        put({&c, 1});
    }

    char *to_;
    size_t room_, size_ = 0;
};

template <typename T> void spell_integer(const Values &v, int64_t i, Line *line)
{
    line->put_integer(v.as<T>().Value(i));
}

void spell(const Values &v, int64_t i, Line *line);

template <typename T> void spell_list(const Values &v, int64_t i, Line *line)
{
    const T &lists = v.as<T>();
    int64_t from = lists.value_offset(i), count = lists.value_length(i);
    line->put("[");
    for (int64_t at = from; at < from + count; at++) {
        if (at > from)
            line->put(",");
        if (v.inner->is_null(at))
            line->put("null");
        else
            spell(*v.inner, at, line);
    }
    line->put("]");
}

// A value that is not null, of a type that is_spelled.
void spell(const Values &v, int64_t i, Line *line)
{
    switch (v.type) {
    case arrow::Type::BOOL:
        return line->put(v.as<arrow::BooleanArray>().Value(i) ? "true" : "false");
    case arrow::Type::STRING:
        return line->put_string(v.as<arrow::StringArray>().GetView(i));
    case arrow::Type::LARGE_STRING:
        return line->put_string(v.as<arrow::LargeStringArray>().GetView(i));
    case arrow::Type::STRING_VIEW:
        return line->put_string(v.as<arrow::StringViewArray>().GetView(i));
    case arrow::Type::INT8:
        return spell_integer<arrow::Int8Array>(v, i, line);
    case arrow::Type::INT16:
        return spell_integer<arrow::Int16Array>(v, i, line);
    case arrow::Type::INT32:
        return spell_integer<arrow::Int32Array>(v, i, line);
    case arrow::Type::INT64:
        return spell_integer<arrow::Int64Array>(v, i, line);
    case arrow::Type::UINT8:
        return spell_integer<arrow::UInt8Array>(v, i, line);
    case arrow::Type::UINT16:
        return spell_integer<arrow::UInt16Array>(v, i, line);
    case arrow::Type::UINT32:
        return spell_integer<arrow::UInt32Array>(v, i, line);
    case arrow::Type::UINT64:
        return spell_integer<arrow::UInt64Array>(v, i, line);
    case arrow::Type::DICTIONARY:
        return spell(*v.inner, v.as<arrow::DictionaryArray>().GetValueIndex(i), line);
    case arrow::Type::LIST:
        return spell_list<arrow::ListArray>(v, i, line);
    case arrow::Type::LARGE_LIST:
        return spell_list<arrow::LargeListArray>(v, i, line);
    default:
        return line->put("null");
    }
}

// -- the schema ----------------------------------------------------------------------------------

struct Column {
    std::string name, refused;
    bool empty;
};

void add_columns(const arrow::FieldVector &fields, const std::string &prefix,
                 std::vector<Column> *columns)
{
    for (const auto &field : fields) {
        const arrow::DataType &type = *field->type();
        if (type.id() == arrow::Type::STRUCT)
            add_columns(type.fields(), prefix + field->name() + ".", columns);
        else
            columns->push_back({prefix + field->name(), is_spelled(type) ? "" : type.ToString(),
                                type.id() == arrow::Type::NA});
    }
}

// In the order of add_columns. A struct that is null makes its fields so.
Status add_values(const arrow::ArrayVector &arrays, std::vector<Values> *values)
{
    for (const auto &array : arrays) {
        if (array->type_id() != arrow::Type::STRUCT) {
            values->emplace_back(array);
            continue;
        }
        ARROW_ASSIGN_OR_RAISE(arrow::ArrayVector fields,
                              static_cast<const arrow::StructArray &>(*array).Flatten(memory()));
        ARROW_RETURN_NOT_OK(add_values(fields, values));
    }
    return Status::OK();
}

// -- rows ----------------------------------------------------------------------------------------

struct Member {
    uint32_t column, key;
    std::string object, name;
};

struct Batch {
    std::shared_ptr<arrow::RecordBatch> from; // it owns what `values` stand in
    std::vector<Values> values;
    std::shared_ptr<const std::vector<Member>> members;
};

struct Rows {
    std::shared_ptr<const Batch> batch;
    int64_t at, end;
};

// What is null is left out: nothing is said of it. Returns how many values there are.
uint32_t put_row(const Batch &b, int64_t row, Line *line, arrow_value *found)
{
    std::string_view object;
    uint32_t n = 0;
    line->put("{");
    for (const Member &m : *b.members) {
        const Values &values = b.values[m.column];
        if (values.is_null(row))
            continue;
        bool other = m.object != object;
        if (other && !object.empty())
            line->put("}");
        if (n)
            line->put(",");
        if (other)
            line->put(m.object);
        line->put(m.name);
        const char *from = line->end();
        spell(values, row, line);
        found[n++] = {from, static_cast<uint32_t>(line->end() - from), m.key};
        object = m.object;
    }
    line->put(object.empty() ? "}" : "}}");
    return n;
}

// -- a reader ------------------------------------------------------------------------------------

struct Reader {
    std::shared_ptr<Input> input;
    std::shared_ptr<arrow::ipc::RecordBatchStreamReader> stream;
    std::vector<Column> columns;
    std::shared_ptr<const std::vector<Member>> members;
    bool is_file = false;
    Rows rows = {nullptr, 0, 0}; // of the batch in hand, those that are left
    std::string why;

    Status open();
    Status find_rows();
    Status check_end();
};

Status Reader::open()
{
    arrow::ipc::IpcReadOptions options = arrow::ipc::IpcReadOptions::Defaults();
    options.memory_pool = memory();
    options.use_threads = false;
    options.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
    is_file = input->take_magic();
    ARROW_ASSIGN_OR_RAISE(stream, arrow::ipc::RecordBatchStreamReader::Open(input, options));
    add_columns(stream->schema()->fields(), "", &columns);
    return Status::OK();
}

// A footer ends with its size and the magic; a stream ends where its input does.
Status Reader::check_end()
{
    std::string last;
    size_t left = input->drain(&last);
    size_t size = 0;
    if (!is_file)
        return left ? Status::Invalid("more follows behind the end of the stream") : Status::OK();
    if (last.size() < TAIL || last.compare(TAIL - MAGIC.size(), MAGIC.size(), MAGIC) != 0)
        return Status::Invalid("the file ends before its footer does");
    for (size_t i = TAIL - MAGIC.size(); i-- > 0;) // little-endian everywhere
        size = size << 8 | static_cast<unsigned char>(last[i]);
    if (size + TAIL != left)
        return Status::Invalid("its batches and its footer do not meet");
    return Status::OK();
}

// Until there is a row; none at the end.
Status Reader::find_rows()
{
    while (rows.at == rows.end) {
        auto batch = std::make_shared<Batch>();
        rows.batch = nullptr; // before more memory is taken
        ARROW_RETURN_NOT_OK(stream->ReadNext(&batch->from));
        if (!batch->from)
            return check_end();
        ARROW_RETURN_NOT_OK(batch->from->ValidateFull());
        ARROW_RETURN_NOT_OK(add_values(batch->from->columns(), &batch->values));
        batch->members = members;
        rows = {batch, 0, batch->from->num_rows()};
    }
    return Status::OK();
}

// -- what the module offers ----------------------------------------------------------------------

// Nothing is thrown through C.
template <typename F> void guarded(Reader *r, F step)
{
    try {
        Status status = step();
        if (!status.ok())
            r->why = status.message();
        if (!status.ok() && r->why.empty())
            r->why = status.CodeAsString();
    } catch (const std::exception &e) {
        r->why = e.what();
    }
    std::replace(r->why.begin(), r->why.end(), '\n', ' ');
}

void *reader_open(arrow_read *read, void *input)
try {
    auto *r = new Reader;
    guarded(r, [&] {
        r->input = std::make_shared<Input>(read, input);
        return r->open();
    });
    return r;
} catch (const std::exception &) {
    return nullptr;
}

const char *reader_why(const void *reader)
{
    const std::string &why = static_cast<const Reader *>(reader)->why;
    return why.empty() ? nullptr : why.c_str();
}

uint32_t reader_columns(const void *reader)
{
    return static_cast<uint32_t>(static_cast<const Reader *>(reader)->columns.size());
}

arrow_column reader_column(const void *reader, uint32_t i)
{
    const Column &c = static_cast<const Reader *>(reader)->columns[i];
    return {c.name.data(), c.name.size(), c.refused.empty() ? nullptr : c.refused.c_str(), c.empty};
}

void reader_members(void *reader, const arrow_member *members, uint32_t count)
{
    auto *r = static_cast<Reader *>(reader);
    guarded(r, [&] {
        auto own = std::make_shared<std::vector<Member>>();
        for (const arrow_member *m = members; m < members + count; m++)
            own->push_back({m->column, m->key, m->object, m->name});
        r->members = own;
        return Status::OK();
    });
}

void *reader_next(void *reader, uint64_t most, uint64_t *count)
{
    auto *r = static_cast<Reader *>(reader);
    Rows *part = nullptr;
    *count = 0;
    guarded(r, [&] {
        ARROW_RETURN_NOT_OK(r->find_rows());
        if (r->rows.at == r->rows.end)
            return Status::OK();
        part = new Rows(r->rows);
        part->end = part->at + std::min(part->end - part->at, static_cast<int64_t>(most));
        *count = static_cast<uint64_t>(part->end - part->at);
        r->rows.at = part->end;
        return Status::OK();
    });
    return part;
}

size_t rows_line(void *rows, char *to, size_t room, arrow_value *values, uint32_t *count)
{
    auto *r = static_cast<Rows *>(rows);
    Line line(to, room);
    if (r->at == r->end)
        return 0;
    *count = put_row(*r->batch, r->at++, &line, values);
    return line.size();
}

void rows_drop(void *rows)
{
    delete static_cast<Rows *>(rows);
}

void reader_close(void *reader)
{
    delete static_cast<Reader *>(reader);
}

} // namespace

extern "C" __attribute__((visibility("default"))) const arrow_module CAVEAT_ARROW;
const arrow_module CAVEAT_ARROW = {ARROW_VERSION_HERE, reader_open,    reader_why,  reader_columns,
                                   reader_column,      reader_members, reader_next, rows_line,
                                   rows_drop,          reader_close};
