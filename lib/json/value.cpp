#include "json/value.hpp"

#include <fmt/core.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "base/text.hpp"
#include "json/allocator.hpp"

namespace ciclo::json {

// 16 bytes a value, in the order of the text; a container is followed by what it holds.
struct Node {
    // Where the text begins in the arena (strings, numbers), or the first node after the container.
    std::uint32_t place = 0;
    // Bytes of text, number of elements or members, or the boolean itself.
    std::uint32_t size = 0;
    // Index into the keys; meaningful for members of an object.
    std::uint32_t key = 0;
    Type type = Type::null;
};

namespace {

// Odoo's answers have about 6 levels.
constexpr std::size_t k_max_depth = 200;
// A page of 2,000 records has 60,000 values and 50 names. Of an answer of 64 MiB that is nothing but values
// or names these take 100 MB at most.
constexpr std::size_t k_max_nodes = 4'000'000;
constexpr std::size_t k_max_keys = 100'000;
// Whole numbers up to here are exact in a double, which "1e+16" has to pass through.
constexpr double k_exact_in_double = 9007199254740992.0;

struct TransparentHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

}  // namespace

struct Document::Impl {
    std::vector<Node> nodes;
    std::string arena;
    // Each distinct key once: records repeat the same ones. The views point into key_index, whose nodes stay
    // put.
    std::vector<std::string_view> keys;
    std::unordered_map<std::string, std::uint32_t, TransparentHash, std::equal_to<>> key_index;

    // The node after `node` and everything it holds.
    [[nodiscard]] std::uint32_t after(std::uint32_t node) const {
        const auto& it = nodes[node];
        return it.type == Type::array || it.type == Type::object ? it.place : node + 1;
    }

    std::uint32_t key_of(std::string_view text) {
        if (const auto known = key_index.find(text); known != key_index.end()) return known->second;
        const auto [added, inserted] = key_index.emplace(text, static_cast<std::uint32_t>(keys.size()));
        keys.push_back(added->first);
        return added->second;
    }
};

namespace {

// Takes RapidJSON's events (whose names are its own) and appends nodes.
template <typename Tree>
class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder<Tree>> {
  public:
    using Size = rapidjson::SizeType;

    explicit Builder(Tree& tree) : m_tree(tree) {}

    bool Null() { return add(Type::null, 0, 0); }
    bool Bool(bool value) { return add(Type::boolean, 0, value ? 1 : 0); }
    bool RawNumber(const char* text, Size length, bool /*copy*/) {
        return add_text(Type::number, text, length);
    }
    bool String(const char* text, Size length, bool /*copy*/) { return add_text(Type::string, text, length); }
    bool Key(const char* text, Size length, bool /*copy*/) {
        m_key = m_tree.key_of({text, length});
        return m_tree.keys.size() <= k_max_keys || stop("more than 100,000 different names");
    }
    bool StartObject() { return open(Type::object); }
    bool EndObject(Size members) { return close(members); }
    bool StartArray() { return open(Type::array); }
    bool EndArray(Size elements) { return close(elements); }

    // Why an event was not taken; "" while all were.
    [[nodiscard]] const std::string& fault() const { return m_fault; }

  private:
    bool stop(std::string fault) {
        m_fault = std::move(fault);
        return false;
    }
    bool add(Type type, std::uint32_t place, std::uint32_t size) {
        if (m_tree.nodes.size() >= k_max_nodes) return stop("more than 4,000,000 values");
        m_tree.nodes.push_back({place, size, m_key, type});
        return true;
    }
    bool add_text(Type type, const char* text, Size length) {
        const auto place = static_cast<std::uint32_t>(m_tree.arena.size());
        m_tree.arena.append(text, length);
        return add(type, place, length);
    }
    bool open(Type type) {
        if (m_open.size() >= k_max_depth) return stop(fmt::format("nested deeper than {}", k_max_depth));
        m_open.push_back(static_cast<std::uint32_t>(m_tree.nodes.size()));
        return add(type, 0, 0);
    }
    bool close(Size count) {
        auto& node = m_tree.nodes[m_open.back()];
        m_open.pop_back();
        node.place = static_cast<std::uint32_t>(m_tree.nodes.size());
        node.size = count;
        return true;
    }

    Tree& m_tree;
    std::vector<std::uint32_t> m_open;
    std::uint32_t m_key = 0;
    std::string m_fault;
};

[[noreturn]] void refuse(std::string_view what, std::size_t byte) {
    throw Error(ErrorKind::odoo_answer, fmt::format("not JSON: {} at byte {}", what, byte));
}

[[noreturn]] void mismatch(const Value& value, std::string_view found, std::string_view wanted) {
    const auto path = value.path();
    throw Error(ErrorKind::odoo_answer,
                fmt::format("{} is {}, expected {}", path.empty() ? "the answer" : path, found, wanted));
}

[[noreturn]] void missing(const Value& value, std::string_view what) {
    const auto path = value.path();
    throw Error(ErrorKind::odoo_answer,
                fmt::format("{} has no {}", path.empty() ? "the answer" : path, what));
}

// "5.0" is 5: Odoo sends whole numbers beyond 2^31 as floats.
std::optional<std::int64_t> whole_number(std::string_view text) {
    if (const auto point = text.find('.'); point != std::string_view::npos) {
        const auto fraction = text.substr(point + 1);
        if (fraction.find_first_not_of('0') == std::string_view::npos) text = text.substr(0, point);
    }
    const char* end = text.data() + text.size();
    std::int64_t whole = 0;
    if (const auto read = std::from_chars(text.data(), end, whole);
        read.ec == std::errc{} && read.ptr == end) {
        return whole;
    }
    double value = 0;
    const auto read = std::from_chars(text.data(), end, value);
    const bool is_exact = std::abs(value) <= k_exact_in_double && value == std::trunc(value);
    if (read.ec != std::errc{} || read.ptr != end || !is_exact) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

}  // namespace

Document::Document(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Document Document::parse(std::string_view text) {
    if (text.size() >= std::numeric_limits<std::uint32_t>::max()) refuse("more than 4 GiB", text.size());
    auto impl = std::make_unique<Impl>();
    Builder<Impl> builder(*impl);
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>, Allocator> reader;
    constexpr unsigned k_flags = rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseNanAndInfFlag |
                                 rapidjson::kParseIterativeFlag;
    reader.Parse<k_flags>(stream, builder);
    if (reader.HasParseError()) {
        if (!builder.fault().empty()) refuse(builder.fault(), reader.GetErrorOffset());
        std::string_view what = rapidjson::GetParseError_En(reader.GetParseErrorCode());
        if (what.ends_with('.')) what.remove_suffix(1);
        refuse(what, reader.GetErrorOffset());
    }
    // RapidJSON takes a NUL byte for the end.
    if (stream.Tell() != text.size()) refuse("a NUL byte", stream.Tell());
    return Document(std::move(impl));
}

Value Document::root() const {
    return {*this, 0};
}

Type Value::type() const {
    return m_document->m_impl->nodes[m_node].type;
}

std::string_view Value::type_name() const {
    constexpr std::array<std::string_view, 6> k_names{"null",     "a boolean", "a number",
                                                      "a string", "an array",  "an object"};
    return k_names.at(static_cast<std::size_t>(type()));
}

bool Value::boolean() const {
    if (!is(Type::boolean)) mismatch(*this, type_name(), "a boolean");
    return m_document->m_impl->nodes[m_node].size != 0;
}

std::string_view Value::string() const {
    if (!is(Type::string)) mismatch(*this, type_name(), "a string");
    const auto& tree = *m_document->m_impl;
    return std::string_view(tree.arena).substr(tree.nodes[m_node].place, tree.nodes[m_node].size);
}

std::string_view Value::number() const {
    if (!is(Type::number)) mismatch(*this, type_name(), "a number");
    const auto& tree = *m_document->m_impl;
    return std::string_view(tree.arena).substr(tree.nodes[m_node].place, tree.nodes[m_node].size);
}

std::int64_t Value::integer() const {
    if (!is(Type::number)) mismatch(*this, type_name(), "a whole number");
    const auto integer = whole();
    if (!integer) mismatch(*this, fmt::format("the number {}", number()), "a whole number");
    return *integer;
}

std::optional<std::int64_t> Value::whole() const {
    return is(Type::number) ? whole_number(number()) : std::nullopt;
}

std::size_t Value::size() const {
    return is(Type::array) || is(Type::object) ? m_document->m_impl->nodes[m_node].size : 0;
}

Value Value::at(std::size_t index) const {
    if (!is(Type::array)) mismatch(*this, type_name(), "an array");
    if (index >= size()) missing(*this, fmt::format("element {}", index));
    auto node = m_node + 1;
    for (; index > 0; --index) node = m_document->m_impl->after(node);
    return {*m_document, node};
}

Value Value::at(std::string_view key) const {
    const auto member = find(key);
    if (!member) missing(*this, fmt::format("'{}'", key));
    return *member;
}

std::optional<Value> Value::find(std::string_view key) const {
    if (!is(Type::object)) mismatch(*this, type_name(), "an object");
    const auto& tree = *m_document->m_impl;
    std::optional<Value> found;
    for (auto node = m_node + 1; node < tree.nodes[m_node].place; node = tree.after(node)) {
        if (tree.keys[tree.nodes[node].key] == key) found = Value(*m_document, node);
    }
    return found;
}

std::string Value::text_at(std::string_view key) const {
    const auto member = is(Type::object) ? find(key) : std::nullopt;
    return member && member->is(Type::string) ? std::string(member->string()) : std::string();
}

std::vector<Value> Value::elements() const {
    if (!is(Type::array)) mismatch(*this, type_name(), "an array");
    const auto& tree = *m_document->m_impl;
    std::vector<Value> all;
    all.reserve(size());
    for (auto node = m_node + 1; node < tree.nodes[m_node].place; node = tree.after(node)) {
        all.push_back(Value(*m_document, node));
    }
    return all;
}

std::vector<std::pair<std::string_view, Value>> Value::members() const {
    if (!is(Type::object)) mismatch(*this, type_name(), "an object");
    const auto& tree = *m_document->m_impl;
    std::vector<std::pair<std::string_view, Value>> all;
    all.reserve(size());
    for (auto node = m_node + 1; node < tree.nodes[m_node].place; node = tree.after(node)) {
        all.emplace_back(tree.keys[tree.nodes[node].key], Value(*m_document, node));
    }
    return all;
}

std::string Value::path() const {
    const auto& tree = *m_document->m_impl;
    std::string path;
    // From the root down, each time into the child whose range holds this node.
    for (std::uint32_t at = 0; at != m_node;) {
        const bool in_array = tree.nodes[at].type == Type::array;
        std::size_t index = 0;
        auto child = at + 1;
        for (; tree.after(child) <= m_node; child = tree.after(child)) ++index;
        if (in_array) path += fmt::format("[{}]", index);
        if (!in_array)
            path += fmt::format("{}{}", path.empty() ? "" : ".", visible(tree.keys[tree.nodes[child].key]));
        at = child;
    }
    return path;
}

}  // namespace ciclo::json
