// What every command needs before it can work: configuration, log, limits, the way to Odoo.
#pragma once

#include "base/limits.hpp"
#include "base/log.hpp"
#include "cmd/cli.hpp"
#include "config/config.hpp"
#include "http/curl.hpp"

namespace ciclo::cmd {

struct Setup {
    config::Config config;
    Log log;
    Limits limits;
};

// Throws Error(config) with every fault at once. Unknown CICLO_* variables are warnings.
Setup set_up(const cli::Arguments& arguments, StopFlag& stop, config::Scope command = config::Scope::cycle);

// To Odoo. Says in the log when it waits long for an answer. `log` must outlive what is made of it.
http::CurlOptions curl_options(const config::Config& config, const Log& log);

}  // namespace ciclo::cmd
