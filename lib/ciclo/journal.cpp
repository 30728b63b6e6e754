#include "ciclo/journal.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <random>

#include "base/secret.hpp"
#include "base/text.hpp"
#include "ciclo/sql.hpp"
#include "ciclo/version.hpp"
#include "schema/schema.hpp"

namespace ciclo {
namespace {

std::string seconds(std::chrono::milliseconds taken) {
    return fmt::format("{:.3f}", static_cast<double>(taken.count()) / 1000.0);
}

postgres::Param or_null(const std::string& text) {
    return text.empty() ? postgres::Param() : postgres::Param(text);
}

// A cycle of a selection read up to nothing: its stages are no watermark.
postgres::Param or_null(const staging::Window& window, UtcSeconds at) {
    return window.kind == staging::WindowKind::selection ? postgres::Param() : postgres::Param(to_odoo(at));
}

}  // namespace

void Journal::start(postgres::Connection& connection, const std::string& arguments,
                    std::chrono::seconds max_age) const {
    connection.execute(sql::start, {m_execution, std::string(k_version), visible_lines(host_name()),
                                    visible_lines(redact(arguments)), std::to_string(max_age.count())});
}

void Journal::note_odoo(postgres::Connection& connection, const std::string& version,
                        std::chrono::seconds offset, const std::string& fingerprint) const {
    connection.execute(sql::note_odoo, {m_execution, version, std::to_string(offset.count()), fingerprint});
}

void Journal::stage_done(postgres::Connection& connection, std::string_view stage,
                         const staging::Window& window, std::chrono::milliseconds taken,
                         const staging::Counts& counts, const std::string& details) const {
    connection.execute(sql::stage_done, {m_execution, std::string(stage), or_null(window, window.from),
                                         or_null(window, window.to), window.full ? "t" : "f", seconds(taken),
                                         counts.json(), or_null(details)});
}

void Journal::stage_failed(postgres::Connection& connection, std::string_view stage,
                           const staging::Window& window, std::chrono::milliseconds taken,
                           const std::string& error, const std::string& details) const {
    connection.execute(sql::stage_failed, {m_execution, std::string(stage), or_null(window, window.from),
                                           or_null(window, window.to), window.full ? "t" : "f",
                                           seconds(taken), visible_lines(redact(error)), or_null(details)});
}

void Journal::note_details(postgres::Connection& connection, std::string_view stage,
                           const std::string& details) const {
    connection.execute(sql::note_details, {m_execution, std::string(stage), details});
}

bool Journal::stage_found(postgres::Connection& connection, std::string_view stage) const {
    return connection.execute(sql::stage_found, {m_execution, std::string(stage)}).boolean(0, 0);
}

void Journal::finish(postgres::Connection& connection, ExitCode code, const staging::Counts& counts,
                     const std::string& error) const {
    const auto ended = connection.execute(
        sql::finish, {m_execution, std::string(name_of(code)), std::to_string(number_of(code)), counts.json(),
                      or_null(visible_lines(redact(error)))});
    if (ended.integer(0, 0) != 1) {
        throw Error(ErrorKind::outcome_unknown, "the cycle's own row in ciclo_execucao is gone");
    }
}

PastGood Journal::last_good(postgres::Connection& connection, std::string_view stage, UtcSeconds now) {
    const auto result = connection.execute(sql::last_good, {std::string(stage), to_odoo(now)});
    const postgres::NamedRow row(result);
    PastGood past{std::nullopt, row.boolean("is_ahead")};
    const auto text = row.text("read_to");
    if (text.empty()) return past;
    const auto read_to = from_odoo(text);
    if (!read_to) throw Error(ErrorKind::internal, "ciclo_etapa.read_to is not a time: " + text);
    past.run = {*read_to, row.text("reading_fingerprint")};
    return past;
}

std::optional<UtcSeconds> Journal::last_success(postgres::Connection& connection) {
    const auto result = connection.execute(sql::last_success);
    if (result.rows() == 0) return std::nullopt;
    return from_odoo(result.text(0, 0));
}

std::string new_uuid() {
    std::random_device random;
    std::array<unsigned, 4> words{random(), random(), random(), random()};
    words[1] = (words[1] & 0xFFFF0FFFU) | 0x00004000U;
    words[2] = (words[2] & 0x3FFFFFFFU) | 0x80000000U;
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}", words[0], words[1] >> 16U,
                       words[1] & 0xFFFFU, words[2] >> 16U, words[2] & 0xFFFFU, words[3]);
}

std::string host_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
    return name.data();
}

std::string reading_fingerprint(const config::Config& config, const staging::Catalog& catalog,
                                const std::string& odoo) {
    std::string text =
        fmt::format("{}|{}|{}|{}|{}|{}|{}", schema::k_version, odoo, config.odoo_db,
                    fmt::join(config.pedido_prefixes, ","), fmt::join(config.tipos_pedido, ","),
                    fmt::join(config.excluded_companies, ","), config.time_zone);
    for (const auto& model : staging::models()) {
        text += fmt::format("|{}", model.table);
        if (!catalog.has(model)) continue;
        for (const auto& field : catalog.fields(model))
            text += fmt::format(",{}:{}", field.odoo_name, field.odoo_type);
    }
    // Which records are of a wanted kind may change in Odoo. That of texts is in the settings.
    const auto& profile = catalog.profile();
    if (profile.localisation != config::Localisation::ciel) text += fmt::format("|{}", profile.word);
    for (const auto& [id, word] : catalog.kinds()) text += fmt::format("|{}:{}", id, word);
    if (config.pedidos_since) text += fmt::format("|{}", to_odoo(*config.pedidos_since));
    return fingerprint(text);
}

}  // namespace ciclo
