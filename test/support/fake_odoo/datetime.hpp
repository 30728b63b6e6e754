// Odoo's datetimes as PostgreSQL holds them: microseconds since 1970, UTC. Not for: local time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ciclo::fake_odoo {

using Micros = long long;

// Reads what PostgreSQL reads as a timestamp: "2026-11-23", "2026-11-23 13:44",
// "2026-11-23T13:44:26.605578+03:00". A zone is accepted and ignored, as the server's columns do. Empty when
// PostgreSQL would refuse the text.
std::optional<Micros> micros_from(std::string_view text);

// "2026-11-23 13:44:26": the fraction is cut, as in Odoo's answers.
std::string odoo_text(Micros time);

// "Mon, 23 Nov 2026 13:45:15 GMT"
std::string http_date(Micros time);

}  // namespace ciclo::fake_odoo
