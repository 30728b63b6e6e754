// The seam to HTTP: one call that sends requests and gives back whole answers. Not for: what a body means
// (odoo/).
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/secret.hpp"

namespace ciclo::http {

enum class Method { post, get };

struct Header {
    std::string name;
    std::string value;
    // What follows the value and must never be shown: "bearer " and a key.
    Secret secret{};
};

struct Request {
    std::string url;
    std::string body;  // of a POST; its length is always sent
    std::string content_type = "application/json";
    std::chrono::milliseconds timeout{130'000};
    std::vector<Header> headers{};
    Method method = Method::post;
    std::string label{};  // what is asked for, in errors
};

// Why a request got no HTTP answer at all.
enum class Failure {
    none,
    connect,   // name not resolved, refused, TLS handshake failed for a transient reason
    tls,       // the certificate does not verify: a person has to act
    empty,     // closed without or within an answer: a killed Odoo worker, a cut body
    timeout,   // the request's own time limit or a stall
    too_big,   // more decoded bytes than allowed
    protocol,  // refused redirect, forbidden scheme, a header that is none and whatever else libcurl names
};

struct Response {
    Failure failure = Failure::none;
    // libcurl's or our own words, "" when there is no failure.
    std::string message;
    // 0 when there is a failure.
    int status = 0;
    // Lower case names; the last value wins.
    std::map<std::string, std::string> headers;
    std::string body;
    // Retry-After in seconds or until its date, capped to 0..10 min; empty when absent.
    std::optional<std::chrono::seconds> retry_after;
};

class Transport {
  public:
    virtual ~Transport() = default;

    // Sends all requests, at most as many at once as the transport allows, and returns when every answer is
    // whole: nothing else happens while a transfer is under way, because Odoo's prefork server cuts an answer
    // that is not drained within 2 s. Answers stand in the order of the requests. Throws Interrupted,
    // Error(deadline) and Error(out_of_memory) only; everything else is in the Response.
    virtual std::vector<Response> exchange(std::span<const Request> requests, const Limits& limits) = 0;
};

}  // namespace ciclo::http
