#include "ciclo/at_work.hpp"

#include "ciclo/sql.hpp"

namespace ciclo {

std::optional<AtWork> cycle_at_work(postgres::Connection& connection, const std::string& time_zone) {
    const auto result = connection.execute(sql::lock_holder, {time_zone});
    if (result.rows() == 0) return std::nullopt;
    const postgres::NamedRow holder(result);
    return AtWork{holder.text("execution"), from_odoo(holder.text("since")), holder.text("local_since"),
                  holder.text("host"),      holder.integer("pid"),           holder.text("address")};
}

}  // namespace ciclo
