#include <fmt/core.h>

#include "base/error.hpp"
#include "ciclo/look_back.hpp"
#include "cmd/commands.hpp"
#include "cmd/environment.hpp"
#include "cmd/output.hpp"
#include "page/facts.hpp"
#include "page/page.hpp"
#include "report/metrics_file.hpp"

namespace ciclo::cmd {
namespace {

// As FILE: standard output.
constexpr std::string_view k_standard_output = "-";

// The texts in the page have passed redact().
void write(const std::string& path, const std::string& page, StopFlag& stop) {
    if (path == k_standard_output) return print_piece(page, reading_time(stop));
    const auto reason = report::replace_file(path, page);
    if (reason.empty()) return;
    throw Error(ErrorKind::config, fmt::format("the page was not written to '{}': {}", path, reason),
                "name a file in a directory that this user may write, or '-' for standard output"_tr);
}

}  // namespace

ExitCode report(const cli::Arguments& arguments, StopFlag& stop) {
    const auto setup = set_up(arguments, stop, config::Scope::report);
    const auto& config = setup.config;
    if (config.html_file.empty()) {
        throw Error(ErrorKind::usage, "'report' needs to know where to write its page",
                    "'ciclo report --html ciclo.html' writes a file, '--html -' to standard output"_tr);
    }
    page::ReportFacts facts;
    look_back(config, setup.limits, setup.log,
              [&](postgres::Connection& connection) { facts = page::read_page_facts(connection, config); });
    write(config.html_file, page::report_page(facts, config.language), stop);
    return ExitCode::ok;
}

}  // namespace ciclo::cmd
