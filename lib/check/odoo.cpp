// What a cycle needs of Odoo: an answer, a login, the models and fields that it reads.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/error.hpp"
#include "check/filters.hpp"
#include "check/reporter.hpp"
#include "ciclo/odoo_side.hpp"

namespace ciclo {
namespace {

// A worker of Odoo that is being replaced costs one attempt. One that starts must not be abandoned: the next
// call would meet another one, that starts as well.
constexpr int k_tries = 2;
constexpr int k_oldest_known = 17;
constexpr int k_newest_known = 19;
// A user who sees no records of these sees nothing that a cycle is for.
constexpr std::array<std::string_view, 4> k_central{"account.move", "account.move.line", "sale.order",
                                                    "sale.order.line"};

CheckResult judge_version(const config::Config& config, const odoo::Client& client) {
    const auto& version = client.server().version;
    const auto sentence = language::Phrase::verbatim(
        fmt::format("{}, Odoo {}, {}", config.odoo_url, version, client.api_name()));
    if (client.has_password())
        return {sentence,
                "ODOO_API_KEY is a password: make an API key for this user; Odoo 22 takes no password"_tr};
    const auto major = odoo::major_version(version);
    if (major >= k_oldest_known && major <= k_newest_known) return {sentence};
    return {sentence, "tested with Odoo 17 to 19: compare a dry run with Odoo before you rely on it"_tr};
}

// Two points of one call: that Odoo answers, and that it lets us in.
bool log_in(CheckReporter& reporter, const Endpoint& endpoint, odoo::Client& client,
            const config::Config& config) {
    std::optional<Error> refusal;
    const bool answers = reporter.run("odoo", endpoint, [&] {
        try {
            client.login();
        } catch (const Error& error) {
            if (client.server().version.empty() || outranks_stage(error.kind())) throw;
            refusal = error;
        }
        return judge_version(config, client);
    });
    if (!answers) return false;
    return reporter.run("odoo login", endpoint, [&]() -> CheckResult {
        if (refusal) throw Error(*refusal);
        // Over JSON-2 the key alone says who asks.
        if (client.api() == odoo::Api::json2)
            return {"key of user id {} in database '{}'; over JSON-2 Odoo does not look at ODOO_USERNAME"_tr(
                client.server().uid, config.odoo_db)};
        return {"'{}' in database '{}', user id {}"_tr(config.odoo_username, config.odoo_db,
                                                       client.server().uid)};
    });
}

// The projection of this model that may be missing; nullptr where a cycle cannot do without it.
const staging::Model* optional_model(const staging::Profile& profile, const std::string& model) {
    const auto models = staging::models();
    const auto one = std::find_if(models.begin(), models.end(), [&](const auto& m) {
        return m.optional && staging::model_name(profile, m) == model;
    });
    return one == models.end() ? nullptr : &*one;
}

// An optional model that Odoo does not have counts as absent, as in a cycle.
bool is_refused(const staging::Profile& profile, const odoo::ModelProbe& probe) {
    return probe.refusal &&
           !(probe.refusal->names_no_model() && optional_model(profile, probe.model) != nullptr);
}

// One that this user may not read leaves what comes from it as it is; a cycle cannot do without any other.
bool is_closed(const staging::Profile& profile, const odoo::ModelProbe& probe) {
    return probe.refusal && probe.refusal->refuses_access() &&
           optional_model(profile, probe.model) != nullptr;
}

CheckResult judge_closed(const staging::Model& model) {
    return {"not readable for this user: {} keeps its value, empty in new rows"_tr(model.columns),
            "give the Odoo user read access to this model, then run once with --full"_tr};
}

void report_faults(CheckReporter& reporter, const OdooModels& found) {
    const auto& profile = found.discovery.catalog.profile();
    for (const auto& probe : found.probes) {
        if (is_closed(profile, probe)) {
            reporter.report(probe.model, judge_closed(*optional_model(profile, probe.model)));
        } else if (is_refused(profile, probe)) {
            reporter.fail(probe.model, *probe.refusal);
        }
    }
    for (const auto& [model, faults] : found.discovery.faults) {
        reporter.fail(model.empty() ? "CICLO_FIELDS" : model, ExitCode::config_error,
                      language::Phrase::verbatim(fmt::format("{}", fmt::join(faults, "\n"))),
                      staging::k_field_remedy);
    }
}

CheckResult judge_models(const OdooModels& found) {
    std::vector<std::string> empty;
    for (const auto& probe : found.probes) {
        const bool is_central = std::find(k_central.begin(), k_central.end(), probe.model) != k_central.end();
        if (is_central && !probe.has_records) empty.push_back(probe.model);
    }
    const auto readable = std::count_if(found.probes.begin(), found.probes.end(),
                                        [](const auto& probe) { return !probe.refusal; });
    if (empty.empty()) return {"{} models can be read, with every field that is needed"_tr(readable)};
    return {"no records visible in {}"_tr(fmt::format("{}", fmt::join(empty, ", "))),
            "if there should be some, check the companies and groups of the Odoo user: record rules hide "
            "records without an error"_tr};
}

bool lacks_kinds(const OdooModels& found) {
    const auto& profile = found.discovery.catalog.profile();
    if (profile.kinds != staging::KindsBy::record) return false;
    return found.discovery.lacking || found.discovery.faults.contains(std::string(profile.kind_model)) ||
           std::any_of(found.probes.begin(), found.probes.end(),
                       [&](const auto& probe) { return probe.refusal && probe.model == profile.kind_model; });
}

OdooModels discover(odoo::Client& client, const config::Config& config, const Log& log) {
    OdooModels found;
    found.probes = odoo::probe(client, staging::Catalog::wanted(config));
    std::map<std::string, odoo::FieldTypes> types;
    for (const auto& probe : found.probes) {
        if (!is_refused(staging::profile_of(config.localisation), probe)) types[probe.model] = probe.types;
    }
    found.discovery = staging::Catalog::compare(types, config);
    found.are_kinds_hidden = lacks_kinds(found);
    odoo::Reader reader(client, log);
    if (!found.are_kinds_hidden) found.discovery.catalog.learn_kinds(reader);
    return found;
}

// nullopt where Odoo stopped answering, or where nothing that a cycle reads is there.
std::optional<OdooModels> check_models(CheckReporter& reporter, const Endpoint& endpoint,
                                       odoo::Client& client, const config::Config& config, const Log& log) {
    OdooModels found;
    if (!reporter.attempt("odoo models", endpoint, [&] { found = discover(client, config, log); }))
        return std::nullopt;
    if (found.discovery.lacking) {
        reporter.fail("localisation", ExitCode::config_error,
                      language::Phrase::verbatim(*found.discovery.lacking), found.discovery.remedy);
        return std::nullopt;
    }
    report_faults(reporter, found);
    const auto& profile = found.discovery.catalog.profile();
    if (profile.localisation != config::Localisation::ciel)
        reporter.report("localisation", {language::Phrase::verbatim(std::string(profile.word)),
                                         "never tried on a real server: compare a dry run with Odoo before "
                                         "you rely on it"_tr});
    const auto fails = [&](const auto& probe) {
        return is_refused(profile, probe) && !is_closed(profile, probe);
    };
    const bool is_whole =
        found.discovery.faults.empty() && std::none_of(found.probes.begin(), found.probes.end(), fails);
    if (is_whole) reporter.report("odoo models", judge_models(found));
    const auto& absent = found.discovery.catalog.missing_optional();
    if (!absent.empty()) {
        reporter.report(
            "odoo optional",
            {"missing or not readable, treated as empty: {}"_tr(fmt::format("{}", fmt::join(absent, ", ")))});
    }
    return found;
}

// Nothing to say where the last cycle read this database at this address.
void check_identity(CheckReporter& reporter, const Endpoint& endpoint, odoo::Client& client, const Log& log,
                    const config::Config& config, const OdooModels& found, const Recognisable& pedidos) {
    const auto name = found.discovery.catalog.field_name(staging::k_order, "name");
    if (pedidos.empty() || name.empty() || hides_pedidos(found)) return;
    reporter.run("odoo identity", endpoint, [&]() -> CheckResult {
        odoo::Reader reader(client, log);
        return {"another address of the same Odoo: {} of the {} newest pedidos have their names"_tr(
            recognise(reader, pedidos, name, config), pedidos.size())};
    });
}

}  // namespace

void check_odoo(CheckReporter& reporter, const config::Config& config, http::Transport& transport,
                const Limits& limits, const Log& log, const CheckTimeouts& timeouts,
                const JournalFacts& journal) {
    auto endpoint = k_odoo;
    endpoint.timeout = timeouts.odoo;
    const auto of_login = limits.within(endpoint.timeout);
    odoo::Client client(transport,
                        {config.odoo_url, config.odoo_db, config.odoo_username, config.odoo_api_key},
                        of_login, log);
    client.set_api(api_of(config));
    client.set_concurrency(config.odoo_concurrency);
    client.set_retry_budget({k_tries, endpoint.timeout});
    if (!log_in(reporter, endpoint, client, config)) return;
    reporter.report("clock odoo", judge_clock(client.server().now - local_machine_now()));
    const auto of_the_rest = limits.within(endpoint.timeout);
    client.set_limits(of_the_rest);
    check_keys(reporter, endpoint, client);
    const auto found = check_models(reporter, endpoint, client, config, log);
    if (!found) return;
    check_identity(reporter, endpoint, client, log, config, *found, journal.to_recognise);
    check_filters(reporter, endpoint, client, log, config, *found);
    check_left_out(reporter, endpoint, client, log, config, *found);
    if (journal.pedidos) check_entering(reporter, endpoint, client, log, config, *found, *journal.pedidos);
}

}  // namespace ciclo
