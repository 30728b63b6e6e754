// Open pedidos of Odoo that no cycle reads: with another prefix, or of another kind.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "check/filters.hpp"
#include "odoo/calls.hpp"
#include "odoo/reader.hpp"
#include "staging/kinds.hpp"

namespace ciclo {
namespace {

using odoo::Domain;
using Words = std::vector<std::string>;

constexpr auto k_model = "sale.order";
constexpr int k_examples = 3;

// Nearly the open pedidos that a cycle reads: without what lies in their lines.
struct Filters {
    Domain open;
    Domain prefixes;
    Domain kinds;
};

Filters filters_of(const config::Config& config, const OdooModels& found) {
    Filters out;
    out.open = Domain::leaf("state", "!=", "cancel") & Domain::leaf("invoice_status", "!=", "invoiced");
    if (!config.excluded_companies.empty())
        out.open = out.open & Domain::not_in("company_id", config.excluded_companies);
    std::vector<Domain> names;
    for (const auto& prefix : config.pedido_prefixes) names.push_back(Domain::starts_with("name", prefix));
    out.prefixes = Domain::any_of(names);
    out.kinds = staging::of_kinds(found.discovery.catalog, staging::k_order, config.tipos_pedido);
    return out;
}

std::string newest_names(odoo::Client& client, const Domain& domain) {
    const auto answers = client.call(std::vector{odoo::newest(k_model, {"name"}, domain, k_examples)});
    Words out;
    for (const auto& record : answers.front().result().elements())
        out.emplace_back(record.at("name").string());
    return fmt::format("{}", fmt::join(out, ", "));
}

// What the field offers beside the kinds that are wanted; nothing where it is no selection.
Words other_kinds(const OdooModels& found, const Words& wanted) {
    const auto& catalog = found.discovery.catalog;
    const auto field = catalog.field_name(staging::k_order, "tipo_pedido");
    Words out;
    if (staging::are_kinds_records(catalog, staging::k_order)) {
        const auto kinds = staging::recorded_kinds(catalog);
        std::copy_if(kinds.begin(), kinds.end(), std::back_inserter(out), [&](const auto& kind) {
            return std::none_of(wanted.begin(), wanted.end(),
                                [&](const auto& one) { return staging::kind_word(one) == kind; });
        });
    }
    for (const auto& probe : found.probes) {
        const auto choices = probe.choices.find(field);
        if (probe.model != k_model || choices == probe.choices.end()) continue;
        std::copy_if(
            choices->second.begin(), choices->second.end(), std::back_inserter(out),
            [&](const auto& kind) { return std::find(wanted.begin(), wanted.end(), kind) == wanted.end(); });
    }
    std::sort(out.begin(), out.end());
    return out;
}

// ", transferencia 12": how many of each kind.
std::string numbers(odoo::Reader& reader, const OdooModels& found, const Filters& filters,
                    const Words& kinds) {
    std::vector<Domain> domains;
    for (const auto& kind : kinds) {
        domains.push_back(filters.open & filters.prefixes &
                          staging::of_kinds(found.discovery.catalog, staging::k_order, {kind}));
    }
    const auto counts = reader.count(k_model, domains);
    std::string out;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (counts[i] > 0) out += fmt::format(", {} {}", kinds[i], counts[i]);
    }
    return out;
}

CheckResult judge(odoo::Client& client, odoo::Reader& reader, const config::Config& config,
                  const OdooModels& found) {
    const auto filters = filters_of(config, found);
    const auto with_other_prefix = filters.open & filters.kinds & !filters.prefixes;
    const auto of_other_kind = filters.open & filters.prefixes & !filters.kinds;
    const auto counts = reader.count(k_model, {with_other_prefix, of_other_kind});
    language::Phrase sentence;
    if (counts[0] > 0) {
        sentence = "with another prefix: {} ({})"_tr(counts[0], newest_names(client, with_other_prefix));
    }
    if (counts[1] > 0) {
        sentence = sentence.and_then(
            "of another kind: {} ({})"_tr(counts[1], newest_names(client, of_other_kind)), "; ");
        const auto kinds = other_kinds(found, config.tipos_pedido);
        sentence = sentence.and_then(language::Phrase::verbatim(numbers(reader, found, filters, kinds)), "");
    }
    if (sentence.empty()) return {"none left out by prefix or kind"_tr};
    return {sentence,
            "if they should be in the backlog, add what they have to --pedido-prefixes "
            "(CICLO_PEDIDO_PREFIXES) or --tipos-pedido (CICLO_TIPOS_PEDIDO)"_tr};
}

}  // namespace

bool hides_pedidos(const OdooModels& found) {
    return found.are_kinds_hidden ||
           std::any_of(found.probes.begin(), found.probes.end(),
                       [](const auto& probe) { return probe.model == k_model && probe.refusal; });
}

odoo::Domain open_inside(const config::Config& config, const OdooModels& found) {
    const auto filters = filters_of(config, found);
    return filters.open & filters.prefixes & filters.kinds;
}

void check_left_out(CheckReporter& reporter, const Endpoint& endpoint, odoo::Client& client, const Log& log,
                    const config::Config& config, const OdooModels& found) {
    if (hides_pedidos(found)) return;
    odoo::Reader reader(client, log);
    reporter.run("open pedidos", endpoint, [&] { return judge(client, reader, config, found); });
}

}  // namespace ciclo
