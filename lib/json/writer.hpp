// Builds JSON text, piece by piece and in order. Not for: reading it (value.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ciclo::json {

class Writer {
  public:
    // What a text becomes before it is escaped: redact() where people read the result, for a secret that is
    // escaped is no longer one that it knows, and one that is a word of the syntax would break it.
    using Filter = std::string (*)(std::string_view);

    explicit Writer(Filter filter = nullptr);
    ~Writer();
    Writer(Writer&&) noexcept;
    Writer& operator=(Writer&&) noexcept;

    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    Writer& key(std::string_view name);
    Writer& string(std::string_view value);
    Writer& integer(std::int64_t value);
    // A number's text, or any finished JSON value, as it stands.
    Writer& raw(std::string_view json);
    Writer& boolean(bool value);
    Writer& null();

    // The text so far; the writer is empty afterwards.
    [[nodiscard]] std::string take();

  private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
    Filter m_filter;
};

}  // namespace ciclo::json
