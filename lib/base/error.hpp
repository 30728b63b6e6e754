// The one exception of the program. Its kind answers "who has to act?", and the exit code follows from it.
// Not for: bad records (those are rejects, counted and stored), nor for absence (std::optional).
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "base/exit_code.hpp"
#include "language/phrase.hpp"

namespace ciclo {

enum class ErrorKind {
    usage,                 // wrong words on the command line
    config,                // a variable, the schema or the kind of connection is wrong
    auth,                  // a login or a right was refused: never retried
    odoo_unavailable,      // Odoo cannot be reached or does not answer in its protocol
    odoo_answer,           // Odoo answered, but not what was requested (a wrong field, a cut page)
    database_unavailable,  // PostgreSQL cannot be reached, is full or read-only
    database,              // PostgreSQL refused a statement
    locked,                // another cycle is running
    integrity,             // a check of level ERRO failed
    fuse,                  // too much would be removed
    outcome_unknown,       // the answer to a COMMIT was lost
    deadline,              // the cycle's deadline was exceeded
    interrupted,           // a signal requested a stop
    out_of_memory,         // this process gets no more
    internal,              // a bug
};

class Error : public std::runtime_error {
  public:
    // `message`: lower case, names in quotes, no final period. `hint`: the remedy if there is one, else
    // empty.
    Error(ErrorKind kind, const std::string& message, language::Phrase hint = {})
        : std::runtime_error(message), m_kind(kind), m_message(message), m_hint(std::move(hint)) {}

    [[nodiscard]] ErrorKind kind() const { return m_kind; }
    [[nodiscard]] const language::Phrase& hint() const { return m_hint; }

    [[nodiscard]] const char* what() const noexcept override { return m_message.c_str(); }

    // Puts one fact in front, "carteira: account.move 12: ..."; nothing for "". For a handler that then says
    // `throw;`, so that the error stays of the kind that it was thrown as.
    void within(std::string_view fact);

  private:
    ErrorKind m_kind;
    std::string m_message;
    language::Phrase m_hint;
};

// `what` found no memory.
Error out_of_memory(std::string_view what);

// A signal's number is kept so that the exit status can be 128 + n.
class Interrupted : public Error {
  public:
    explicit Interrupted(int signal);
    [[nodiscard]] int signal() const { return m_signal; }

  private:
    int m_signal;
};

// The exit code of an error that broke the cycle before the first stage or outside any stage.
ExitCode exit_code_of(const Error& error);

// An answer of Odoo, or its silence, is the cause.
bool is_of_odoo(const Error& error);

// True where the kind decides the exit code whatever the stage: signals, the deadline, an unknown COMMIT, no
// memory.
bool outranks_stage(ErrorKind kind);

}  // namespace ciclo
