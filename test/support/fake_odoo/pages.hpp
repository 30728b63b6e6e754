// The pages that both APIs answer with, as werkzeug writes them.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "fake_odoo/http_server.hpp"

namespace ciclo::fake_odoo {

inline constexpr const char* k_json = "application/json; charset=utf-8";
inline constexpr const char* k_html = "text/html; charset=utf-8";

// The host has several databases, and the request names none, or one that is not there.
inline constexpr std::string_view k_no_database =
    "<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>No database is selected and the "
    "requested URL was not found in the server-wide controllers.</p>\n<p>Please verify the hostname, <a "
    "href=/web/login>login</a> and try again.</p>\n\n<!-- Alternatively, use the X-Odoo-Database header. "
    "-->\n";

inline std::string html(int status, std::string_view title, std::string_view text) {
    return fmt::format("<!doctype html>\n<html lang=en>\n<title>{0} {1}</title>\n<h1>{1}</h1>\n<p>{2}</p>\n",
                       status, title, text);
}

inline HttpAnswer unsniffed(HttpAnswer answer) {
    answer.headers.emplace_back("X-Content-Type-Options", "nosniff");
    return answer;
}

inline bool is_json(const HttpRequest& request) {
    const auto type = request.headers.find("content-type");
    if (type == request.headers.end()) return request.body.empty();
    const std::string name = type->second.substr(0, type->second.find(';'));
    return name == "application/json" || name == "application/json-rpc";
}

}  // namespace ciclo::fake_odoo
