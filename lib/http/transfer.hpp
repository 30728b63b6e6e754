// One request under way in libcurl: its options, what has arrived of its answer, and what its end means.
// Not for: how many there are at once (curl.hpp).
#pragma once

#include <curl/curl.h>

#include <array>
#include <memory>
#include <string>

#include "base/limits.hpp"
#include "http/address.hpp"
#include "http/curl.hpp"
#include "http/transport.hpp"

namespace ciclo::http {

// Stays where it is while libcurl holds pointers into it; ends the transfer when it is destroyed.
class Transfer {
  public:
    // Starts within `multi`; `request` and `response`, which it fills, must outlive the transfer. Throws
    // Error(internal) when libcurl refuses.
    Transfer(CURLM* multi, const CurlOptions& options, const Request& request, const Address& address,
             Response& response, const Limits& limits);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    [[nodiscard]] bool is_of(const CURL* easy) const { return m_easy.get() == easy; }

    [[nodiscard]] const std::string& label() const { return m_label; }

    // Completes the response after libcurl reported the end with `code`; once. Throws Error(out_of_memory).
    void finish(CURLcode code);

  private:
    using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
    using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

    void add_header(const std::string& line);
    void set_request(const CurlOptions& options, const Request& request);
    void set_security(const CurlOptions& options, const Address& address);
    void set_limits(const CurlOptions& options, const Request& request, const Limits& limits);
    void set_callbacks();
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user);
    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user);
    std::size_t take_body(std::string_view bytes);
    std::size_t take_header(std::string_view line);
    void fail(Failure failure, std::string message);
    void set_failed(CURLcode code);
    void set_redirected();
    void set_retry_after();

    CURLM* m_multi;
    std::size_t m_max_body_bytes;
    Easy m_easy{curl_easy_init(), curl_easy_cleanup};
    HeaderList m_headers{nullptr, curl_slist_free_all};
    std::array<char, CURL_ERROR_SIZE> m_error{};
    std::size_t m_head_bytes = 0;
    bool m_is_too_big = false;
    bool m_is_out_of_memory = false;
    bool m_has_whole_head = false;
    Response& m_response;
    const std::string& m_label;
};

}  // namespace ciclo::http
