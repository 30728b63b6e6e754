// May a request go to this URL? https anywhere, http to this machine only, because every call carries the
// secret. Not for: certificates (curl.cpp).
#pragma once

#include <string>

namespace ciclo::http {

struct Address {
    std::string scheme;  // lower case
    std::string host;    // without brackets, numeric IPv4 addresses in their usual form
    bool is_loopback = false;
    // Why no request may go there, with the remedy; empty when one may.
    std::string refusal;
};

// Never throws for a bad URL: it is a refusal. The refusal never holds a user name or password from the URL.
Address address_of(const std::string& url, bool allow_http);

}  // namespace ciclo::http
