#include "ciclo/rejects.hpp"

#include <fmt/core.h>

#include <charconv>

#include "base/text.hpp"
#include "ciclo/sql.hpp"

namespace ciclo {
namespace {

using postgres::NamedRow;
using postgres::Param;

std::optional<Acceptance> acceptance_of(const NamedRow& row) {
    const auto at = from_odoo(row.text("accepted_at"));
    if (!at) return std::nullopt;
    return Acceptance{*at, row.text("local_accepted_at"), row.text("accepted_by"), row.text("accepted_why"),
                      row.text("accepted_reason")};
}

Reject reject_of(const NamedRow& row) {
    Reject out;
    out.key = {row.text("model"), row.integer("record_id")};
    out.reason = row.text("reason");
    out.remedy = row.text("remedy");
    if (!row.text("tries").empty()) out.tries = row.integer("tries");
    out.first_seen = from_odoo(row.text("first_seen")).value_or(UtcSeconds{});
    out.last_seen = from_odoo(row.text("last_seen")).value_or(UtcSeconds{});
    out.local_first_seen = row.text("local_first_seen");
    out.local_last_seen = row.text("local_last_seen");
    out.accepted = acceptance_of(row);
    out.counts = row.boolean("counts");
    return out;
}

}  // namespace

std::optional<RejectKey> RejectKey::parse(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    const auto digits = text.substr(colon + 1);
    std::int64_t id = 0;
    const auto end = digits.data() + digits.size();
    const auto [parsed, error] = std::from_chars(digits.data(), end, id);
    if (error != std::errc() || parsed != end || id < 1) return std::nullopt;
    return RejectKey{std::string(text.substr(0, colon)), id};
}

std::string RejectKey::text() const {
    return fmt::format("{}:{}", model, record_id);
}

RejectCount count_rejects(postgres::Connection& connection, const std::string& execution) {
    const auto only = execution.empty() ? Param() : Param(execution);
    const auto result = connection.execute(sql::count_rejects, {only});
    const NamedRow row(result);
    return {row.integer("rejects"), visible(row.text("examples")), row.integer("accepted")};
}

RejectList read_rejects(postgres::Connection& connection, const std::string& time_zone, int most,
                        const std::optional<RejectKey>& only) {
    const auto model = only ? Param(only->model) : Param();
    const auto id = only ? Param(std::to_string(only->record_id)) : Param();
    const auto result = connection.execute(sql::rejects, {time_zone, std::to_string(most), model, id});
    RejectList out;
    for (int row = 0; row < result.rows(); ++row) {
        out.rejects.push_back(reject_of(NamedRow(result, row)));
        out.total = NamedRow(result, row).integer("total");
    }
    return out;
}

bool accept_reject(postgres::Connection& connection, const RejectKey& key, const std::string& who,
                   const std::string& why) {
    return connection.execute(sql::reject_accept, {key.model, std::to_string(key.record_id), who, why})
               .rows() > 0;
}

bool reopen_reject(postgres::Connection& connection, const RejectKey& key) {
    return connection.execute(sql::reject_reopen, {key.model, std::to_string(key.record_id)}).rows() > 0;
}

}  // namespace ciclo
