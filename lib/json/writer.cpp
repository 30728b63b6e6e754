#include "json/writer.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "json/allocator.hpp"

namespace ciclo::json {

struct Writer::Impl {
    using Utf8 = rapidjson::UTF8<>;
    using Buffer = rapidjson::GenericStringBuffer<Utf8, Allocator>;
    Buffer buffer;
    rapidjson::Writer<Buffer, Utf8, Utf8, Allocator> writer{buffer};
};

namespace {

// RapidJSON asserts that the pointer is set, which an empty view's need not be.
const char* start_of(std::string_view text) {
    return text.empty() ? "" : text.data();
}

}  // namespace

Writer::Writer(Filter filter) : m_impl(std::make_unique<Impl>()), m_filter(filter) {}
Writer::~Writer() = default;
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;

Writer& Writer::begin_object() {
    m_impl->writer.StartObject();
    return *this;
}

Writer& Writer::end_object() {
    m_impl->writer.EndObject();
    return *this;
}

Writer& Writer::begin_array() {
    m_impl->writer.StartArray();
    return *this;
}

Writer& Writer::end_array() {
    m_impl->writer.EndArray();
    return *this;
}

Writer& Writer::key(std::string_view name) {
    m_impl->writer.Key(start_of(name), static_cast<rapidjson::SizeType>(name.size()));
    return *this;
}

Writer& Writer::string(std::string_view value) {
    const auto filtered = m_filter == nullptr ? std::string() : m_filter(value);
    if (m_filter != nullptr) value = filtered;
    m_impl->writer.String(start_of(value), static_cast<rapidjson::SizeType>(value.size()));
    return *this;
}

Writer& Writer::integer(std::int64_t value) {
    m_impl->writer.Int64(value);
    return *this;
}

Writer& Writer::raw(std::string_view json) {
    m_impl->writer.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    return *this;
}

Writer& Writer::boolean(bool value) {
    m_impl->writer.Bool(value);
    return *this;
}

Writer& Writer::null() {
    m_impl->writer.Null();
    return *this;
}

std::string Writer::take() {
    std::string text(m_impl->buffer.GetString(), m_impl->buffer.GetSize());
    m_impl->buffer.Clear();
    m_impl->writer.Reset(m_impl->buffer);
    return text;
}

}  // namespace ciclo::json
