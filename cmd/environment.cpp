#include "cmd/environment.hpp"

#include <fmt/core.h>

#include "ciclo/look_back.hpp"
#include "ciclo/version.hpp"

namespace ciclo::cmd {

Setup set_up(const cli::Arguments& arguments, StopFlag& stop, config::Scope command) {
    const auto environment = config::current_environment();
    auto config = config::load(environment, arguments.options, command);
    Log log(&stop);
    log.set_format(config.log_format);
    // Before --quiet takes effect: a misspelt variable is found in schedules, which are quiet.
    for (const auto& sentence : config::unknown_variables(environment)) log.warning(sentence);
    log.set_level(config.log_level);
    const bool looks_back = overlap(command, config::Scope::journal);
    Limits limits(stop, looks_back ? std::chrono::seconds(k_look_back_time) : config.deadline);
    return {std::move(config), std::move(log), limits};
}

http::CurlOptions curl_options(const config::Config& config, const Log& log) {
    http::CurlOptions options;
    options.concurrency = config.odoo_concurrency;
    options.ca_file = config.odoo_ca_file;
    options.allow_http = config.allow_http;
    options.user_agent = fmt::format("ciclo/{}", k_version);
    options.report_waiting = [&log] {
        log.info("waiting for Odoo: a worker that has just started takes a while");
    };
    return options;
}

}  // namespace ciclo::cmd
