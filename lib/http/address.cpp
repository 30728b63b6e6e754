#include "http/address.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/core.h>
#include <strings.h>

#include <memory>

namespace ciclo::http {
namespace {

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::string part_of(const Url& url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
    const std::unique_ptr<char, decltype(&curl_free)> owner(text, curl_free);
    return text;
}

// Only literal addresses and the name that libcurl itself resolves to this machine: no DNS answer decides it.
bool is_loopback(const std::string& host) {
    if (strcasecmp(host.c_str(), "localhost") == 0) return true;
    in_addr four{};
    if (inet_pton(AF_INET, host.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24U) == 127U;
    in6_addr six{};
    return inet_pton(AF_INET6, host.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

std::string without_brackets(const std::string& host) {
    const bool has_them = host.size() > 2 && host.front() == '[' && host.back() == ']';
    return has_them ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

Address address_of(const std::string& url, bool allow_http) {
    Address address;
    const Url parsed(curl_url(), curl_url_cleanup);
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
        address.refusal = "not a URL; it should look like https://example.odoo.com";
        return address;
    }
    address.scheme = part_of(parsed, CURLUPART_SCHEME);
    address.host = without_brackets(part_of(parsed, CURLUPART_HOST));
    address.is_loopback = is_loopback(address.host);
    if (address.scheme != "https" && address.scheme != "http") {
        address.refusal = fmt::format("the scheme '{}' is not supported; use https", address.scheme);
    } else if (address.scheme == "http" && !address.is_loopback && !allow_http) {
        address.refusal = fmt::format(
            "http to '{}' would send the password in clear; use https, or --allow-http inside a trusted "
            "network",
            address.host);
    }
    return address;
}

}  // namespace ciclo::http
