#include "support/scripted_server.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "json/value.hpp"
#include "json/writer.hpp"

namespace ciclo::test {
namespace {

int listen_on_free_port(int& port) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener, generic, length) != 0 || listen(listener, 64) != 0 ||
        getsockname(listener, generic, &length) != 0) {
        close(listener);
        throw std::runtime_error("the scripted server cannot listen on 127.0.0.1");
    }
    port = ntohs(address.sin_port);
    return listener;
}

std::string body_of(const std::string& request) {
    const auto end = request.find("\r\n\r\n");
    return end == std::string::npos ? std::string() : request.substr(end + 4);
}

bool is_whole(const std::string& request) {
    constexpr std::string_view k_length = "Content-Length: ";
    const auto at = request.find(k_length);
    if (request.find("\r\n\r\n") == std::string::npos) return false;
    if (at == std::string::npos) return request.starts_with("GET ");
    return body_of(request).size() >= std::strtoul(request.c_str() + at + k_length.size(), nullptr, 10);
}

bool waits_for_input(int socket, std::chrono::milliseconds time) {
    pollfd watched{socket, POLLIN, 0};
    return poll(&watched, 1, static_cast<int>(time.count())) > 0;
}

void send_whole(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void send_sliced(int socket, std::string_view bytes, const Script& script) {
    if (script.slice == 0) return send_whole(socket, bytes);
    while (!bytes.empty()) {
        send_whole(socket, bytes.substr(0, script.slice));
        bytes.remove_prefix(std::min(script.slice, bytes.size()));
        std::this_thread::sleep_for(script.pause);
    }
}

void close_socket(int socket, bool reset) {
    if (reset) {
        const linger at_once{1, 0};
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    }
    close(socket);
}

Script answering(std::function<std::string(const std::string&)> answer) {
    Script script;
    script.answer = std::move(answer);
    return script;
}

}  // namespace

std::string http_answer(int status, std::string_view content_type, std::string_view body,
                        std::string_view headers) {
    std::string date = "Date: Mon, 23 Nov 2026 13:41:18 GMT\r\n";
    if (headers.find("Date") != std::string_view::npos) date.clear();
    return fmt::format(
        "HTTP/1.0 {} Whatever\r\nServer: scripted\r\n{}Content-Type: {}\r\nContent-Length: {}\r\nConnection: "
        "close\r\n"
        "{}\r\n{}",
        status, date, content_type, body.size(), headers, body);
}

std::string id_of(const std::string& body) {
    return std::string(json::Document::parse(body).root().at("id").number());
}

Script result(std::string json) {
    return answering([json = std::move(json)](const std::string& body) {
        return http_answer(200, "application/json; charset=utf-8",
                           fmt::format(R"({{"jsonrpc": "2.0", "id": {}, "result": {}}})", id_of(body), json));
    });
}

Script rpc_error(const std::string& name, const std::string& message) {
    json::Writer writer;
    writer.begin_object().key("code").integer(200).key("message").string("Odoo Server Error");
    writer.key("data").begin_object().key("name").string(name).key("debug").string(
        "Traceback (most recent call last)");
    writer.key("message").string(message).key("arguments").begin_array().string(message).end_array();
    writer.key("context").begin_object().end_object().end_object().end_object();
    return answering([error = writer.take()](const std::string& body) {
        return http_answer(200, "application/json; charset=utf-8",
                           fmt::format(R"({{"jsonrpc": "2.0", "id": {}, "error": {}}})", id_of(body), error));
    });
}

Script html(int status, std::string headers) {
    return answering([status, headers = std::move(headers)](const std::string&) {
        return http_answer(status, "text/html; charset=utf-8", "<!doctype html><h1>says a proxy</h1>",
                           headers);
    });
}

Script raw(std::string bytes) {
    return answering([bytes = std::move(bytes)](const std::string&) { return bytes; });
}

Script hang() {
    Script script;
    script.hang = true;
    return script;
}

Script closed() {
    return raw("");
}

ScriptedServer::ScriptedServer() : ScriptedServer([](const std::string&) { return html(599); }) {}

ScriptedServer::ScriptedServer(std::function<Script(const std::string& body)> answer)
    : m_default(std::move(answer)), m_listener(listen_on_free_port(m_port)) {
    m_acceptor = std::thread([this] { accept_loop(); });
}

ScriptedServer::~ScriptedServer() {
    m_is_ending = true;
    m_acceptor.join();
    for (auto& worker : m_workers) worker.join();
    close(m_listener);
}

void ScriptedServer::add(Script script) {
    const std::lock_guard lock(m_mutex);
    m_scripts.push_back(std::move(script));
}

void ScriptedServer::add(std::size_t times, const Script& script) {
    for (std::size_t i = 0; i < times; ++i) add(script);
}

std::string ScriptedServer::url() const {
    return fmt::format("http://127.0.0.1:{}", m_port);
}

std::vector<std::string> ScriptedServer::requests() const {
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

std::vector<std::string> ScriptedServer::bodies() const {
    auto all = requests();
    std::transform(all.begin(), all.end(), all.begin(), body_of);
    return all;
}

std::size_t ScriptedServer::left() const {
    const std::lock_guard lock(m_mutex);
    return m_scripts.size();
}

void ScriptedServer::accept_loop() {
    while (!m_is_ending) {
        if (!waits_for_input(m_listener, std::chrono::milliseconds{20})) continue;
        const int socket = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket >= 0) m_workers.emplace_back([this, socket] { serve(socket); });
    }
}

Script ScriptedServer::next_script(const std::string& request) {
    const std::lock_guard lock(m_mutex);
    m_requests.push_back(request);
    if (m_scripts.empty()) return m_default(body_of(request));
    auto script = std::move(m_scripts.front());
    m_scripts.pop_front();
    return script;
}

void ScriptedServer::serve(int socket) {
    std::string request;
    while (!m_is_ending && !is_whole(request)) {
        if (!waits_for_input(socket, std::chrono::milliseconds{20})) continue;
        char buffer[65536];
        const auto got = recv(socket, buffer, sizeof(buffer), 0);
        if (got <= 0) break;
        request.append(buffer, static_cast<std::size_t>(got));
    }
    if (!is_whole(request)) {
        close(socket);
        return;
    }
    const int at_once = ++m_at_once;
    m_most_at_once = std::max(m_most_at_once.load(), at_once);
    const auto script = next_script(request);
    std::this_thread::sleep_for(script.delay);
    while (script.hang && !m_is_ending) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    --m_at_once;
    if (script.answer)
        send_sliced(socket, script.answer(body_of(request)).substr(0, script.cut_after), script);
    close_socket(socket, script.reset);
}

int closed_port() {
    int port = 0;
    close(listen_on_free_port(port));
    return port;
}

}  // namespace ciclo::test
