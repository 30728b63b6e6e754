// Builds JSON text, piece by piece and in order. Not for: reading it (value.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ciclo::json {

class Writer {
  public:
    Writer();
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
};

}  // namespace ciclo::json
