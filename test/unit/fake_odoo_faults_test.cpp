// The stand-in configured to misbehave.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>
#include <vector>

#include "fake_odoo_support.hpp"

namespace ciclo::fake_odoo {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

const std::string k_body =
    call_body("sale.order", "search_read", "[[]]", R"({"fields": ["name"], "order": "id"})");
const std::string k_right =
    R"({"jsonrpc": "2.0", "id": 7, "result": [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}]})";

void fill(FakeOdoo& odoo) {
    odoo.store().create("sale.order", {{"name", "A"}});
    odoo.store().create("sale.order", {{"name", "B"}});
}

std::string body_with(const Fault& fault) {
    FakeOdoo odoo;
    fill(odoo);
    odoo.on_request({.fault = fault});
    const auto answer = post(odoo, k_body);
    REQUIRE(answer);
    return answer->body;
}

// Every byte that the server sends until it closes.
std::string raw_answer(const FakeOdoo& odoo, const std::string& request) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(odoo.port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::send(socket, request.data(), request.size(), 0) == static_cast<ssize_t>(request.size()));
    std::string all;
    char buffer[4096];
    for (ssize_t bytes = 0; (bytes = ::recv(socket, buffer, sizeof buffer, 0)) > 0;)
        all.append(buffer, static_cast<std::size_t>(bytes));
    ::close(socket);
    return all;
}

std::string raw_request(const std::string& body) {
    return "POST /jsonrpc HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("without a rule the answer is right, in HTTP/1.0, and the connection closes") {
    FakeOdoo odoo;
    fill(odoo);
    const std::string answer = raw_answer(odoo, raw_request(k_body));
    CHECK(answer.starts_with("HTTP/1.0 200 OK\r\nServer: Werkzeug/2.2.2 Python/3.11.2\r\nDate: "));
    CHECK(mentions(answer, "\r\nConnection: close\r\n"));
    CHECK(answer.ends_with("\r\n\r\n" + k_right));
}

TEST_CASE("faults that change the answer") {
    CHECK(
        body_with(Fault::wrong_id()) ==
        R"({"jsonrpc": "2.0", "id": 987654321, "result": [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}]})");
    CHECK(body_with(Fault::drop_records(1)) ==
          R"({"jsonrpc": "2.0", "id": 7, "result": [{"id": 1, "name": "A"}]})");
    CHECK(body_with(Fault::drop_records(9)) == R"({"jsonrpc": "2.0", "id": 7, "result": []})");
    CHECK(body_with(Fault::empty_result()) == R"({"jsonrpc": "2.0", "id": 7, "result": []})");
    CHECK(parse_json(body_with(Fault::not_json())).HasParseError());
    CHECK(body_with(Fault::html_200()).starts_with("<!doctype html>"));
    CHECK(body_with(Fault::edit_body([](const std::string& body) { return body + " "; })) == k_right + " ");
    const std::string error =
        body_with(Fault::odoo_error("psycopg2.errors.SerializationFailure", "could not"));
    CHECK(mentions(error, R"("name": "psycopg2.errors.SerializationFailure")"));
    CHECK(mentions(error, R"("message": "could not")"));
}

TEST_CASE("a status comes with its body and headers") {
    FakeOdoo odoo;
    odoo.on_request({.fault = Fault::status(429, "slow down", {{"Retry-After", "3"}})});
    const auto answer = post(odoo, k_body);
    REQUIRE(answer);
    CHECK(answer->status == 429);
    CHECK(answer->body == "slow down");
    CHECK(answer->get_header_value("Retry-After") == "3");
    CHECK(odoo.requests().at(0).status == 429);
    CHECK(odoo.requests().at(0).faulty);
}

TEST_CASE("a cut answer promises more than it sends") {
    FakeOdoo odoo;
    fill(odoo);
    odoo.on_request({.fault = Fault::cut_body_at(10)});
    const std::string answer = raw_answer(odoo, raw_request(k_body));
    CHECK(mentions(answer, "Content-Length: " + std::to_string(k_right.size())));
    CHECK(answer.ends_with("\r\n\r\n" + k_right.substr(0, 10)));
}

TEST_CASE("a connection closed without an answer carries no byte") {
    FakeOdoo odoo;
    odoo.on_request({.fault = Fault::close_without_answer()});
    CHECK(raw_answer(odoo, raw_request(k_body)).empty());
    CHECK_FALSE(raw_answer(odoo, raw_request(k_body)).empty());
}

TEST_CASE("a late answer is late and right") {
    FakeOdoo odoo;
    fill(odoo);
    odoo.on_request({.fault = Fault::delay(milliseconds{200})});
    const auto start = Clock::now();
    CHECK(post(odoo, k_body)->body == k_right);
    CHECK(Clock::now() - start >= milliseconds{200});
}

TEST_CASE("no answer at all lasts until the client gives up, and does not keep the server from stopping") {
    const auto start = Clock::now();
    std::optional<FakeOdoo> odoo(std::in_place);
    odoo->on_request({.times = -1, .fault = Fault::never_answer()});
    httplib::Client client(odoo->url());
    client.set_read_timeout(0, 200'000);
    CHECK_FALSE(client.Post("/jsonrpc", k_body, "application/json"));
    std::string bytes = "none yet";
    std::thread hanging([&] { bytes = raw_answer(*odoo, raw_request(k_body)); });
    while (odoo->requests().size() < 2) std::this_thread::sleep_for(milliseconds{5});
    // The client still waits: the server's end must let go of it.
    odoo.reset();
    hanging.join();
    CHECK(bytes.empty());
    CHECK(Clock::now() - start < std::chrono::seconds{5});
}

TEST_CASE("a rule counts only what it matches, skips some and acts as many times as configured") {
    FakeOdoo odoo;
    fill(odoo);
    const auto rule = odoo.on_request(
        {.model = "sale.order", .method = "search_read", .skip = 1, .times = 2, .fault = Fault::status(503)});
    const auto status = [&](const std::string& body) { return post(odoo, body)->status; };
    CHECK(status(call_body("sale.order", "search_count", "[[]]")) == 200);
    CHECK(status(call_body("res.users", "search_read", "[[]]")) == 200);
    CHECK(status(k_body) == 200);
    CHECK(status(k_body) == 503);
    CHECK(status(k_body) == 503);
    CHECK(status(k_body) == 200);
    CHECK(odoo.fired(rule) == 2);
}

TEST_CASE("a rule can change the base between two pages") {
    FakeOdoo odoo;
    fill(odoo);
    odoo.on_request({.skip = 1, .before = [&] { odoo.store().unlink("sale.order", 1); }});
    CHECK(post(odoo, k_body)->body == k_right);
    CHECK(post(odoo, k_body)->body == R"({"jsonrpc": "2.0", "id": 7, "result": [{"id": 2, "name": "B"}]})");
}

TEST_CASE("several clients at once are served while the base changes") {
    FakeOdoo odoo;
    fill(odoo);
    std::vector<std::thread> clients;
    clients.reserve(4);
    std::atomic<int> right = 0;
    for (int i = 0; i < 4; ++i)
        clients.emplace_back([&] {
            for (int n = 0; n < 25; ++n) {
                const auto answer = post(odoo, k_body);
                if (answer && answer->status == 200 && answer->body.ends_with("]}")) ++right;
            }
        });
    for (int n = 0; n < 100; ++n)
        odoo.store().write("sale.order", 1, {{"l10n_br_pedido_compra", std::to_string(n)}});
    for (auto& client : clients) client.join();
    CHECK(right == 100);
    CHECK(odoo.requests().size() == 100);
}

}  // namespace ciclo::fake_odoo
