// What a cycle needs of Odoo: an answer, a login, the models and fields that it reads.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/error.hpp"
#include "ciclo/check_filters.hpp"
#include "ciclo/check_points.hpp"

namespace ciclo {
namespace {

// A worker of Odoo that is being replaced costs one try; who does not answer twice is told, not waited for.
constexpr odoo::Patience k_brief{2, std::chrono::milliseconds{4'000}};
constexpr int k_oldest_known = 17;
constexpr int k_newest_known = 19;
// Whoever sees no record of these sees nothing that a cycle is for.
constexpr std::array<std::string_view, 4> k_central{"account.move", "account.move.line", "sale.order",
                                                    "sale.order.line"};

Judged judge_version(const config::Config& config, const std::string& version) {
    const auto sentence = language::Phrase::verbatim(fmt::format("{}, Odoo {}", config.odoo_url, version));
    const auto major = odoo::major_version(version);
    if (major >= k_oldest_known && major <= k_newest_known) return {sentence};
    return {sentence, "made for Odoo 17 to 19: compare a dry run with Odoo before you rely on it"_tr};
}

// Two points of one call: that Odoo answers, and that it lets us in.
bool log_in(Points& points, odoo::Client& client, const config::Config& config) {
    std::optional<Error> refusal;
    const bool answers = points.run("odoo", k_odoo, [&] {
        try {
            client.login();
        } catch (const Error& error) {
            if (client.server().version.empty() || outranks_stage(error.kind())) throw;
            refusal = error;
        }
        return judge_version(config, client.server().version);
    });
    if (!answers) return false;
    return points.run("odoo login", k_odoo, [&]() -> Judged {
        if (refusal) throw Error(*refusal);
        return {"'{}' in database '{}', user id {}"_tr(config.odoo_username, config.odoo_db,
                                                       client.server().uid)};
    });
}

bool is_optional(const std::string& model) {
    const auto models = staging::models();
    return std::all_of(models.begin(), models.end(),
                       [&](const auto& one) { return one.optional || one.name != model; });
}

// An optional model whose very fields are refused counts as absent, as in a cycle.
bool is_refused(const odoo::ModelProbe& probe) {
    return probe.refusal && !(probe.types.empty() && is_optional(probe.model));
}

void tell_faults(Points& points, const OdooModels& found) {
    for (const auto& probe : found.probes) {
        if (is_refused(probe)) points.fail(probe.model, *probe.refusal);
    }
    for (const auto& [model, faults] : found.discovery.faults) {
        points.fail(model.empty() ? "CICLO_FIELDS" : model, ExitCode::config_error,
                    language::Phrase::verbatim(fmt::format("{}", fmt::join(faults, "\n"))),
                    staging::k_field_remedy);
    }
}

Judged judge_models(const OdooModels& found) {
    std::vector<std::string> empty;
    for (const auto& probe : found.probes) {
        const bool is_central = std::find(k_central.begin(), k_central.end(), probe.model) != k_central.end();
        if (is_central && !probe.has_records) empty.push_back(probe.model);
    }
    if (empty.empty())
        return {"{} models can be read, with every field that is needed"_tr(found.probes.size())};
    return {"no record is to be seen of {}"_tr(fmt::format("{}", fmt::join(empty, ", "))),
            "if there should be some: look at the companies and groups of the Odoo user, for record rules "
            "hide rows without "
            "an error"_tr};
}

OdooModels discover(odoo::Client& client, const config::Config& config) {
    OdooModels found;
    found.probes = odoo::probe(client, staging::Catalog::wanted(config.fields));
    std::map<std::string, odoo::FieldTypes> types;
    for (const auto& probe : found.probes) {
        if (!is_refused(probe)) types[probe.model] = probe.types;
    }
    found.discovery = staging::Catalog::compare(types, config.fields);
    return found;
}

// nullopt where Odoo stopped answering.
std::optional<OdooModels> check_models(Points& points, odoo::Client& client, const config::Config& config) {
    OdooModels found;
    if (!points.attempt("odoo models", k_odoo, [&] { found = discover(client, config); }))
        return std::nullopt;
    tell_faults(points, found);
    const bool is_whole =
        found.discovery.faults.empty() && std::none_of(found.probes.begin(), found.probes.end(), is_refused);
    if (is_whole) points.tell("odoo models", judge_models(found));
    const auto& absent = found.discovery.catalog.missing_optional();
    if (!absent.empty()) {
        points.tell("odoo optional", {"not there or not readable, counts as empty: {}"_tr(
                                         fmt::format("{}", fmt::join(absent, ", ")))});
    }
    return found;
}

}  // namespace

void check_odoo(Points& points, const config::Config& config, http::Transport& transport,
                const Limits& limits, const Log& log) {
    const auto bounded = limits.within(k_odoo.patience);
    odoo::Client client(transport,
                        {config.odoo_url, config.odoo_db, config.odoo_username, config.odoo_api_key}, bounded,
                        log);
    client.set_concurrency(config.odoo_concurrency);
    client.set_patience(k_brief);
    if (!log_in(points, client, config)) return;
    points.tell("clock odoo", judge_clock(client.server().offset));
    const auto found = check_models(points, client, config);
    if (found) check_filters(points, client, log, config, *found);
}

}  // namespace ciclo
