#include "odoo/reader.hpp"

#include "odoo/calls.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <future>
#include <iterator>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "json/writer.hpp"

namespace ciclo::odoo {
namespace {

// Below this a page is not divided any further: what kills Odoo with 50 records is not their number.
constexpr int k_smallest_page = 50;
// After so many good pages in a row a page that was halved grows again, so that one bad moment of the server
// does not slow the rest of a long read down. Each failure doubles the number: where the page itself is too
// large, a failure may take two minutes, and few are tried.
constexpr int k_good_pages_to_grow = 4;
// A list and its count are two snapshots: on a busy server they may differ, but not for ever.
constexpr int k_most_lists = 3;
// Lists that are asked for side by side whatever the concurrency.
constexpr std::size_t k_most_light = 6;
constexpr std::string_view k_count = "search_count";

}  // namespace

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

namespace {

// Records that take longer to decode and copy than a thread to begin.
constexpr std::size_t k_worth_a_thread = 500;

std::size_t records_in(const std::vector<Page>& pages) {
    return std::accumulate(pages.begin(), pages.end(), std::size_t{0},
                           [](auto sum, const auto& page) { return sum + page.records.size(); });
}

// Archived records count, and names come in the language that the tables are in.
constexpr std::string_view k_context = R"({"active_test":false,"lang":"pt_BR"})";

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

// The next sequences to request side by side. Those that can be divided and those that cannot are requested
// apart, because a failed page of the latter is retried by the client instead.
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

Call count_of(const std::string& model, const Domain& domain) {
    json::Writer writer;
    writer.begin_object().key("domain").raw(domain.json()).key("context").raw(k_context);
    return {model, std::string(k_count), writer.end_object().take()};
}

std::string key_of(const Call& call) {
    return call.model + call.arguments;
}

// The first page of each, and the counts that prove them.
std::vector<Call> first_calls_of(const std::vector<Query>& queries) {
    std::vector<Call> calls;
    for (const auto& query : queries) {
        calls.push_back(page_of({0, &query, query.page_size}));
        if (query.end == End::count) calls.push_back(count_of(query.model, query.domain));
    }
    return calls;
}

std::vector<Call> calls_of(const std::vector<Count>& wanted) {
    std::vector<Call> calls;
    for (const auto& [model, domain] : wanted) calls.push_back(count_of(model, domain));
    return calls;
}

long long counted(const Answer& answer, const std::string& model) {
    try {
        return answer.result().integer();
    } catch (Error& error) {
        error.within(fmt::format("{}.search_count", model));
        throw;
    }
}

FieldTypes types_of(const Answer& answer, const std::string& model) {
    try {
        FieldTypes types;
        for (const auto& [field, description] : answer.result().members()) {
            types.insert_or_assign(std::string(field), field_info(description));
        }
        return types;
    } catch (Error& error) {
        error.within(fmt::format("{}.fields_get", model));
        throw;
    }
}

// No fields when the model does not exist (its module is not installed), nothing when this user may not ask.
std::optional<FieldTypes> optional_types(Client& client, const Call& call) {
    try {
        const std::vector<Call> calls{call};
        return types_of(client.call(calls).front(), call.model);
    } catch (const RpcError& error) {
        if (error.names_no_model()) return FieldTypes();
        if (error.refuses_access()) return std::nullopt;
        throw;
    }
}

// What is asked ahead is tried once: who needs it tries it again, as often as it takes.
class OneAttempt {
  public:
    explicit OneAttempt(Client& client) : m_client(client), m_usual(client.retry_budget()) {
        client.set_retry_budget({1, m_usual.request});
    }
    ~OneAttempt() { m_client.set_retry_budget(m_usual); }
    OneAttempt(const OneAttempt&) = delete;
    OneAttempt& operator=(const OneAttempt&) = delete;

  private:
    Client& m_client;
    RetryBudget m_usual;
};

// Also when a read ends with an error.
class EndOfProgress {
  public:
    explicit EndOfProgress(const Log& log) : m_log(log) {}
    ~EndOfProgress() { m_log.end_progress(); }
    EndOfProgress(const EndOfProgress&) = delete;
    EndOfProgress& operator=(const EndOfProgress&) = delete;

  private:
    const Log& m_log;
};

}  // namespace

ModelFields Reader::field_types(const std::map<std::string, std::vector<std::string>>& models,
                                const std::vector<std::string>& optional) {
    ModelFields types;
    std::vector<Call> needed;
    for (const auto& [model, fields] : models) {
        const auto call = fields_get(model, fields, k_attributes);
        if (std::find(optional.begin(), optional.end(), model) == optional.end()) {
            needed.push_back(call);
        } else if (auto known = optional_types(m_client, call)) {
            types.emplace(model, std::move(*known));
        }
    }
    const auto answers = m_client.call(needed);
    for (std::size_t i = 0; i < needed.size(); ++i)
        types[needed[i].model] = types_of(answers[i], needed[i].model);
    return types;
}

std::map<std::string, std::vector<std::string>> Reader::choices(
    const std::map<std::string, std::string>& field_of_model) {
    std::vector<Call> calls;
    for (const auto& [model, field] : field_of_model)
        calls.push_back(fields_get(model, {field}, {"type", "selection"}));
    const auto answers = m_client.call(calls);
    std::map<std::string, std::vector<std::string>> out;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        try {
            for (const auto& [field, description] : answers[i].result().members()) {
                if (auto offered = choices_of(description)) out[calls[i].model] = std::move(*offered);
            }
        } catch (Error& error) {
            error.within(fmt::format("{}.fields_get", calls[i].model));
            throw;
        }
    }
    return out;
}

void Reader::read(const std::vector<Query>& queries, const PageHandler& on_page) {
    const EndOfProgress at_the_end(m_log);
    std::vector<std::size_t> open(queries.size());
    std::iota(open.begin(), open.end(), 0U);
    for (int list = 1; !open.empty(); ++list) {
        const auto received = read_lists(queries, open, on_page);
        open = not_whole(queries, open, received, list == k_most_lists);
    }
}

// Every one of `open` to its end; how many records each of them had.
std::vector<long long> Reader::read_lists(const std::vector<Query>& queries,
                                          const std::vector<std::size_t>& open, const PageHandler& on_page) {
    for (const auto i : open) {
        if (queries[i].end != End::count) continue;
        auto count = count_of(queries[i].model, queries[i].domain);
        if (!m_counts.contains(key_of(count))) m_beside.push_back(std::move(count));
    }
    std::vector<long long> received(queries.size());
    std::deque<Sequence> waiting;
    for (const auto i : open) {
        if (queries[i].page_size < 1) throw Error(ErrorKind::internal, "page_size must be at least 1");
        waiting.push_back({i, &queries[i], queries[i].page_size});
    }
    // Lists of stamps are light: all of them side by side, none waits for the slower of two.
    const bool is_light = open.size() <= k_most_light && std::all_of(open.begin(), open.end(), [&](auto i) {
                              return queries[i].end == End::count;
                          });
    const auto most = is_light ? static_cast<int>(open.size()) : m_client.concurrency();
    std::vector<Sequence> wave;
    std::vector<Answer> answers;
    const auto ask_next = [&] {
        wave = waiting.empty() ? std::vector<Sequence>() : take_wave(waiting, most);
        return pages_of(wave);
    };
    answers = ask_next();
    while (!wave.empty()) {
        const auto pages = take_pages(wave, answers, waiting);
        for (const auto& sequence : wave) received[sequence.index] = sequence.records;
        m_log.progress("reading Odoo",
                       {{"model", wave.front().query->model}, {"records", wave.front().records}});
        // Where it is much the next pages are on their way while these are handed on.
        const auto policy =
            records_in(pages) >= k_worth_a_thread ? std::launch::async : std::launch::deferred;
        auto next = std::async(policy, ask_next);
        for (const auto& page : pages) on_page(page.query, page.records);
        answers = next.get();
    }
    return received;
}

// Which of `open` are not what Odoo counts. Throws for one of them when it is `final`.
std::vector<std::size_t> Reader::not_whole(const std::vector<Query>& queries,
                                           const std::vector<std::size_t>& open,
                                           const std::vector<long long>& received, bool is_final) {
    std::vector<std::size_t> counted_queries;
    std::copy_if(open.begin(), open.end(), std::back_inserter(counted_queries),
                 [&](auto i) { return queries[i].end == End::count; });
    std::vector<Call> calls;
    for (const auto i : counted_queries) calls.push_back(count_of(queries[i].model, queries[i].domain));
    const auto counts = count_all(calls);
    std::vector<std::size_t> differing;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto query = counted_queries[i];
        const auto expected = counts[i];
        if (received[query] == expected) continue;
        if (is_final)
            throw Error(ErrorKind::odoo_answer,
                        fmt::format("{}: Odoo sent {} records and counts {}", queries[query].model,
                                    received[query], expected),
                        "records were lost in transit or created meanwhile; the next run reads them again; "
                        "if it repeats, "
                        "check the proxies between Odoo and this program"_tr);
        m_log.debug("a list is not what Odoo counts; reading it again",
                    {{"model", queries[query].model}, {"received", received[query]}, {"counted", expected}});
        differing.push_back(query);
    }
    return differing;
}

std::vector<long long> Reader::count(const std::string& model, const std::vector<Domain>& domains) {
    std::vector<Count> wanted;
    for (const auto& domain : domains) wanted.push_back({model, domain});
    return count(wanted);
}

std::vector<long long> Reader::count(const std::vector<Count>& wanted) {
    return count_all(calls_of(wanted));
}

void Reader::ask_ahead(const std::vector<Query>& queries, const std::vector<Count>& counts) {
    auto calls = calls_of(counts);
    for (const auto& call : first_calls_of(queries)) calls.push_back(call);
    if (calls.empty()) return;
    for (auto& call : std::exchange(m_beside, {})) calls.push_back(std::move(call));
    const OneAttempt once(m_client);
    try {
        auto answers = m_client.call(calls, true);
        for (std::size_t i = 0; i < calls.size(); ++i) keep_ahead(calls[i], std::move(answers[i]));
    } catch (const Error& error) {
        // One that Odoo refuses costs the others their answers; who needs it asks again, and reports it. A
        // login that is refused is refused once.
        if (!is_of_odoo(error) || (error.kind() == ErrorKind::auth && !m_client.is_accepted())) throw;
        m_log.debug("not read ahead", {{"reason", error.what()}});
    }
}

void Reader::ask_beside(const std::vector<Query>& queries) {
    for (const auto& call : first_calls_of(queries)) m_beside.push_back(call);
}

void Reader::forget_ahead() {
    m_beside.clear();
    m_counts.clear();
    m_pages.clear();
}

// One that failed is asked for again by who needs it.
void Reader::keep_ahead(const Call& call, Answer answer) {
    if (answer.outcome != Outcome::ok) return;
    if (call.method == k_count)
        m_counts.insert_or_assign(key_of(call), counted(answer, call.model));
    else
        m_pages.insert_or_assign(key_of(call), std::move(answer));
}

// What was counted ahead counts once.
std::vector<long long> Reader::count_all(const std::vector<Call>& calls) {
    std::vector<Call> open;
    for (const auto& call : calls) {
        if (!m_counts.contains(key_of(call))) open.push_back(call);
    }
    auto answers = m_client.call(open);
    for (std::size_t i = 0; i < open.size(); ++i) keep_ahead(open[i], std::move(answers[i]));
    std::vector<long long> counts;
    for (const auto& call : calls) counts.push_back(m_counts.at(key_of(call)));
    for (const auto& call : calls) m_counts.erase(key_of(call));
    return counts;
}

// The answers to these calls, in their order, from ahead where they came; beside those that are sent, what is
// to be asked with the next pages.
std::vector<Answer> Reader::pages(const std::vector<Call>& calls, bool are_divisible) {
    std::vector<Answer> answers(calls.size());
    std::vector<Call> open;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (auto ahead = m_pages.extract(key_of(calls[i]))) {
            answers[i] = std::move(ahead.mapped());
        } else {
            open.push_back(calls[i]);
            places.push_back(i);
        }
    }
    if (open.empty()) return answers;
    for (auto& call : std::exchange(m_beside, {})) {
        const bool is_open = std::any_of(open.begin(), open.end(),
                                         [&](const auto& other) { return key_of(other) == key_of(call); });
        if (!is_open) open.push_back(std::move(call));
    }
    auto sent = m_client.call(open, are_divisible);
    for (std::size_t i = 0; i < places.size(); ++i) answers[places[i]] = std::move(sent[i]);
    for (std::size_t i = places.size(); i < sent.size(); ++i) keep_ahead(open[i], std::move(sent[i]));
    return answers;
}

// The next page of each sequence.
std::vector<Answer> Reader::pages_of(const std::vector<Sequence>& wave) {
    if (wave.empty()) return {};
    std::vector<Call> calls;
    calls.reserve(wave.size());
    for (const auto& sequence : wave) calls.push_back(page_of(sequence));
    return pages(calls, wave.front().is_divisible());
}

// What came for each sequence, which moves on; those that have more to give wait again, before the others.
std::vector<Page> Reader::take_pages(std::vector<Sequence>& wave, const std::vector<Answer>& answers,
                                     std::deque<Sequence>& waiting) {
    std::vector<Page> out;
    std::vector<Sequence> unfinished;
    for (std::size_t i = 0; i < wave.size(); ++i) {
        auto& sequence = wave[i];
        if (answers[i].outcome == Outcome::page_too_large) {
            halve(sequence);
            m_log.warning(
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
