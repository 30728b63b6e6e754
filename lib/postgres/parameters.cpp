#include "postgres/parameters.hpp"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "base/error.hpp"

namespace ciclo::postgres {
namespace {

constexpr int k_first_with_require_auth = 160'000;

struct ConninfoDeleter {
    void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};
using Conninfo = std::unique_ptr<PQconninfoOption, ConninfoDeleter>;

struct MemoryDeleter {
    void operator()(char* memory) const noexcept { PQfreemem(memory); }
};

// "" where the keyword is not set.
std::string value_of(const Conninfo& info, std::string_view keyword) {
    for (const auto* option = info.get(); option != nullptr && option->keyword != nullptr; ++option) {
        if (option->keyword == keyword)
            return option->val == nullptr ? std::string() : std::string(option->val);
    }
    return {};
}

std::string value_of_either(const Conninfo& url, const Conninfo& environment, std::string_view keyword) {
    const auto own = value_of(url, keyword);
    return own.empty() ? value_of(environment, keyword) : own;
}

Conninfo parse(const std::string& url) {
    char* text = nullptr;
    Conninfo parsed(PQconninfoParse(url.c_str(), &text));
    // libpq's explanation quotes pieces of the URL, the password among them: it is not passed on.
    const std::unique_ptr<char, MemoryDeleter> explanation(text);
    if (parsed == nullptr) {
        throw Error(ErrorKind::config, "postgres: the database URL cannot be read",
                    "write postgresql://user:password@host:5432/database, special characters of the password "
                    "percent-encoded, after '?' only parameters that libpq knows"_tr);
    }
    return parsed;
}

bool is_loopback(std::string_view host) {
    if (host == "localhost" || host == "::1") return true;
    return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_local(std::string_view host) {
    return host.empty() || host.front() == '/' || host.front() == '@' || is_loopback(host);
}

bool any_remote(std::string_view hosts) {
    while (true) {
        const auto comma = hosts.find(',');
        if (!is_local(hosts.substr(0, comma))) return true;
        if (comma == std::string_view::npos) return false;
        hosts.remove_prefix(comma + 1);
    }
}

bool is_name(std::string_view host) {
    if (host.empty() || host.front() == '/' || host.front() == '@') return false;
    const std::string text(host.substr(0, host.find('%')));
    std::array<unsigned char, sizeof(in6_addr)> address{};
    return inet_pton(AF_INET, text.c_str(), address.data()) != 1 &&
           inet_pton(AF_INET6, text.c_str(), address.data()) != 1;
}

// Of a list with commas; "" behind its end.
std::string_view element(std::string_view list, std::size_t index) {
    for (; index > 0; --index) {
        const auto comma = list.find(',');
        if (comma == list.npos) return {};
        list.remove_prefix(comma + 1);
    }
    return list.substr(0, list.find(','));
}

// True where plain text would leave this machine and nobody chose an sslmode.
bool needs_tls(const Conninfo& url, const Conninfo& environment) {
    if (!value_of(url, "sslmode").empty() || std::getenv("PGSSLMODE") != nullptr) return false;
    // A service file, which libpq reads later, may name both the host and a stricter mode: what it says
    // stays.
    if (!value_of(url, "service").empty()) return false;
    if (value_of(environment, "sslmode") != "prefer") return false;
    const auto address = value_of_either(url, environment, "hostaddr");
    return any_remote(address.empty() ? value_of_either(url, environment, "host") : address);
}

}  // namespace

Parameters authentication(int libpq_version) {
    Parameters out;
    if (libpq_version >= k_first_with_require_auth && std::getenv("PGREQUIREAUTH") == nullptr)
        out.emplace_back("require_auth", "!password");
    if (std::getenv("PGCHANNELBINDING") == nullptr) out.emplace_back("channel_binding", "prefer");
    return out;
}

Parameters connect_parameters(const ConnectOptions& options) {
    const auto url = parse(options.url.reveal());
    const Conninfo environment(PQconndefaults());
    register_secret(value_of(url, "password"));
    register_secret(value_of(environment, "password"));
    // A silent network is noticed after 30 + 3 * 10 s; data that nobody acknowledges after 30 s.
    Parameters out{{"fallback_application_name", options.application_name},
                   {"keepalives", "1"},
                   {"keepalives_idle", "30"},
                   {"keepalives_interval", "10"},
                   {"keepalives_count", "3"},
                   {"tcp_user_timeout", "30000"}};
    if (needs_tls(url, environment)) out.emplace_back("sslmode", "require");
    for (auto& parameter : authentication(PQlibVersion())) out.push_back(std::move(parameter));
    if (!options.url.empty()) out.emplace_back("dbname", options.url.reveal());
    // Encryption by Kerberos would be preferred over TLS whatever sslmode says.
    out.emplace_back("gssencmode", "disable");
    out.emplace_back("client_encoding", "UTF8");
    out.emplace_back("target_session_attrs", options.read_only ? "any" : "read-write");
    return out;
}

std::string names_to_resolve(const ConnectOptions& options) {
    const auto url = parse(options.url.reveal());
    const Conninfo environment(PQconndefaults());
    if (const auto service = value_of(url, "service"); !service.empty()) return "those of service " + service;
    const auto hosts = value_of_either(url, environment, "host");
    const auto addresses = value_of_either(url, environment, "hostaddr");
    std::string names;
    const auto count = static_cast<std::size_t>(std::count(hosts.begin(), hosts.end(), ',')) + 1;
    for (std::size_t i = 0; i < count; ++i) {
        const auto host = element(hosts, i);
        if (is_name(host) && element(addresses, i).empty())
            names += (names.empty() ? "" : ", ") + std::string(host);
    }
    return names;
}

}  // namespace ciclo::postgres
