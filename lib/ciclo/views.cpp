#include "ciclo/views.hpp"

#include <fmt/core.h>

#include "base/stopwatch.hpp"
#include "base/text.hpp"
#include "ciclo/sql.hpp"

namespace ciclo {
namespace {

using std::chrono::milliseconds;

// Left for recording the outcome, which takes some ten milliseconds.
constexpr milliseconds k_reserve{3000};
// The example of a notice: an error of PostgreSQL's is a line.
constexpr std::size_t k_longest = 200;

void add(std::optional<Notice>& notice, const std::string& view, std::string_view why) {
    if (!notice) notice.emplace(Notice{"VISAO_NAO_ATUALIZADA", 0, ""});
    ++notice->count;
    notice->examples +=
        fmt::format("{}{} ({})", notice->examples.empty() ? "" : ", ", view, first_line(why, k_longest));
}

void refresh(postgres::Connection& connection, const std::string& view, milliseconds longest) {
    connection.execute(sql::statement_limit, {std::to_string(longest.count())});
    connection.execute(fmt::format("REFRESH MATERIALIZED VIEW CONCURRENTLY {}", view));
}

}  // namespace

void RefreshedViews::add_to(staging::Counts& totals) const {
    totals.add("views_refreshed", refreshed);
    totals.add("views_ms", taken.count());
}

std::optional<RefreshedViews> refresh_views(postgres::Connection& connection, const config::Config& config,
                                            const Limits& limits, const Log& log) {
    if (config.refresh_views.empty()) return std::nullopt;
    const Stopwatch watch;
    RefreshedViews out;
    std::string view = "pg_class";
    try {
        const auto there =
            connection.execute(sql::views_there, {postgres::array_literal(config.refresh_views)});
        if (there.rows() == 0) return std::nullopt;
        for (int row = 0; row < there.rows(); ++row) {
            view = there.text(row, 0);
            const auto longest = limits.remaining() - k_reserve;
            if (longest <= milliseconds::zero()) {
                add(out.notice, view, "no time left before the deadline");
                continue;
            }
            try {
                refresh(connection, view, longest);
                ++out.refreshed;
            } catch (const postgres::SqlError& error) {
                add(out.notice, view, error.what());
                if (error.connection_lost()) break;
            }
        }
        if (connection.is_alive())
            connection.execute(sql::statement_limit,
                               {std::to_string(postgres::ConnectOptions{}.statement_timeout.count())});
    } catch (const postgres::SqlError& error) {
        add(out.notice, view, error.what());
    }
    out.taken = watch.elapsed();
    log.info("materialised views refreshed",
             {{"views", out.refreshed}, {"ms", static_cast<long long>(out.taken.count())}});
    if (out.notice)
        log.warning(
            "aviso",
            {{"kind", out.notice->kind}, {"count", out.notice->count}, {"examples", out.notice->examples}});
    return out;
}

}  // namespace ciclo
