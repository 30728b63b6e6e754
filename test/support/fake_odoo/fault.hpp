// The ways in which the stand-in can be slow, rude, cut off or wrong, and when it is.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ciclo::fake_odoo {

struct Fault {
    enum class Kind {
        none,
        delay,
        close_without_answer,
        cut_body_at,
        status,
        not_json,
        html_200,
        wrong_id,
        odoo_error,
        drop_records,
        empty_result,
        never_answer,
        edit_body,
    };
    using Headers = std::vector<std::pair<std::string, std::string>>;

    Kind kind = Kind::none;
    std::chrono::milliseconds pause{0};
    std::size_t amount = 0;  // bytes or records
    int status_code = 200;
    std::string name{};
    std::string text{};
    Headers headers{};
    std::function<std::string(std::string body)> edit{};

    // The right answer, late.
    static Fault delay(std::chrono::milliseconds pause) { return {.kind = Kind::delay, .pause = pause}; }
    static Fault close_without_answer() { return {.kind = Kind::close_without_answer}; }
    // Content-Length is correct, the body ends early.
    static Fault cut_body_at(std::size_t bytes) { return {.kind = Kind::cut_body_at, .amount = bytes}; }
    static Fault status(int code, std::string body = "<html><body>busy</body></html>", Headers headers = {}) {
        return {.kind = Kind::status,
                .status_code = code,
                .text = std::move(body),
                .headers = std::move(headers)};
    }
    // No connection to the database is left (db_maxconn).
    static Fault pool_exhausted() {
        return status(
            500,
            "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal "
            "Server Error</h1>\n<p>The server encountered an internal error and was unable to complete "
            "your request. Either the server is overloaded or there is an error in the "
            "application.</p>\n");
    }
    // HTTP 200, Content-Type JSON, a body that is not.
    static Fault not_json() { return {.kind = Kind::not_json}; }
    // HTTP 200 with a page, as from a proxy's maintenance mode.
    static Fault html_200() { return {.kind = Kind::html_200}; }
    static Fault wrong_id() { return {.kind = Kind::wrong_id}; }
    static Fault odoo_error(std::string name, std::string message) {
        return {.kind = Kind::odoo_error, .name = std::move(name), .text = std::move(message)};
    }
    // Silently leaves out the last `count` records of a list.
    static Fault drop_records(std::size_t count) { return {.kind = Kind::drop_records, .amount = count}; }
    // An empty list, object or 0.
    static Fault empty_result() { return {.kind = Kind::empty_result}; }
    static Fault never_answer() { return {.kind = Kind::never_answer}; }
    // Any other lie: the right body goes in, what is sent comes out.
    static Fault edit_body(std::function<std::string(std::string)> edit) {
        return {.kind = Kind::edit_body, .edit = std::move(edit)};
    }
};

// Counts the requests that it matches, passes the first `skip`, then acts on the next `times`.
struct Rule {
    std::string model{};   // empty: any, also calls without a model
    std::string method{};  // empty: any; "authenticate" and "version" for the service "common"
    int skip = 0;
    int times = 1;  // -1: forever
    Fault fault{};
    // Runs first, for instance to change the store between two pages. May use the store, not the rules.
    std::function<void()> before{};
};

}  // namespace ciclo::fake_odoo
