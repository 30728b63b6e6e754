#include "fake_odoo/http_wire.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string_view>

namespace ciclo::fake_odoo {
namespace {

constexpr std::string_view k_end_of_head = "\r\n\r\n";
constexpr std::size_t k_max_head_bytes = 64UL * 1024;

bool receive(int socket, std::string& into) {
    char buffer[64 * 1024];
    const auto bytes = ::recv(socket, buffer, sizeof buffer, 0);
    if (bytes <= 0) return false;
    into.append(buffer, static_cast<std::size_t>(bytes));
    return true;
}

bool send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string_view take_line(std::string_view& text) {
    const auto end = std::min(text.find("\r\n"), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 2, text.size()));
    return line;
}

void add_header(HttpRequest& request, std::string_view line) {
    const auto colon = line.find(':');
    if (colon == line.npos) return;
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto begin = std::min(line.find_first_not_of(" \t", colon + 1), line.size());
    request.headers[name] = line.substr(begin);
}

HttpRequest parse_head(std::string_view head) {
    HttpRequest request;
    const auto first = take_line(head);
    const auto space = first.find(' ');
    const auto second = first.find(' ', space + 1);
    request.method = first.substr(0, space);
    if (space != first.npos) request.path = first.substr(space + 1, second - space - 1);
    while (!head.empty()) add_header(request, take_line(head));
    return request;
}

std::optional<std::size_t> body_bytes(const HttpRequest& request) {
    const auto header = request.headers.find("content-length");
    // A chunked body counts as an empty one, as JSON-2 takes it.
    if (header == request.headers.end()) return 0UL;
    std::size_t bytes = 0;
    const auto& text = header->second;
    if (std::from_chars(text.data(), text.data() + text.size(), bytes).ec != std::errc{}) return std::nullopt;
    return bytes;
}

std::string_view reason(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 400:
            return "BAD REQUEST";
        case 401:
            return "UNAUTHORIZED";
        case 403:
            return "FORBIDDEN";
        case 404:
            return "NOT FOUND";
        case 429:
            return "TOO MANY REQUESTS";
        case 500:
            return "INTERNAL SERVER ERROR";
        case 502:
            return "BAD GATEWAY";
        case 503:
            return "SERVICE UNAVAILABLE";
        case 504:
            return "GATEWAY TIMEOUT";
        default:
            return "STATUS";
    }
}

}  // namespace

std::optional<HttpRequest> read_request(int socket) {
    std::string bytes;
    std::size_t end = 0;
    while ((end = bytes.find(k_end_of_head)) == bytes.npos)
        if (bytes.size() > k_max_head_bytes || !receive(socket, bytes)) return std::nullopt;
    HttpRequest request = parse_head(std::string_view(bytes).substr(0, end));
    const auto expected = body_bytes(request);
    if (!expected) return std::nullopt;
    if (request.headers.contains("expect") && !send_all(socket, "HTTP/1.1 100 Continue\r\n\r\n"))
        return std::nullopt;
    request.body = bytes.substr(end + k_end_of_head.size());
    while (request.body.size() < *expected)
        if (!receive(socket, request.body)) return std::nullopt;
    request.body.resize(*expected);
    return request;
}

void send_answer(int socket, const HttpAnswer& answer) {
    std::string head = fmt::format("HTTP/1.0 {} {}\r\n", answer.status, reason(answer.status));
    for (const auto& [name, value] : answer.headers)
        head.append(name).append(": ").append(value).append("\r\n");
    head += fmt::format("Content-Length: {}\r\n\r\n", answer.body.size());
    if (!send_all(socket, head)) return;
    send_all(socket,
             std::string_view(answer.body).substr(0, answer.cut_body_at.value_or(answer.body.size())));
}

void wait_for_close(int socket) {
    std::string ignored;
    while (receive(socket, ignored)) ignored.clear();
}

}  // namespace ciclo::fake_odoo
