// The addresses that people give: what is taken can be connected to, and no password of one is ever shown.
#include <libpq-fe.h>

#include <array>
#include <memory>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "config/address.hpp"
#include "fuzz/target.hpp"
#include "http/address.hpp"

namespace ciclo::fuzz {
namespace {

constexpr std::size_t k_shortest_blanked = 4;

void odoo(std::string_view text) {
    try {
        const auto url = config::parse_odoo_url(text);
        require(config::parse_odoo_url(url) == url, "what is taken is taken again as it is", url);
        require(text.starts_with(url), "what is taken is what was given", url);
        const auto address = http::address_of(url, true);
        require(address.refusal.empty(), "what is taken can be requested", url);
        require(address.host.find('@') == std::string::npos, "what is taken holds no user", url);
        require(config::is_open_to_the_network(url) == (address.scheme == "http" && !address.is_loopback),
                "what is open to the network is known as that", url);
    } catch (const Error& error) {
        require(error.kind() == ErrorKind::config, "a setting is to blame", error.what());
        require_visible(error.what());
    }
}

// A message of the program's own: with nothing of the text in it.
template <typename Parse>
void secret(std::string_view text, std::initializer_list<std::string_view> messages, Parse parse) {
    try {
        require(text.starts_with(parse(text).reveal()), "what is taken is what was given");
    } catch (const Error& error) {
        const std::string_view what = error.what();
        bool is_known = what == "is empty; expected one line of text" ||
                        what == "contains a line break or a control character; expected one line of text";
        for (const auto message : messages) is_known = is_known || what.starts_with(message);
        require(is_known && what.size() < 200, "a secret is not quoted", what);
    }
}

using Parameters = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

// What libpq takes for the password in `url`.
std::string password_in(const std::string& url) {
    const Parameters parameters(PQconninfoParse(url.c_str(), nullptr), PQconninfoFree);
    for (const auto* it = parameters.get(); it != nullptr && it->keyword != nullptr; ++it) {
        if (std::string_view(it->keyword) == "password" && it->val != nullptr) return it->val;
    }
    return {};
}

void database(const std::string& url) {
    forget_secrets();
    secret(url,
           {"is not a PostgreSQL address; ", "contains an unencoded special character in user or password; "},
           config::parse_database_url);
    // A list of keywords and values is refused as a whole.
    if (!url.starts_with("postgres")) return;
    const auto password = password_in(url);
    if (password.size() >= k_shortest_blanked && password.find('*') == std::string::npos)
        require(redact("x " + password).find(password) == std::string::npos, "the password is blanked",
                password);
}

}  // namespace

void addresses(std::string_view input) {
    odoo(input);
    const auto address = http::address_of(std::string(input.substr(0, input.find('\0'))), false);
    require(!address.refusal.empty() || address.is_loopback || address.scheme == "https",
            "nothing is sent unencrypted to another machine", input);
    const std::string text(input.substr(0, input.find('\0')));
    database(text);
    database("postgres://ciclo:" + text + "@db.example.com/frete");
    database("postgresql://db.example.com/frete?user=ciclo&password=" + text);
    secret(input,
           {"contains '@', '#' or a space; ", "does not begin with https:// or http://; ",
            "has no host, or one that is not a host name; ", "has a port that is not a port number; ",
            "has nothing after the host that names a check; "},
           config::parse_ping_url);
    forget_secrets();
}

}  // namespace ciclo::fuzz
