// Points in time as Odoo writes them: UTC, whole seconds, "YYYY-MM-DD HH:MM:SS". Local time is PostgreSQL's
// business.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ciclo {

// UTC, always.
using UtcSeconds = std::chrono::sys_seconds;

// "2026-11-23 13:45:15", the literal that Odoo 17 and 19 both take in a domain.
std::string to_odoo(UtcSeconds time);

// "2026-11-23": its day in UTC, likewise.
std::string to_odoo_day(UtcSeconds time);

// "2026-11-23T13:45:15Z" (ISO 8601): for programs.
std::string to_iso(UtcSeconds time);

// The inverse of to_odoo(); also takes a fraction, which is cut, and a bare date (midnight UTC). Empty when
// it is not a time.
std::optional<UtcSeconds> from_odoo(std::string_view text);

// An HTTP date in its fixed form (RFC 9110, section 5.6.7): "Mon, 23 Nov 2026 13:45:15 GMT".
std::optional<UtcSeconds> from_http_date(const std::string& text);

// From 2000 to 2100: any other time is that of a clock that was never set, or not a time at all.
bool is_plausible(UtcSeconds time);

// This machine's clock.
UtcSeconds local_machine_now();

}  // namespace ciclo
