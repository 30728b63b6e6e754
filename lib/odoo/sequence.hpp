// A query on its way, page by page of growing ids: what is asked next, what an answer must be, how large a
// page may be. Not for: sending (client.hpp), what several queries do side by side (reader.hpp).
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "odoo/client.hpp"
#include "odoo/query.hpp"

namespace ciclo::odoo {

// Below this a page is not divided any further: what kills Odoo with 50 records is not their number.
constexpr int k_smallest_page = 50;
// After so many good pages in a row a page that was halved grows again, so that one bad moment of the server
// does not slow the rest of a long read down. Each failure doubles the number: where the page itself is too
// large, a failure may take two minutes, and few are tried.
constexpr int k_good_pages_to_grow = 4;

// One query on its way.
struct Sequence {
    std::size_t index = 0;
    const Query* query = nullptr;
    int page_size = 0;
    std::int64_t last_id = 0;
    int good_pages = 0;
    int good_pages_to_grow = k_good_pages_to_grow;
    long long records = 0;

    [[nodiscard]] bool is_divisible() const { return page_size > k_smallest_page; }
};

// The records of one page of a query; they live as long as its answer.
struct Page {
    std::size_t query;
    std::vector<json::Value> records;
};

// The next page of it.
Call page_of(const Sequence& sequence);

// The next sequences to request side by side, `most` at most, taken from `waiting`. Those that can be divided
// and those that cannot are requested apart, because a failed page of the latter is retried by the client
// instead.
std::vector<Sequence> take_wave(std::deque<Sequence>& waiting, int most);

// What came for each sequence of a wave, which moves on; those that have more to give wait again, before the
// others. A page that failed is asked for again in halves. Throws Error(odoo_answer) for ids that do not grow
// and records that are none.
std::vector<Page> take_pages(std::vector<Sequence>& wave, const std::vector<Answer>& answers,
                             std::deque<Sequence>& waiting, const Log& log);

}  // namespace ciclo::odoo
