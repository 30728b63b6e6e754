// Transport over libcurl; the only folder that uses it. One CURLM for the process, connections reused where
// the server allows it. TLS 1.2 or later, always verified; redirects refused; no Expect header; compression
// on.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "http/transport.hpp"

namespace ciclo::http {

struct CurlOptions {
    int concurrency = 2;
    std::chrono::milliseconds connect_timeout{10'000};
    // A transfer below 1 byte/s for so long is a stall (Odoo computes before it sends: the wait counts).
    std::chrono::seconds stall{130};
    // Decoded bytes of one answer; counted in the write callback because libcurl 7.88 cannot.
    std::size_t max_body_bytes = 64ULL * 1024 * 1024;
    // A file with certificate authorities instead of the system's; "" for the system's.
    std::string ca_file;
    // http:// to hosts other than loopback.
    bool allow_http = false;
    std::string user_agent = "ciclo";
    // Called once for each exchange that lasts so long, while it lasts: to report that the other side is
    // waited for.
    std::chrono::milliseconds tell_after{10'000};
    std::function<void()> report_waiting{};
};

class Curl : public Transport {
  public:
    explicit Curl(CurlOptions options);
    ~Curl() override;
    std::vector<Response> exchange(std::span<const Request> requests, const Limits& limits) override;

  private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

// "libcurl/7.88.1 OpenSSL/3.0.17 ...", for --version.
std::string library_versions();

}  // namespace ciclo::http
