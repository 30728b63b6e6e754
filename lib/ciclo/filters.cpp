#include "ciclo/filters.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "staging/kinds.hpp"

namespace ciclo {
namespace {

bool is_default_prefix(const std::string& prefix) {
    const auto defaults = config::Config().pedido_prefixes;
    return std::find(defaults.begin(), defaults.end(), prefix) != defaults.end();
}

}  // namespace

bool has_chosen_kinds(const config::Config& config) {
    return config.tipos_pedido != config::Config().tipos_pedido;
}

void require_known_kinds(odoo::Reader& reader, const staging::Catalog& catalog,
                         const config::Config& config) {
    if (!staging::has_kinds(catalog, staging::k_order) && !staging::has_kinds(catalog, staging::k_move)) {
        if (!has_chosen_kinds(config)) return;
        throw Error(ErrorKind::config,
                    fmt::format("--tipos-pedido is {}, and neither pedidos nor NFs of this Odoo have a kind",
                                fmt::join(config.tipos_pedido, ",")),
                    k_no_kinds_remedy);
    }
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

PrefixUse count_prefixes(odoo::Reader& reader, const std::vector<std::string>& prefixes) {
    std::vector<odoo::Domain> domains;
    for (const auto& prefix : prefixes) domains.push_back(odoo::Domain::starts_with("name", prefix));
    PrefixUse out{reader.count(std::string(staging::k_order.name), domains), {}};
    for (std::size_t i = 0; i < prefixes.size(); ++i) {
        if (out.pedidos[i] == 0 && !is_default_prefix(prefixes[i])) out.unknown.push_back(prefixes[i]);
    }
    return out;
}

void require_known_prefixes(odoo::Reader& reader, const config::Config& config) {
    std::vector<std::string> chosen;
    std::copy_if(config.pedido_prefixes.begin(), config.pedido_prefixes.end(), std::back_inserter(chosen),
                 [](const auto& prefix) { return !is_default_prefix(prefix); });
    const auto unknown = count_prefixes(reader, chosen).unknown;
    if (unknown.empty()) return;
    throw Error(ErrorKind::config,
                fmt::format("no pedido in Odoo has a name that begins with {}", fmt::join(unknown, ", ")),
                "correct --pedido-prefixes (CICLO_PEDIDO_PREFIXES); upper and lower case differ"_tr);
}

}  // namespace ciclo
