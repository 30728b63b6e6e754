// The records of Odoo that are set aside (ciclo_rejeito), for the people who decide about them: what they
// are, which of them a person has accepted. Not for: setting aside (staging), words (report/rejects).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

struct RejectKey {
    std::string model;  // of Odoo
    std::int64_t record_id = 0;

    // "account.move:4711"; empty for anything else.
    static std::optional<RejectKey> parse(std::string_view text);
    [[nodiscard]] std::string text() const;

    bool operator==(const RejectKey&) const = default;
};

struct Acceptance {
    UtcSeconds at{};
    std::string local_at;  // "YYYY-MM-DD HH:MM:SS"
    std::string by;        // user and host
    std::string why;
    std::string reason;  // the one that was accepted
};

struct Reject {
    RejectKey key;
    std::string reason;
    std::string remedy;  // a word of its own (ciclo_rejeito.remedy); empty: correct the record in Odoo
    std::optional<long long> tries;  // cycles; absent: not counted yet
    UtcSeconds first_seen{};
    UtcSeconds last_seen{};
    std::string local_first_seen;  // "YYYY-MM-DD HH:MM:SS"
    std::string local_last_seen;
    std::optional<Acceptance> accepted;  // also one of another reason
    bool counts = true;                  // a cycle ends with 14 for it
};

struct RejectList {
    std::vector<Reject> rejects;  // those that count first, the oldest first
    long long total = 0;          // of all, listed or not
};

// How many records make a cycle end with 14, with the reasons of some, and how many a person has accepted.
struct RejectCount {
    long long counting = 0;
    std::string examples;
    long long accepted = 0;
};

// `execution`: only of those that this cycle met; "": of all.
RejectCount count_rejects(postgres::Connection& connection, const std::string& execution = "");

// At most `most` of them, or the one with that key. `time_zone`: of the local times.
RejectList read_rejects(postgres::Connection& connection, const std::string& time_zone, int most,
                        const std::optional<RejectKey>& only = std::nullopt);

// False where no such record is set aside. It stays accepted while its reason is the one that it has now.
bool accept_reject(postgres::Connection& connection, const RejectKey& key, const std::string& who,
                   const std::string& why);
bool reopen_reject(postgres::Connection& connection, const RejectKey& key);

}  // namespace ciclo
