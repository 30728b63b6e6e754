#include "ciclo/check.hpp"

#include <fmt/core.h>

#include <functional>
#include <optional>

#include "base/secret.hpp"
#include "ciclo/session.hpp"
#include "odoo/reader.hpp"
#include "schema/schema.hpp"
#include "staging/staging.hpp"

namespace ciclo {
namespace {

class Points {
  public:
    // Runs one point; what it returns is its sentence. False when it failed.
    bool run(const std::string& name, const std::function<std::string()>& point) {
        try {
            m_points.push_back({name, ExitCode::ok, language::Phrase::verbatim(redact(point())), {}});
            return true;
        } catch (const Error& error) {
            if (outranks_stage(error.kind())) throw;
            m_points.push_back(
                {name, exit_code_of(error), language::Phrase::verbatim(redact(error.what())), error.hint()});
            return false;
        }
    }

    std::vector<CheckPoint> take() { return std::move(m_points); }

  private:
    std::vector<CheckPoint> m_points;
};

void check_database_points(Points& points, const config::Config& config, const Limits& limits,
                           const Log& log) {
    std::optional<postgres::Connection> connection;
    const bool connected = points.run("database", [&] {
        connection.emplace(connect(config, limits, log));
        const auto version = connection->server_version();
        return fmt::format("{}, PostgreSQL {}.{}", connection->describe(), version / 10000, version % 10000);
    });
    if (!connected) return;
    points.run("schema", [&] {
        schema::check(*connection);
        return std::string("every table and column is there");
    });
    points.run("time zone", [&] {
        check_time_zone(*connection, config);
        return config.time_zone;
    });
}

void check_odoo_points(Points& points, const config::Config& config, http::Transport& transport,
                       const Limits& limits, const Log& log) {
    odoo::Client client(
        transport, {config.odoo_url, config.odoo_db, config.odoo_username, config.odoo_api_key}, limits, log);
    client.set_concurrency(config.odoo_concurrency);
    odoo::ServerInfo server;
    const bool logged_in = points.run("odoo login", [&] {
        server = client.login();
        return fmt::format("{}, database '{}', Odoo {}, user id {}", config.odoo_url, config.odoo_db,
                           server.version, server.uid);
    });
    if (!logged_in) return;
    points.run("odoo fields", [&] {
        odoo::Reader reader(client, log);
        const auto catalog = staging::Catalog::discover(reader, config.fields);
        std::string sentence = "every needed field can be read";
        for (const auto& missing : catalog.missing_optional())
            sentence += fmt::format("; optional {} is absent", missing);
        return sentence;
    });
    points.run("clock",
               [&] { return fmt::format("Odoo is {:+} s from this machine", server.offset.count()); });
}

}  // namespace

std::vector<CheckPoint> check_everything(const config::Config& config, http::Transport& transport,
                                         const Limits& limits, const Log& log) {
    Points points;
    check_database_points(points, config, limits, log);
    check_odoo_points(points, config, transport, limits, log);
    return points.take();
}

ExitCode worst(const std::vector<CheckPoint>& points) {
    for (const auto& point : points) {
        if (point.code != ExitCode::ok) return point.code;
    }
    return ExitCode::ok;
}

}  // namespace ciclo
