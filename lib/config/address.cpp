#include "config/address.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/error.hpp"
#include "config/values.hpp"
#include "http/address.hpp"

namespace ciclo::config {
namespace {

constexpr std::string_view k_odoo_example = "expected for example https://example.odoo.com";
// The keys of healthchecks.io have 22 characters, its UUIDs 36. Shorter parts of a path are words ("ping"),
// which must stay readable elsewhere.
constexpr std::size_t k_shortest_key = 20;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_host_name(std::string_view host) {
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
               c == '_';
    });
}

bool is_ipv6(std::string_view host) {
    if (host.size() < 4 || !host.starts_with('[') || !host.ends_with(']')) return false;
    in6_addr address{};
    return inet_pton(AF_INET6, std::string(host.substr(1, host.size() - 2)).c_str(), &address) == 1;
}

bool is_port(std::string_view text) {
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

struct Authority {
    std::string_view host;
    std::optional<std::string_view> port;
};

// "host:port" or "[::1]:port".
Authority split(std::string_view authority) {
    const auto colon = authority.rfind(':');
    const auto bracket = authority.rfind(']');
    const bool has_port =
        colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    if (!has_port) return {authority, std::nullopt};
    return {authority.substr(0, colon), authority.substr(colon + 1)};
}

std::string_view after_scheme(std::string_view url) {
    const auto at = url.find("://");
    return at == std::string_view::npos ? std::string_view{} : url.substr(at + 3);
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2])) {
            unsigned char byte = 0;
            std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16);
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

void register_password(std::string_view password) {
    if (password.empty()) return;
    register_secret(password);
    register_secret(percent_decoded(password));
}

// user:password@host, and ?password=. A password that was pasted in unencoded may itself hold '@': both ends
// count.
void register_passwords_of(std::string_view url) {
    const auto rest = after_scheme(url);
    const auto colon = rest.find(':');
    if (colon != std::string_view::npos) {
        for (const auto at : {rest.find('@', colon), rest.rfind('@')}) {
            if (at != std::string_view::npos && at > colon) {
                register_password(rest.substr(colon + 1, at - colon - 1));
            }
        }
    }
    constexpr std::string_view k_parameter = "password=";
    for (auto at = rest.find(k_parameter); at != std::string_view::npos;
         at = rest.find(k_parameter, at + 1)) {
        const auto value = rest.substr(at + k_parameter.size());
        register_password(value.substr(0, value.find('&')));
    }
}

// libpq ends user and password at the first '@' or '/': a password that holds one as it is would be taken for
// a host, and shown as one.
bool has_raw_password(std::string_view url) {
    const auto rest = after_scheme(url);
    const auto address = rest.substr(0, rest.find('?'));
    const auto at = address.find('@');
    if (at != std::string_view::npos) return address.rfind('@') != at || address.find('/') < at;
    // A password with a '?', which libpq takes for the beginning of the parameters.
    const auto [host, port] = split(address.substr(0, address.find('/')));
    return rest.find('@') != std::string_view::npos && port && !is_port(*port) &&
           address.find(',') == std::string_view::npos;
}

// What follows the host, as a whole and in its parts.
void register_keys_of(std::string_view url) {
    const auto rest = after_scheme(url);
    auto keys = rest.substr(std::min(rest.find_first_of("/?#"), rest.size()));
    if (keys.size() >= k_shortest_key) register_secret(keys);
    while (!keys.empty()) {
        const auto end = std::min(keys.find_first_of("/?#&="), keys.size());
        if (end >= k_shortest_key) register_secret(keys.substr(0, end));
        keys.remove_prefix(std::min(end + 1, keys.size()));
    }
}

// What is wrong with an http or https address up to the end of its host, "" for nothing. `shown`: how the
// text may be named.
std::string fault_of_http(std::string_view text, const std::string& shown) {
    if (!text.starts_with("http://") && !text.starts_with("https://")) {
        return shown + "does not begin with https:// or http://";
    }
    const auto rest = after_scheme(text);
    const auto [host, port] = split(rest.substr(0, rest.find_first_of("/?#")));
    if (!is_host_name(host) && !is_ipv6(host)) return shown + "has no host, or one that is not a host name";
    if (port && !is_port(*port)) return shown + "has a port that is not a port number";
    return {};
}

}  // namespace

std::string parse_odoo_url(std::string_view text) {
    const auto refuse = [](const std::string& fault) {
        throw Error(ErrorKind::config, fmt::format("{}; {}", fault, k_odoo_example));
    };
    register_passwords_of(text);
    if (text.find('@') != std::string_view::npos) refuse("contains a user or a password");
    const auto fault = fault_of_http(text, quoted(text) + " ");
    if (!fault.empty()) refuse(fault);
    const auto rest = after_scheme(text);
    const auto path = rest.substr(std::min(rest.find_first_of("/?#"), rest.size()));
    if (!path.empty() && path != "/") refuse(quoted(text) + " has something after the host");
    return std::string(text.substr(0, text.size() - path.size()));
}

bool is_open_to_the_network(std::string_view url) {
    if (!url.starts_with("http://")) return false;
    return !http::address_of(std::string(url), true).is_loopback;
}

Secret parse_database_url(std::string_view text) {
    register_passwords_of(text);
    // What is no address at all may be a word of the message, and is never quoted.
    Secret url{std::string(text.find("://") == std::string_view::npos ? std::string_view() : text)};
    parse_line(text);
    if (!text.starts_with("postgres://") && !text.starts_with("postgresql://")) {
        throw Error(ErrorKind::config,
                    "is not a PostgreSQL address; expected postgres://user:password@host/database (or "
                    "postgresql://)");
    }
    if (has_raw_password(text)) {
        throw Error(ErrorKind::config,
                    "contains an unencoded special character in user or password; expected percent-encoding: "
                    "%40 for '@', %2F for '/', %3A for ':', %3F for '?'");
    }
    return url;
}

Secret parse_ping_url(std::string_view text) {
    const auto refuse = [](std::string_view fault) {
        throw Error(ErrorKind::config,
                    fmt::format("{}; expected for example https://hc-ping.com/ and the check's UUID", fault));
    };
    register_passwords_of(text);
    register_keys_of(text);
    while (text.ends_with('/')) text.remove_suffix(1);
    Secret url{std::string(text)};
    parse_line(text);
    if (text.find_first_of("@# ") != std::string_view::npos) refuse("contains '@', '#' or a space");
    const auto fault = fault_of_http(text, "");
    if (!fault.empty()) refuse(fault);
    if (after_scheme(text).find('/') == std::string_view::npos)
        refuse("has nothing after the host that names a check");
    return url;
}

}  // namespace ciclo::config
