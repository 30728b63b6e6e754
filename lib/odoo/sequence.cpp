#include "odoo/sequence.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/error.hpp"
#include "json/writer.hpp"
#include "odoo/calls.hpp"

namespace ciclo::odoo {
namespace {

[[noreturn]] void wrong_page(const std::string& what) {
    throw Error(ErrorKind::odoo_answer, what);
}

// Checks that ids grow beyond the last page's, and moves the sequence on.
void check_and_advance(Sequence& sequence, const std::vector<json::Value>& records) {
    if (records.size() > static_cast<std::size_t>(sequence.page_size)) {
        wrong_page(fmt::format("{} records received, {} requested", records.size(), sequence.page_size));
    }
    for (const auto& record : records) {
        if (!record.is(json::Type::object)) {
            wrong_page(fmt::format("{} is {}, expected an object", record.path(), record.type_name()));
        }
        const auto id = record.at("id").integer();
        if (id <= sequence.last_id) {
            wrong_page(fmt::format("id {} came after id {}, although they were requested in ascending order",
                                   id, sequence.last_id));
        }
        sequence.last_id = id;
    }
    sequence.records += static_cast<long long>(records.size());
}

void halve(Sequence& sequence) {
    sequence.page_size = std::max(k_smallest_page, sequence.page_size / 2);
    sequence.good_pages_to_grow = std::min(1024, sequence.good_pages_to_grow * 2);
    sequence.good_pages = 0;
}

void grow_again(Sequence& sequence) {
    if (sequence.page_size >= sequence.query->page_size ||
        ++sequence.good_pages < sequence.good_pages_to_grow)
        return;
    sequence.page_size = std::min(sequence.query->page_size, sequence.page_size * 2);
    sequence.good_pages = 0;
}

// Whether there may be more behind a page of so many records.
bool has_more(const Sequence& sequence, std::size_t records) {
    if (sequence.query->end == End::empty_page) return records > 0;
    return records == static_cast<std::size_t>(sequence.page_size);
}

// The records of a page; empty when the sequence has ended before.
std::vector<json::Value> records_of(const Answer& answer, Sequence& sequence) {
    try {
        auto records = answer.result().elements();
        check_and_advance(sequence, records);
        return records;
    } catch (Error& error) {
        error.within(fmt::format("{}.search_read", sequence.query->model));
        throw;
    }
}

}  // namespace

Call page_of(const Sequence& sequence) {
    const auto domain = sequence.query->domain & Domain::leaf("id", ">", sequence.last_id);
    const std::vector<std::string> only_id{"id"};
    json::Writer writer;
    writer.begin_object().key("domain").raw(domain.json()).key("fields");
    // No list at all would mean every field of the model.
    write_list(writer, sequence.query->fields.empty() ? only_id : sequence.query->fields);
    writer.key("limit").integer(sequence.page_size).key("order").string("id").key("load").string("");
    writer.key("context").raw(k_context);
    return {sequence.query->model, "search_read", writer.end_object().take()};
}

std::vector<Sequence> take_wave(std::deque<Sequence>& waiting, int most) {
    std::vector<Sequence> wave;
    const bool divisible = waiting.front().is_divisible();
    while (!waiting.empty() && wave.size() < static_cast<std::size_t>(std::max(1, most)) &&
           waiting.front().is_divisible() == divisible) {
        wave.push_back(waiting.front());
        waiting.pop_front();
    }
    return wave;
}

std::vector<Page> take_pages(std::vector<Sequence>& wave, const std::vector<Answer>& answers,
                             std::deque<Sequence>& waiting, const Log& log) {
    std::vector<Page> out;
    std::vector<Sequence> unfinished;
    for (std::size_t i = 0; i < wave.size(); ++i) {
        auto& sequence = wave[i];
        if (answers[i].outcome == Outcome::page_too_large) {
            halve(sequence);
            log.warning(
                "page failed; retrying with half the page size",
                {{"reason", answers[i].message}, {"page_size", static_cast<long long>(sequence.page_size)}});
            unfinished.push_back(sequence);
            continue;
        }
        auto records = records_of(answers[i], sequence);
        if (has_more(sequence, records.size())) {
            grow_again(sequence);
            unfinished.push_back(sequence);
        }
        if (!records.empty()) out.push_back({sequence.index, std::move(records)});
    }
    waiting.insert(waiting.begin(), unfinished.begin(), unfinished.end());
    return out;
}

}  // namespace ciclo::odoo
