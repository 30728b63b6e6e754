#include "base/error.hpp"

#include <csignal>

namespace ciclo {
namespace {

ExitCode exit_code_of_signal(int signal) {
    switch (signal) {
        case SIGHUP:
            return ExitCode::interrupted_hup;
        case SIGINT:
            return ExitCode::interrupted_int;
        default:
            return ExitCode::interrupted_term;
    }
}

std::string_view name_of_signal(int signal) {
    switch (signal) {
        case SIGHUP:
            return "SIGHUP";
        case SIGINT:
            return "SIGINT";
        default:
            return "SIGTERM";
    }
}

}  // namespace

void Error::within(std::string_view fact) {
    if (!fact.empty()) m_message.insert(0, std::string(fact) + ": ");
}

Error out_of_memory(std::string_view what) {
    return {ErrorKind::out_of_memory,
            std::string(what) + (what.empty() ? "out of memory" : ": out of memory"),
            "give the process more memory, or lower --page-size"_tr};
}

Interrupted::Interrupted(int signal)
    : Error(ErrorKind::interrupted, "stopped by " + std::string(name_of_signal(signal)),
            "stopped cleanly; the next run will catch up"_tr),
      m_signal(signal) {}

ExitCode exit_code_of(const Error& error) {
    switch (error.kind()) {
        case ErrorKind::usage:
            return ExitCode::usage;
        case ErrorKind::config:
            return ExitCode::config_error;
        case ErrorKind::auth:
            return ExitCode::auth_refused;
        case ErrorKind::odoo_unavailable:
        case ErrorKind::odoo_answer:
            return ExitCode::odoo_unavailable;
        case ErrorKind::database_unavailable:
        case ErrorKind::database:
            return ExitCode::database_unavailable;
        case ErrorKind::locked:
            return ExitCode::already_running;
        case ErrorKind::integrity:
            return ExitCode::integrity_failed;
        case ErrorKind::fuse:
            return ExitCode::carteira_failed;
        case ErrorKind::outcome_unknown:
            return ExitCode::outcome_unknown;
        case ErrorKind::deadline:
            return ExitCode::deadline_exceeded;
        case ErrorKind::interrupted: {
            const auto* interrupted = dynamic_cast<const Interrupted*>(&error);
            return exit_code_of_signal(interrupted == nullptr ? SIGTERM : interrupted->signal());
        }
        case ErrorKind::out_of_memory:
        case ErrorKind::internal:
            return ExitCode::internal_error;
    }
    return ExitCode::internal_error;
}

bool is_of_odoo(const Error& error) {
    return error.kind() == ErrorKind::odoo_answer || error.kind() == ErrorKind::odoo_unavailable ||
           error.kind() == ErrorKind::auth;
}

bool outranks_stage(ErrorKind kind) {
    return kind == ErrorKind::interrupted || kind == ErrorKind::deadline ||
           kind == ErrorKind::outcome_unknown || kind == ErrorKind::out_of_memory;
}

}  // namespace ciclo
