#include "config/config.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "base/error.hpp"
#include "base/text.hpp"
#include "config/address.hpp"
#include "config/option_table.hpp"
#include "config/regular_file.hpp"
#include "config/suggestion.hpp"
#include "config/values.hpp"

namespace ciclo::config {
namespace {

// A text given for a setting, and where: for the value and for the line that refuses it.
struct GivenText {
    const OptionRow* row = nullptr;
    std::string name;
    Place place;
    std::string value;
};

constexpr auto k_environment = Place::Kind::environment;
constexpr auto k_command_line = Place::Kind::command_line;

// A secret is a line; a file longer than this is not the one that was meant.
constexpr std::size_t k_longest_secret_bytes = 65'536;

// Without the one newline that editors and `echo` leave at the end. Throws Error(config).
std::string read_secret_file(const std::string& path) {
    constexpr auto k_expected = "a readable file that holds the secret";
    const auto refuse = [&](const std::string& fault) {
        throw Error(ErrorKind::config, fmt::format("{}; expected {}", fault, k_expected));
    };
    const auto file = open_regular_file(path, k_expected);
    std::string text(k_longest_secret_bytes + 1, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (std::ferror(file.get()) != 0) {
        refuse(fmt::format("cannot be read ({})", std::generic_category().message(errno)));
    }
    if (text.size() > k_longest_secret_bytes) refuse("is longer than 64 KiB");
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    if (text.empty()) refuse("is empty");
    // As Windows editors write one: it would be taken for a part of the secret, and seen by nobody.
    constexpr std::array<std::string_view, 3> k_marks{"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"};
    if (std::any_of(k_marks.begin(), k_marks.end(), [&](auto mark) { return text.starts_with(mark); }))
        refuse("begins with a byte order mark (BOM): save it as UTF-8 without BOM");
    return text;
}

// Whose help lists the settings of `scope`.
std::string_view command_of(Scope scope) {
    constexpr std::array<std::pair<Scope, std::string_view>, 6> k_commands{{{Scope::schema, "schema"},
                                                                            {Scope::status, "status"},
                                                                            {Scope::history, "history"},
                                                                            {Scope::report, "report"},
                                                                            {Scope::rejects, "rejects"},
                                                                            {Scope::removed, "removed"}}};
    const auto* row =
        std::find_if(k_commands.begin(), k_commands.end(), [&](const auto& it) { return it.first == scope; });
    return row == k_commands.end() ? "run" : row->second;
}

class Loader {
  public:
    Loader(const Environment& environment, const Flags& flags, Scope command)
        : m_environment(environment), m_flags(flags), m_command(command) {}

    Settings read() {
        register_secret(variable("PGPASSWORD"));
        config().language = language_of(m_environment, m_flags);
        const auto by_flag = given_by_flags();
        for (const auto& row : option_table()) {
            if (is_needed(row) && !is_in(by_flag, row)) take_from_environment(row);
        }
        // Last, so that --verbose wins over CICLO_QUIET.
        for (const auto& text : by_flag) apply(text);
        refuse_open_network();
        refuse_contradictions();
        m_settings.unknown = unknown_variables(m_environment);
        return std::move(m_settings);
    }

  private:
    // Empty counts as absent: compose files and CI systems pass on variables that nobody filled.
    [[nodiscard]] std::string variable(std::string_view name) const {
        const auto found = m_environment.find(std::string(name));
        return found == m_environment.end() ? std::string() : found->second;
    }

    [[nodiscard]] bool is_needed(const OptionRow& row) const { return overlap(row.scope, m_command); }

    static bool is_in(const std::vector<GivenText>& texts, const OptionRow& row) {
        return std::any_of(texts.begin(), texts.end(), [&](const auto& text) { return text.row == &row; });
    }

    Config& config() { return m_settings.config; }

    void fault(std::string_view variable, std::string_view name, std::string_view place,
               std::string_view message) {
        m_settings.faults.push_back(
            {std::string(variable), fmt::format("{} ({}): {}", name, place, message)});
    }

    std::vector<GivenText> given_by_flags() {
        std::vector<GivenText> out;
        for (const auto& [flag, value] : m_flags) {
            const auto* row = find_flag(flag);
            const auto name = "--" + visible(flag);
            if (row == nullptr) {
                fault(name, name, name_of({k_command_line}),
                      "is not an option; expected one that 'ciclo --help' names");
            } else if (is_needed(*row)) {
                out.push_back({row, name, {k_command_line}, value});
            }
        }
        return out;
    }

    void take_from_environment(const OptionRow& row) {
        const std::string name(row.variable);
        const auto file_name = row.is_secret ? name + "_FILE" : std::string();
        const auto value = variable(name);
        const auto path = variable(file_name);
        const auto legacy = variable(row.legacy_variable);
        if (!value.empty() && !path.empty()) {
            fault(name, name, name_of({k_environment}),
                  fmt::format("is set, and {} too; expected only one of them", file_name));
        } else if (!value.empty()) {
            apply({&row, name, {k_environment}, value});
        } else if (!path.empty()) {
            take_from_file(row, file_name, path);
        } else if (!legacy.empty()) {
            apply({&row, std::string(row.legacy_variable), {k_environment}, legacy});
        } else if (row.required && !has_stand_in(row)) {
            fault(name, name, name_of({k_environment}), fmt::format("is missing; expected {}", row.help));
        }
    }

    void take_from_file(const OptionRow& row, const std::string& name, const std::string& path) {
        const Place place{Place::Kind::file, quoted(path)};
        if (is_readable_by_all(path)) m_settings.open_files.push_back(name);
        try {
            apply({&row, name, place, read_secret_file(path)});
        } catch (const Error& error) {
            fault(row.variable, name, name_of(place), error.what());
        }
    }

    void apply(const GivenText& text) {
        try {
            text.row->set(config(), text.value);
        } catch (const Error& error) {
            return fault(text.row->variable, text.name, name_of(text.place), error.what());
        }
        const bool is_secret = text.row->is_secret;
        m_settings.given.push_back({std::string(text.row->variable), text.name, text.place,
                                    is_secret ? std::string() : text.value, text.value.size(), is_secret});
    }

    // True where variables of libpq's own say what this one would; they are noted in its place.
    bool has_stand_in(const OptionRow& row) {
        std::string names;
        for (const auto name : row.unless_any_of) {
            if (!variable(name).empty()) names += (names.empty() ? "" : ", ") + std::string(name);
        }
        if (names.empty()) return false;
        m_settings.given.push_back({std::string(row.variable), names, {k_environment}, {}, 0, false});
        return true;
    }

    void refuse_open_network() {
        if (config().allow_http) return;
        constexpr std::string_view k_expected =
            "across the network unencrypted; expected https://, or --allow-http (CICLO_ALLOW_HTTP=1) on a "
            "network that you trust";
        if (is_open_to_the_network(config().odoo_url)) {
            fault("ODOO_URL", "ODOO_URL", name_of({k_environment}),
                  fmt::format("{} would carry the API key {}", quoted(config().odoo_url), k_expected));
        }
        if (is_open_to_the_network(config().ping_url.reveal())) {
            fault("CICLO_PING_URL", "CICLO_PING_URL", name_of({k_environment}),
                  fmt::format("would be carried {}", k_expected));
        }
    }

    void refuse_contradictions() {
        if (!config().detailed_exitcode || config().dry_run) return;
        fault("CICLO_DETAILED_EXITCODE", "--detailed-exitcode", "command line or CICLO_DETAILED_EXITCODE",
              "shows what a dry run found; expected together with --dry-run (CICLO_DRY_RUN=1)");
    }

    const Environment& m_environment;
    const Flags& m_flags;
    Scope m_command;
    Settings m_settings;
};

}  // namespace

std::string name_of(const Place& place) {
    switch (place.kind) {  // without a default: the compiler warns of a name that is missing
        case Place::Kind::environment:
            return "environment";
        case Place::Kind::command_line:
            return "command line";
        case Place::Kind::file:
            return "file " + place.file;
    }
    return {};
}

Environment current_environment() {
    Environment out;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const auto equals = text.find('=');
        if (equals != std::string_view::npos) out.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return out;
}

Settings read(const Environment& environment, const Flags& flags, Scope command) {
    return Loader(environment, flags, command).read();
}

Config load(const Environment& environment, const Flags& flags, Scope command) {
    auto settings = read(environment, flags, command);
    if (settings.faults.empty()) return std::move(settings.config);
    std::string message;
    for (const auto& fault : settings.faults) message += (message.empty() ? "" : "\n") + fault.text;
    throw Error(ErrorKind::config, message, "'ciclo {} --help' lists every setting"_tr(command_of(command)));
}

language::Language language_of(const Environment& environment, const Flags& flags) {
    const auto variable = [&](const std::string& name) {
        const auto found = environment.find(name);
        return found == environment.end() ? std::string() : found->second;
    };
    const auto flag =
        std::find_if(flags.begin(), flags.end(), [](const auto& f) { return f.first == "lang"; });
    const auto given = flag == flags.end() ? variable("CICLO_LANG") : flag->second;
    if (const auto known = parse_language(given)) return *known;
    // As setlocale() does: the first of them that is set decides.
    for (const auto* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        if (const auto value = variable(name); !value.empty()) {
            return parse_language(value.substr(0, value.find_first_of(".@")))
                .value_or(language::Language::english);
        }
    }
    return language::Language::english;
}

std::vector<std::string> unknown_variables(const Environment& environment) {
    constexpr std::string_view k_prefix = "CICLO_";
    std::vector<std::string> names;
    for (const auto& row : option_table()) {
        if (!row.variable.starts_with(k_prefix)) continue;
        names.emplace_back(row.variable.substr(k_prefix.size()));
        if (row.is_secret) names.push_back(names.back() + "_FILE");
    }
    const std::vector<std::string_view> known(names.begin(), names.end());
    std::vector<std::string> out;
    for (const auto& [name, value] : environment) {
        if (!name.starts_with(k_prefix)) continue;
        // Without the prefix, which would make every name look near to every other one.
        const auto rest = std::string_view(name).substr(k_prefix.size());
        if (std::find(known.begin(), known.end(), rest) != known.end()) continue;
        const auto near = closest(rest, known);
        out.push_back(fmt::format("unknown variable {}", quoted(name)) +
                      (near.empty() ? "" : fmt::format("; did you mean '{}{}'?", k_prefix, near)));
    }
    return out;
}

}  // namespace ciclo::config
