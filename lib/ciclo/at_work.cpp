#include "ciclo/at_work.hpp"

#include "ciclo/sql.hpp"

namespace ciclo {

std::optional<AtWork> cycle_at_work(postgres::Connection& connection, const std::string& time_zone) {
    const auto holder = connection.execute(sql::lock_holder, {time_zone});
    if (holder.rows() == 0) return std::nullopt;
    return AtWork{holder.text(0, 0), from_odoo(holder.text(0, 1)), holder.text(0, 2),
                  holder.text(0, 3), holder.integer(0, 4),         holder.text(0, 5)};
}

}  // namespace ciclo
