// Open pedidos of Odoo that are not here yet, by the year in which they were created: what a cycle would take
// in, and what --pedidos-since would keep out.
#include <fmt/core.h>

#include <map>

#include "check/filters.hpp"
#include "odoo/reader.hpp"

namespace ciclo {
namespace {

constexpr auto k_model = "sale.order";

// By year, "" where Odoo does not say.
using Years = std::map<std::string, long long>;

language::Phrase listed(const Years& years) {
    language::Phrase out;
    for (const auto& [year, pedidos] : years) {
        out = out.and_then(year.empty() ? "unknown year: {}"_tr(pedidos)
                                        : language::Phrase::verbatim(fmt::format("{}: {}", year, pedidos)),
                           ", ");
    }
    return out;
}

CheckResult judge(odoo::Reader& reader, const config::Config& config, const OdooModels& found,
                  const KnownPedidos& known) {
    Years entering;
    long long kept_out = 0;
    reader.read({{k_model, {"name", "create_date"}, open_inside(config, found), config.page_size}},
                [&](std::size_t, const std::vector<json::Value>& records) {
                    for (const auto& record : records) {
                        if (known.contains(std::string(record.at("name").string()))) continue;
                        const auto created = record.at("create_date");
                        const std::string text(created.is(json::Type::string) ? created.string() : "");
                        const auto at = from_odoo(text);
                        if (at && config.pedidos_since && *at < *config.pedidos_since)
                            ++kept_out;
                        else
                            ++entering[text.substr(0, 4)];
                    }
                });
    auto sentence = entering.empty()
                        ? language::Phrase("every open pedido is known here"_tr)
                        : "open and not here yet, at least, by year of creation: {}"_tr(listed(entering));
    if (kept_out > 0) sentence = sentence.and_then("kept out by --pedidos-since: {}"_tr(kept_out), "; ");
    return {sentence};
}

}  // namespace

void check_entering(CheckReporter& reporter, const Endpoint& endpoint, odoo::Client& client, const Log& log,
                    const config::Config& config, const OdooModels& found, const KnownPedidos& known) {
    if (hides_pedidos(found)) return;
    odoo::Reader reader(client, log);
    reporter.run("entering pedidos", endpoint, [&] { return judge(reader, config, found, known); });
}

}  // namespace ciclo
