// JSON: what is read and written again is the same, and whatever is refused is refused in words.
#include "base/error.hpp"
#include "base/text.hpp"
#include "fuzz/target.hpp"
#include "json/value.hpp"
#include "json/writer.hpp"

namespace ciclo::fuzz {
namespace {

void write(json::Writer& writer, const json::Value& value) {
    switch (value.type()) {
        case json::Type::null:
            writer.null();
            break;
        case json::Type::boolean:
            writer.boolean(value.boolean());
            break;
        case json::Type::number:
            writer.raw(value.number());
            break;
        case json::Type::string:
            writer.string(value.string());
            break;
        case json::Type::array:
            writer.begin_array();
            for (const auto& element : value.elements()) write(writer, element);
            writer.end_array();
            break;
        case json::Type::object:
            writer.begin_object();
            for (const auto& [key, member] : value.members()) write(writer.key(key), member);
            writer.end_object();
            break;
    }
}

std::string written(const json::Value& value) {
    json::Writer writer;
    write(writer, value);
    return writer.take();
}

// Every getter answers or throws an error of ours whose path may be shown.
void ask(const json::Value& value) {
    try {
        static_cast<void>(value.integer());
        static_cast<void>(value.at("id").string());
    } catch (const Error& error) {
        require_visible(error.what());
    }
    static_cast<void>(value.text_at("name"));
    if (value.is(json::Type::array)) {
        const auto elements = value.elements();
        require(elements.size() == value.size(), "an array has as many elements as it says");
        for (std::size_t i = 0; i < std::min<std::size_t>(elements.size(), 8); ++i)
            require(value.at(i).path() == elements[i].path(), "an element is found by its index");
        for (const auto& element : elements) ask(element);
    } else if (value.is(json::Type::object)) {
        for (const auto& [key, member] : value.members()) {
            require(value.find(key).has_value(), "a member is found by its key", key);
            ask(member);
        }
    }
}

}  // namespace

void json(std::string_view input) {
    try {
        const auto document = json::Document::parse(input);
        ask(document.root());
        const auto once = written(document.root());
        const auto again = json::Document::parse(once);
        require(written(again.root()) == once, "what was written is read as the same", once);
        require(
            again.root().type() == document.root().type() && again.root().size() == document.root().size(),
            "what was read is written as the same", once);
    } catch (const Error& error) {
        require(error.kind() == ErrorKind::odoo_answer, "an answer is to blame", error.what());
        require_visible(error.what());
    }
}

}  // namespace ciclo::fuzz
