#include "ciclo/filters.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "staging/kinds.hpp"

namespace ciclo {

void require_known_kinds(odoo::Reader& reader, const staging::Catalog& catalog,
                         const config::Config& config) {
    std::map<std::string, std::string> fields;
    std::set<std::string> known;
    bool are_records = false;
    for (const auto* model : {&staging::k_order, &staging::k_move}) {
        if (!staging::has_kinds(catalog, *model)) continue;
        are_records = are_records || staging::are_kinds_records(catalog, *model);
        fields.emplace(model->name, catalog.field_name(*model, "tipo_pedido"));
    }
    if (are_records) {
        const auto recorded = staging::recorded_kinds(catalog);
        known.insert(recorded.begin(), recorded.end());
    } else {
        const auto choices = reader.choices(fields);
        if (choices.empty() || choices.size() < fields.size()) return;
        for (const auto& [model, offered] : choices) known.insert(offered.begin(), offered.end());
    }
    std::vector<std::string> unknown;
    std::copy_if(
        config.tipos_pedido.begin(), config.tipos_pedido.end(), std::back_inserter(unknown),
        [&](const auto& kind) { return !known.contains(are_records ? staging::kind_word(kind) : kind); });
    if (unknown.empty()) return;
    throw Error(ErrorKind::config,
                fmt::format("--tipos-pedido names kinds that this Odoo does not have: {}; it has {}",
                            fmt::join(unknown, ", "), fmt::join(known, ", ")),
                "correct --tipos-pedido (CICLO_TIPOS_PEDIDO)"_tr);
}

void require_known_prefixes(odoo::Reader& reader, const config::Config& config) {
    const auto defaults = config::Config().pedido_prefixes;
    std::vector<std::string> chosen;
    std::vector<odoo::Domain> domains;
    for (const auto& prefix : config.pedido_prefixes) {
        if (std::find(defaults.begin(), defaults.end(), prefix) != defaults.end()) continue;
        chosen.push_back(prefix);
        domains.push_back(odoo::Domain::starts_with("name", prefix));
    }
    const auto counts = reader.count(std::string(staging::k_order.name), domains);
    std::vector<std::string> unknown;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        if (counts[i] == 0) unknown.push_back(chosen[i]);
    }
    if (unknown.empty()) return;
    throw Error(ErrorKind::config,
                fmt::format("no pedido in Odoo has a name that begins with {}", fmt::join(unknown, ", ")),
                "correct --pedido-prefixes (CICLO_PEDIDO_PREFIXES); upper and lower case differ"_tr);
}

}  // namespace ciclo
