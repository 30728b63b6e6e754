// The programs that did this work before: do they go on?
#include <fmt/core.h>

#include "check/reporter.hpp"
#include "check/sql.hpp"

namespace ciclo {
namespace {

CheckResult judge(postgres::Connection& connection, const std::string& time_zone) {
    const auto found = connection.execute(check::sql::other_writers, {time_zone});
    if (found.rows() == 0) return {"none since the first cycle"_tr};
    std::string listed;
    for (int row = 0; row < found.rows(); ++row) {
        const postgres::NamedRow one(found, row);
        listed += fmt::format("{}'{}' {} ({}, {})", listed.empty() ? "" : "; ", one.text("author"),
                              one.text("table_name"), one.integer("rows"), one.text("last"));
    }
    return {language::Phrase::verbatim(listed),
            "another sync writes the same rows: switch off its steps and buttons that cron/OPERATIONS.md "
            "names; each of the two undoes what the other one wrote"_tr};
}

}  // namespace

void check_other_writers(CheckReporter& reporter, postgres::Connection& connection,
                         const std::string& time_zone) {
    reporter.run("other writers", k_postgres, [&] { return judge(connection, time_zone); });
}

}  // namespace ciclo
