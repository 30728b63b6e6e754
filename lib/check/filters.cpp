#include "check/filters.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "ciclo/filters.hpp"
#include "odoo/reader.hpp"
#include "staging/kinds.hpp"

namespace ciclo {
namespace {

using Words = std::vector<std::string>;

// More companies than one Odoo has.
constexpr int k_page = 1000;

bool holds(const auto& list, const auto& wanted) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
}

std::string listed(const auto& words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

// The kinds that the field of this model knows: what a selection offers; else those of `asked` that some
// record has.
Words known_kinds(odoo::Reader& reader, const OdooModels& found, const staging::Model& model,
                  const Words& asked) {
    const auto& catalog = found.discovery.catalog;
    if (staging::are_kinds_records(catalog, model)) return staging::recorded_kinds(catalog);
    const auto field = catalog.field_name(model, "tipo_pedido");
    for (const auto& probe : found.probes) {
        const auto choices = probe.choices.find(field);
        if (probe.model == model.name && choices != probe.choices.end()) return choices->second;
    }
    std::vector<odoo::Domain> domains;
    for (const auto& kind : asked) domains.push_back(odoo::Domain::leaf(field, "=", kind));
    const auto counts = reader.count(std::string(model.name), domains);
    Words out;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (counts[i] > 0) out.push_back(asked[i]);
    }
    return out;
}

// As Odoo's own kinds are written where they are records.
Words as_known(const OdooModels& found, Words wanted) {
    if (!staging::are_kinds_records(found.discovery.catalog, staging::k_order)) return wanted;
    std::transform(wanted.begin(), wanted.end(), wanted.begin(), staging::kind_word);
    return wanted;
}

// Both models have the kind: what one of them does not know is requested in vain there, what none of them
// knows matches nothing at all.
CheckResult judge_kinds(odoo::Reader& reader, const OdooModels& found, const config::Config& config) {
    const auto wanted = as_known(found, config.tipos_pedido);
    std::set<std::string> others;
    std::map<std::string, int> known_to;
    Words unknown;
    int models = 0;
    for (const auto* model : {&staging::k_order, &staging::k_move}) {
        if (!staging::has_kinds(found.discovery.catalog, *model)) continue;
        ++models;
        const auto known = known_kinds(reader, found, *model, wanted);
        for (const auto& kind : wanted) {
            if (holds(known, kind)) {
                ++known_to[kind];
            } else {
                unknown.push_back(fmt::format("{} ({})", kind, model->name));
            }
        }
        std::copy_if(known.begin(), known.end(), std::inserter(others, others.end()),
                     [&](const auto& kind) { return !holds(wanted, kind); });
    }
    if (models == 0 && found.discovery.catalog.profile().kinds == staging::KindsBy::nothing) {
        if (!has_chosen_kinds(config)) return {"all: pedidos of Odoo's own localisation have no kind"_tr};
        return {"{}: pedidos of Odoo's own localisation have no kind"_tr(listed(wanted)), k_no_kinds_remedy,
                ExitCode::config_error};
    }
    language::Phrase sentence = language::Phrase::verbatim(listed(wanted));
    if (!others.empty()) sentence = sentence.and_then("left out: {}"_tr(listed(others)), "; ");
    if (unknown.empty() && models == 1) {
        const auto& without = staging::has_kinds(found.discovery.catalog, staging::k_order)
                                  ? staging::k_move
                                  : staging::k_order;
        return {sentence.and_then("{} has no kind: all of its records are read"_tr(without.name), "; "),
                k_no_kinds_remedy};
    }
    if (unknown.empty()) return {sentence};
    const bool is_in_vain = models > 0 && known_to.size() < std::set(wanted.begin(), wanted.end()).size();
    return {sentence.and_then("not known to Odoo: {}"_tr(listed(unknown)), "; "),
            "correct --tipos-pedido (CICLO_TIPOS_PEDIDO)"_tr,
            is_in_vain ? ExitCode::config_error : ExitCode::ok};
}

CheckResult judge_prefixes(odoo::Reader& reader, const Words& prefixes) {
    const auto [pedidos, unknown] = count_prefixes(reader, prefixes);
    language::Phrase sentence;
    for (std::size_t i = 0; i < prefixes.size(); ++i)
        sentence = sentence.and_then("{}: {} pedidos"_tr(prefixes[i], pedidos[i]), ", ");
    if (unknown.empty()) return {sentence};
    return {sentence.and_then("no pedido in Odoo has a name that begins with {}"_tr(listed(unknown)), "; "),
            "correct --pedido-prefixes (CICLO_PEDIDO_PREFIXES); upper and lower case differ"_tr,
            ExitCode::config_error};
}

std::vector<std::int64_t> companies_of_user(odoo::Reader& reader, std::int64_t uid) {
    std::vector<std::int64_t> out;
    reader.read({{"res.users", {"company_ids"}, odoo::Domain::leaf("id", "=", uid), k_page}},
                [&](std::size_t, const auto& records) {
                    for (const auto& id : records.front().at("company_ids").elements())
                        out.push_back(id.integer());
                });
    return out;
}

CheckResult judge_companies(odoo::Reader& reader, std::int64_t uid,
                            const std::vector<std::int64_t>& excluded) {
    const auto ids = companies_of_user(reader, uid);
    language::Phrase sentence;
    // No generic lambda: clang 14 would not evaluate _tr within one.
    const odoo::PageHandler name_them = [&](std::size_t, const std::vector<json::Value>& records) {
        for (const auto& record : records) {
            const auto id = record.at("id").integer();
            const auto name =
                language::Phrase::verbatim(fmt::format("{} {}", id, record.at("name").string()));
            sentence = sentence.and_then(holds(excluded, id) ? "{} (excluded)"_tr(name) : name, ", ");
        }
    };
    reader.read({{"res.company", {"name"}, odoo::Domain::in("id", ids), k_page}}, name_them);
    if (sentence.empty()) {
        return {"the Odoo user sees no company"_tr,
                "give the Odoo user every company whose pedidos and NFs count"_tr};
    }
    std::vector<std::int64_t> unknown;
    std::copy_if(excluded.begin(), excluded.end(), std::back_inserter(unknown),
                 [&](auto id) { return !holds(ids, id); });
    if (unknown.empty()) return {sentence};
    return {sentence.and_then("excluded but not in Odoo: {}"_tr(listed(unknown)), "; "),
            "correct --excluded-companies (CICLO_EXCLUDED_COMPANIES)"_tr};
}

// Companies are only read to be shown; a cycle needs none.
CheckResult companies_or_refusal(odoo::Reader& reader, std::int64_t uid,
                                 const std::vector<std::int64_t>& excluded) {
    try {
        return judge_companies(reader, uid, excluded);
    } catch (const odoo::RpcError& error) {
        return {language::Phrase::verbatim(error.what()),
                error.hint().empty() ? "see in Odoo which companies the user has"_tr : error.hint()};
    }
}

}  // namespace

void check_filters(CheckReporter& reporter, const Endpoint& endpoint, odoo::Client& client, const Log& log,
                   const config::Config& config, const OdooModels& found) {
    odoo::Reader reader(client, log);
    if (!found.are_kinds_hidden)
        reporter.run("tipos-pedido", endpoint, [&] { return judge_kinds(reader, found, config); });
    reporter.run("pedido-prefixes", endpoint, [&] { return judge_prefixes(reader, config.pedido_prefixes); });
    reporter.run("companies", endpoint, [&] {
        return companies_or_refusal(reader, client.server().uid, config.excluded_companies);
    });
}

}  // namespace ciclo
