#include "ciclo/identity.hpp"

#include <fmt/core.h>

#include <vector>

#include "base/text.hpp"
#include "ciclo/sql.hpp"
#include "staging/model.hpp"

namespace ciclo {
namespace {

constexpr std::size_t k_longest_shown = 60;

std::string text_of(const json::Value& name) {
    return std::string(name.is(json::Type::string) ? name.string() : "");
}

}  // namespace

Recognisable to_recognise(postgres::Connection& connection, const config::Config& config) {
    const auto result = connection.execute(sql::newest_names, {config.odoo_url, config.odoo_db});
    Recognisable out;
    for (int row = 0; row < result.rows(); ++row) out.emplace(result.integer(row, 0), result.text(row, 1));
    return out;
}

long long recognise(odoo::Reader& reader, const Recognisable& pedidos, const std::string& name_field,
                    const config::Config& config) {
    std::vector<std::int64_t> ids;
    for (const auto& [id, name] : pedidos) ids.push_back(id);
    long long same = 0;
    std::string other;
    reader.read({{std::string(staging::k_order.name), {name_field}, odoo::Domain::in("id", ids)}},
                [&](std::size_t, const std::vector<json::Value>& records) {
                    for (const auto& record : records) {
                        const auto known = pedidos.find(record.at("id").integer());
                        if (known == pedidos.end()) continue;
                        const auto name = text_of(record.at(name_field));
                        if (name == known->second)
                            ++same;
                        else
                            other = fmt::format(": {} is {} there", known->second,
                                                first_line(visible(name), k_longest_shown));
                    }
                });
    const auto all = static_cast<long long>(pedidos.size());
    if (2 * same > all) return same;
    throw Error(
        ErrorKind::config,
        fmt::format(
            "{}, database '{}', is another Odoo than the one that these tables follow: of the {} newest "
            "pedidos it has {} under their ids and names{}",
            config.odoo_url, config.odoo_db, all, same, other),
        "correct ODOO_URL and ODOO_DB; where another Odoo takes over on purpose, see 'Another Odoo' in "
        "cron/OPERATIONS.md"_tr);
}

}  // namespace ciclo
