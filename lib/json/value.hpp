// JSON text as a tree of small typed views; the only folder that uses RapidJSON. Numbers keep their text, so
// that a quantity reaches PostgreSQL as Odoo sent it. NaN and Infinity, which Odoo can send, are numbers with
// that text. Not for: what a value means (odoo/).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace ciclo::json {

enum class Type : std::uint8_t { null, boolean, number, string, array, object };

struct Node;
class Document;

// A view into a Document: cheap to copy, valid while the Document lives.
class Value {
  public:
    [[nodiscard]] Type type() const;
    [[nodiscard]] bool is(Type wanted) const { return type() == wanted; }
    // "a boolean", "an array" ...: for messages.
    [[nodiscard]] std::string_view type_name() const;

    // The getters throw Error(odoo_answer) naming the path: "result[3].date is a number, expected a string".
    [[nodiscard]] bool boolean() const;
    [[nodiscard]] std::string_view string() const;
    // The number's text as it stood in the answer.
    [[nodiscard]] std::string_view number() const;
    // A whole number; "5.0" is one, "5.5" is not.
    [[nodiscard]] std::int64_t integer() const;
    // The same, empty instead of an error.
    [[nodiscard]] std::optional<std::int64_t> whole() const;

    // Array elements or object members; 0 for anything else.
    [[nodiscard]] std::size_t size() const;
    // Element of an array; throws when out of range or not an array.
    [[nodiscard]] Value at(std::size_t index) const;
    // Member of an object; throws when absent or not an object.
    [[nodiscard]] Value at(std::string_view key) const;
    // Member of an object, nullopt when absent; throws when this is not an object.
    [[nodiscard]] std::optional<Value> find(std::string_view key) const;
    // The string that an object has there; "" when it is absent, not a string, or this is not an object.
    [[nodiscard]] std::string text_at(std::string_view key) const;
    // Elements of an array in order, without the path's cost; throws when this is not an array.
    [[nodiscard]] std::vector<Value> elements() const;
    // Key and value pairs of an object in order.
    [[nodiscard]] std::vector<std::pair<std::string_view, Value>> members() const;

    // Where this value stands: "result[3].date", "" for the root. Computed on demand.
    [[nodiscard]] std::string path() const;

  private:
    friend class Document;
    Value(const Document& document, std::uint32_t node) : m_document(&document), m_node(node) {}
    const Document* m_document;
    std::uint32_t m_node;
};

class Document {
  public:
    // Throws Error(odoo_answer): "not JSON: <what> at byte <n>"; text after the value is an error too.
    static Document parse(std::string_view text);

    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;
    ~Document();

    [[nodiscard]] Value root() const;

  private:
    friend class Value;
    struct Impl;
    explicit Document(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace ciclo::json
