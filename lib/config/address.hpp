// The addresses that the program connects to: their form, and keeping the passwords in them out of every
// text. Not for: connecting, or resolving names.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace ciclo::config {

// "https://example.odoo.com/" without the slash at its end. Throws Error(config) when it is not an http or
// https address, or holds a path, a query, a user or a password (then the text is not quoted).
std::string parse_odoo_url(std::string_view text);

// True for an http:// address of another machine: what is sent there can be read on the way.
bool is_open_to_the_network(std::string_view url);

// A postgres:// or postgresql:// address. The password in it is registered with redact(), also when it throws
// Error(config), which never quotes the text.
Secret parse_database_url(std::string_view text);

// "https://hc-ping.com/uuid" without a slash at its end: anyone who has its path can report in our name, so
// path and query are registered with redact(), also when it throws Error(config), which never quotes the
// text.
Secret parse_ping_url(std::string_view text);

}  // namespace ciclo::config
