#include "cmd/cli.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

// cxxopts matches with std::regex otherwise, which overflows the stack on very long arguments.
#define CXXOPTS_NO_REGEX 1
#include <cxxopts.hpp>

#include "base/error.hpp"
#include "cmd/command_table.hpp"
#include "config/suggestion.hpp"
#include "config/values.hpp"

namespace ciclo::cli {
namespace {

using config::OptionRow;
using config::quoted;

// The older name of "run".
constexpr std::string_view k_run_synonym = "executar-uma-vez";
constexpr std::string_view k_help = "help";
constexpr std::string_view k_version = "version";

[[noreturn]] void refuse(const std::string& message, std::string_view command = "") {
    throw Error(
        ErrorKind::usage, message,
        "'{} --help' shows the options"_tr(command.empty() ? "ciclo" : fmt::format("ciclo {}", command)));
}

// Empty when there is no guess.
std::string or_guess(std::string_view dashes, std::string_view guess) {
    return guess.empty() ? "" : fmt::format("; did you mean '{}{}'?", dashes, guess);
}

struct Words {
    std::vector<cxxopts::KeyValue> options;
    // Operands and what begins with a dash and is not known, in their order.
    std::vector<std::string> rest;
};

cxxopts::Options known_options() {
    cxxopts::Options options("ciclo");
    options.allow_unrecognised_options();
    auto add = options.add_options();
    const auto add_switch = [&](std::string_view name) {
        add(std::string(name), "", cxxopts::value<std::string>()->implicit_value("true"));
    };
    add("h,help", "", cxxopts::value<std::string>()->implicit_value("true"));
    add_switch(k_version);
    add_switch(k_run_synonym);
    for (const auto& row : config::option_table()) {
        if (row.flag.empty()) continue;
        if (row.value_name.empty()) {
            add_switch(row.flag);
        } else {
            add(std::string(row.flag), "", cxxopts::value<std::string>());
        }
    }
    return options;
}

Words split(int argc, const char* const* argv) {
    if (argc < 1) return {};
    try {
        const auto result = known_options().parse(argc, argv);
        return {result.arguments(), result.unmatched()};
    } catch (const cxxopts::exceptions::missing_argument&) {
        // Only the last word can lack what follows it.
        refuse(fmt::format("option {} needs a value", quoted(argv[argc - 1])));
    } catch (const cxxopts::exceptions::exception& error) {
        refuse(config::parse_line(error.what()));
    }
}

bool is_option_like(std::string_view word) {
    return word.size() > 1 && word.starts_with('-');
}

// "--odoo-api-key" for ODOO_API_KEY, "--ping-url" for CICLO_PING_URL: people will try it.
std::string flag_like(std::string_view variable) {
    constexpr std::string_view k_prefix = "CICLO_";
    if (variable.starts_with(k_prefix)) variable.remove_prefix(k_prefix.size());
    std::string out = "--";
    for (const char c : variable) {
        out += c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return out;
}

[[noreturn]] void refuse_connection(const OptionRow& row, std::string_view word) {
    if (row.is_secret) {
        refuse(
            fmt::format("'{}' is not an option: every user of this machine can read a command line; "
                        "set the variable {}, or {}_FILE to the path of a file that holds it",
                        word, row.variable, row.variable));
    }
    refuse(fmt::format("'{}' is not an option; set the variable {}", word, row.variable));
}

[[noreturn]] void refuse_unknown_option(std::string_view word, const CommandRow& command) {
    // What follows '=' may be a secret.
    const auto name = word.substr(0, word.find('='));
    for (const auto* row : connections_of(*find_command("run"))) {
        if (name == flag_like(row->variable)) refuse_connection(*row, name);
    }
    std::vector<std::string_view> known{k_help, k_version};
    for (const auto* row : options_of(command)) known.push_back(row->flag);
    auto guess = name.starts_with("--") ? config::closest(name.substr(2), known) : std::string_view{};
    // A known option after "--".
    if (name.ends_with(guess) && name.size() == guess.size() + 2) guess = {};
    refuse(fmt::format("unknown option {}{}", quoted(name), or_guess("--", guess)), command.name);
}

// A word out of place, for a message. An address (it may hold a password) is not shown beyond its scheme.
std::string shown(std::string_view word) {
    const auto scheme = word.find("://");
    return quoted(scheme == std::string_view::npos ? word : fmt::format("{}...", word.substr(0, scheme + 3)));
}

std::string one_of(std::span<const std::string_view> words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

// The first word that is a command, else the default: for when other words cannot be distinguished from
// values.
const CommandRow& command_anywhere(const std::vector<std::string>& operands) {
    for (const auto& word : operands) {
        if (const auto* command = find_command(word)) return *command;
    }
    return command_table().front();
}

const CommandRow& command_among(const std::vector<std::string>& operands) {
    if (operands.empty()) return command_table().front();
    const auto* command = find_command(operands.front());
    if (command != nullptr) return *command;
    std::vector<std::string_view> names;
    for (const auto& row : command_table()) names.push_back(row.name);
    const auto guess = or_guess("", config::closest(operands.front(), names));
    refuse(fmt::format("unknown command {}{}", shown(operands.front()),
                       guess.empty() ? fmt::format("; expected one of {}", one_of(names)) : guess));
}

// Which of the command's operands the first word is; the default one where there is none.
const OperandRow& operand_among(const CommandRow& command, std::vector<std::string>& operands) {
    if (operands.empty() && command.first_is_default) operands.emplace_back(command.operands.front().word);
    std::vector<std::string_view> allowed;
    for (const auto& row : command.operands) allowed.push_back(row.word);
    if (operands.empty()) {
        refuse(fmt::format("'{}' needs one of {}", command.name, one_of(allowed)), command.name);
    }
    for (const auto& row : command.operands) {
        if (row.word == operands.front()) return row;
    }
    const auto guess = or_guess("", config::closest(operands.front(), allowed));
    refuse(fmt::format("'{}' cannot {}{}", command.name, shown(operands.front()),
                       guess.empty() ? fmt::format("; expected one of {}", one_of(allowed)) : guess),
           command.name);
}

void check_operands(const CommandRow& command, std::vector<std::string>& operands) {
    std::size_t wanted = 0;
    if (!command.operands.empty()) {
        const auto& operand = operand_among(command, operands);
        wanted = operand.argument.empty() ? 1 : 2;
        if (operands.size() < wanted) {
            refuse(fmt::format("'{} {}' needs {}", command.name, operand.word, operand.argument),
                   command.name);
        }
    }
    if (operands.size() == wanted) return;
    refuse(fmt::format("unexpected word {} after '{}'", shown(operands[wanted]),
                       wanted == 0 ? std::string(command.name) : operands.front()),
           command.name);
}

void add_option(Arguments& arguments, const CommandRow& command, const cxxopts::KeyValue& option) {
    const auto& name = option.key();
    if (name == k_run_synonym) {
        if (command.name != "run") refuse(fmt::format("'--{}' means 'run', not '{}'", name, command.name));
        return;
    }
    const auto allowed = options_of(command);
    if (std::none_of(allowed.begin(), allowed.end(), [&](const auto* row) { return row->flag == name; })) {
        refuse(fmt::format("option '--{}' is not valid for '{}'", name, command.name), command.name);
    }
    for (const auto& [given, value] : arguments.options) {
        if (given == name) refuse(fmt::format("option '--{}' is given twice", name), command.name);
        if (given == "quiet" && name == "verbose") refuse("'--quiet' and '--verbose' cannot be combined");
        if ((given == "json" && name == "output") || (given == "output" && name == "json"))
            refuse("'--json' and '--output' cannot be combined: --json is --output json", command.name);
        if (given == "verbose" && name == "quiet") refuse("'--verbose' and '--quiet' cannot be combined");
    }
    arguments.options.emplace_back(name, option.value());
}

// "ciclo help [COMMAND]" and "ciclo version": what people type first.
void take_asking_word(Arguments& arguments) {
    if (arguments.operands.empty()) return;
    const bool asks_help = arguments.operands.front() == k_help;
    if (!asks_help && arguments.operands.front() != k_version) return;
    (asks_help ? arguments.help : arguments.version) = true;
    arguments.operands.erase(arguments.operands.begin());
}

bool holds(const Words& words, std::string_view name) {
    return std::any_of(words.options.begin(), words.options.end(),
                       [&](const auto& o) { return o.key() == name; });
}

}  // namespace

Arguments parse(int argc, const char* const* argv) {
    const auto words = split(argc, argv);
    Arguments arguments;
    std::copy_if(words.rest.begin(), words.rest.end(), std::back_inserter(arguments.operands),
                 [](const auto& word) { return !is_option_like(word); });
    const auto unknown = std::find_if(words.rest.begin(), words.rest.end(), is_option_like);
    arguments.help = holds(words, k_help);
    arguments.version = holds(words, k_version);
    take_asking_word(arguments);
    if (unknown != words.rest.end()) {
        // Before the operands are judged: one of them is likely this option's value.
        const auto& command = command_anywhere(arguments.operands);
        if (!arguments.help && !arguments.version) refuse_unknown_option(*unknown, command);
        arguments.command = command.name;
        return arguments;
    }
    const auto& command = command_among(arguments.operands);
    arguments.command = command.name;
    if (!arguments.operands.empty()) arguments.operands.erase(arguments.operands.begin());
    if (arguments.help || arguments.version) return arguments;
    check_operands(command, arguments.operands);
    for (const auto& option : words.options) add_option(arguments, command, option);
    return arguments;
}

}  // namespace ciclo::cli
