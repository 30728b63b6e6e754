#include "staging/staging.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "base/text.hpp"
#include "postgres/copy_writer.hpp"
#include "staging/missing.hpp"
#include "staging/record.hpp"
#include "staging/sql.hpp"

namespace ciclo::staging {
namespace {

// Ids or names in one request: an `in` list of this length stays far below nginx's default body limit of 1
// MB, and its answer is at most one page.
constexpr std::size_t k_batch = 1000;
// So many ids with their stamps fit in a page where one whole record does, ...
constexpr int k_stamps_per_record = 5;
// ... and so many lines.
constexpr int k_lines_per_record = 2;
// Models that are read side by side anyway.
constexpr std::size_t k_side_by_side = 2;
// References that wait in memory, each of some hundred bytes.
constexpr std::size_t k_most_ahead = 1000;

template <typename T>
std::vector<std::vector<T>> batches(const std::vector<T>& all, std::size_t size) {
    std::vector<std::vector<T>> out;
    for (std::size_t at = 0; at < all.size(); at += size) {
        const auto end = std::min(all.size(), at + size);
        out.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(at),
                         all.begin() + static_cast<std::ptrdiff_t>(end));
    }
    return out;
}

template <typename T>
std::vector<odoo::Domain> in_batches(std::string_view field, const std::vector<T>& values,
                                     std::size_t batch = k_batch, const odoo::Domain& filter = {}) {
    std::vector<odoo::Domain> domains;
    for (const auto& some : batches(values, batch)) domains.push_back(odoo::Domain::in(field, some) & filter);
    return domains;
}

std::vector<Selection> selections_of(const Model& model, const std::vector<odoo::Domain>& domains) {
    std::vector<Selection> selections;
    for (const auto& domain : domains) selections.push_back({&model, domain});
    return selections;
}

}  // namespace

std::vector<Selection> children_of(const Model& model, std::string_view field,
                                   const std::vector<std::int64_t>& ids, std::size_t batch,
                                   const odoo::Domain& filter) {
    return selections_of(model, in_batches(field, ids, batch, filter));
}

std::vector<Selection> listed_ones(const Model& model, const std::vector<std::int64_t>& ids,
                                   const odoo::Domain& filter) {
    return children_of(model, "id", ids, k_batch, filter);
}

std::vector<Selection> named_ones(const Model& model, std::string_view field,
                                  const std::vector<std::string>& texts, const odoo::Domain& filter) {
    return selections_of(model, in_batches(field, texts, k_batch, filter));
}

Staging::Staging(postgres::Connection& connection, odoo::Reader& reader, const Catalog& catalog,
                 int page_size)
    : m_connection(connection), m_reader(reader), m_catalog(catalog), m_page_size(page_size) {
    m_reader.forget_ahead();
    for (const auto& model : models()) {
        if (m_catalog.is_closed(model)) note_closed(model);
    }
}

void Staging::set_parameters(const Parameters& parameters) {
    std::vector<std::string> patterns;
    for (const auto& prefix : parameters.pedido_prefixes) patterns.push_back(prefix + "%");
    m_connection.execute(
        sql::parameters,
        {parameters.execution, "ciclo", parameters.time_zone, postgres::array_literal(patterns),
         postgres::array_literal(parameters.tipos), postgres::array_literal(parameters.excluded_companies),
         to_odoo(parameters.horizon),
         parameters.pedidos_since ? postgres::Param(to_odoo(*parameters.pedidos_since)) : postgres::Param(),
         postgres::array_literal(parameters.pedidos), postgres::array_literal(parameters.nfs),
         postgres::array_literal(parameters.no_stock_products)});
    // The planner takes a table without statistics for a thousand rows; this one holds one.
    m_connection.execute_script("ANALYZE stg_ciclo;");
}

void Staging::store(const Model& model, const std::vector<json::Value>& records) {
    const auto& fields = m_catalog.fields(model);
    const auto parent_field = m_catalog.field_name(model, model.parent_field);
    const auto name_field = m_catalog.field_name(model, model.name == k_order.name ? "name" : "numero_nf");
    std::vector<Reject> rejects;
    if (!records.empty()) m_met.insert(model.table);
    auto copy = m_connection.copy_in(copy_statement(model, fields));
    for (const auto& record : records) {
        Row row;
        try {
            row = decode_record(record, fields);
        } catch (const Error& error) {
            rejects.push_back(reject_of(model, record, parent_field, name_field, error));
            continue;
        }
        copy.row(row);
    }
    m_staged[model.table] += copy.finish();
    for (const auto& reject : rejects) {
        m_connection.execute(sql::reject, {reject.model, std::to_string(reject.id), visible(reject.reason)});
    }
}

int Staging::page_size(const Model& model) const {
    if (model.is_list) return m_page_size * k_stamps_per_record;
    return model.parent_model.empty() ? m_page_size : m_page_size * k_lines_per_record;
}

std::vector<odoo::Query> Staging::queries(const std::vector<Selection>& selections, End end) const {
    std::vector<odoo::Query> out;
    for (const auto& selection : selections) {
        out.push_back({m_catalog.model_name(*selection.model), odoo_names(m_catalog.fields(*selection.model)),
                       selection.domain, page_size(*selection.model), end});
    }
    return out;
}

void Staging::ask_ahead(const std::vector<Wanted>& lists, const std::vector<odoo::Count>& counts,
                        const std::function<void()>& meanwhile) {
    std::vector<odoo::Query> all;
    for (const auto& list : lists) {
        for (auto& query : queries(list.selections, list.end)) all.push_back(std::move(query));
    }
    m_reader.ask_ahead(all, counts, meanwhile);
}

void Staging::read(const std::vector<Selection>& selections, End end) {
    m_reader.read(queries(selections, end), [&](std::size_t query, const std::vector<json::Value>& records) {
        store(*selections[query].model, records);
    });
}

void Staging::read_ids(const Model& model, const std::vector<std::int64_t>& ids) {
    if (ids.empty() || !m_catalog.has(model)) return;
    look_up({{std::string(model.table), ids}});
}

void Staging::note_closed(const Model& model) {
    if (!m_closed.insert(model.table).second) return;
    m_connection.execute("INSERT INTO stg_closed (table_name, model, columns) VALUES ($1, $2, $3)",
                         {std::string(model.table), m_catalog.model_name(model), std::string(model.columns)});
}

bool Staging::is_to_be_read_whole(std::string_view table) const {
    return model_of(table).is_read_whole && !m_read_whole.contains(table);
}

std::vector<std::int64_t> Staging::recalled(const std::string& table) const {
    const auto found = m_recalled.find(table);
    return found == m_recalled.end() ? std::vector<std::int64_t>() : found->second;
}

// Of a model that is read whole all that is not remembered.
std::vector<Selection> Staging::selections_for(const IdsByTable& wanted) const {
    std::vector<Selection> selections;
    for (const auto& [table, ids] : wanted) {
        const auto& model = model_of(table);
        if (is_to_be_read_whole(table)) {
            const auto known = recalled(table);
            selections.push_back(
                {&model, known.empty() ? odoo::Domain() : odoo::Domain::not_in("id", known)});
            continue;
        }
        for (const auto& domain : in_batches("id", ids)) selections.push_back({&model, domain});
    }
    return selections;
}

void Staging::read_references(const IdsByTable& wanted) {
    const auto selections = selections_for(wanted);
    // By now, or what came before an error would be asked for twice.
    std::vector<std::string> whole;
    for (const auto& of_table : wanted) {
        if (is_to_be_read_whole(of_table.first)) whole.push_back(of_table.first);
    }
    m_read_whole.insert(whole.begin(), whole.end());
    read(selections, End::short_page);
    for (const auto& table : whole) {
        m_asked[table] = ids(fmt::format("SELECT id FROM {} WHERE id <> ALL ($1::bigint[])", table),
                             {postgres::array_literal(recalled(table))});
    }
}

// Odoo shows that a model is closed only when one of its records is requested.
void Staging::ask_optional(const Model& model, const std::vector<std::int64_t>& ids) {
    if (m_closed.contains(model.table)) return;
    try {
        read_references({{std::string(model.table), ids}});
    } catch (const odoo::RpcError& error) {
        if (!error.refuses_access()) throw;
        note_closed(model);
    }
}

// Optional models apart: a refusal of one would cost the others the answers that came beside it. Where they
// are few records and none is refused, all of them come in one round.
void Staging::ask(const IdsByTable& wanted) {
    auto open = wanted;
    for (const auto table : m_closed) open.erase(std::string(table));
    std::size_t records = 0;
    bool is_one_optional = false;
    for (const auto& [table, ids] : open) {
        records += ids.size();
        is_one_optional = is_one_optional || model_of(table).optional;
    }
    const std::size_t alone = is_one_optional ? 1 : k_side_by_side;
    if (open.size() > alone && records <= k_most_ahead) ask_ahead({{selections_for(open), End::short_page}});
    IdsByTable needed;
    for (const auto& [table, ids] : wanted) {
        const auto& model = model_of(table);
        if (model.optional)
            ask_optional(model, ids);
        else
            needed.emplace(table, ids);
    }
    read_references(needed);
}

// What is remembered of small models is as good as read; the rest of theirs is remembered later.
void Staging::recall(IdsByTable& wanted) {
    if (m_references) {
        for (const auto& [table, ids] : m_references->recall(wanted)) {
            m_staged[model_of(table).table] += static_cast<long long>(ids.size());
            m_recalled[table].insert(m_recalled[table].end(), ids.begin(), ids.end());
        }
    }
    for (const auto& [table, ids] : wanted) {
        if (!model_of(table).is_small) continue;
        auto& asked = m_asked[table];
        asked.insert(asked.end(), ids.begin(), ids.end());
    }
}

// What does not come is requested once more before it counts as absent: an answer may have lost it.
void Staging::look_up(IdsByTable wanted) {
    recall(wanted);
    if (wanted.empty()) return;
    ask(wanted);
    const auto result = m_connection.execute(not_staged_statement(wanted), ids_of(wanted));
    if (result.rows() == 0) return;
    IdsByTable missing;
    for (int row = 0; row < result.rows(); ++row) {
        const postgres::NamedRow record(result, row);
        m_met.insert(model_of(record.text("table_name")).table);
        if (!record.boolean("rejected")) missing[record.text("table_name")].push_back(record.integer("id"));
    }
    ask(missing);
    m_connection.execute(note_absent_statement(wanted), ids_of(wanted));
}

void Staging::note_absent(const Model& model, const std::vector<std::int64_t>& asked) {
    if (asked.empty()) return;
    m_met.insert(model.table);
    const IdsByTable wanted{{std::string(model.table), asked}};
    m_connection.execute(note_absent_statement(wanted), ids_of(wanted));
}

void Staging::read_texts(const Model& model, std::string_view field, const std::vector<std::string>& texts,
                         const odoo::Domain& filter, End end) {
    read(named_ones(model, field, texts, filter), end);
}

void Staging::read_children(const Model& model, std::string_view field, const std::vector<std::int64_t>& ids,
                            std::size_t batch, const odoo::Domain& filter, End end) {
    read(children_of(model, field, ids, batch, filter), end);
}

void Staging::read_listed(const Model& model, const std::vector<std::int64_t>& ids,
                          const odoo::Domain& filter) {
    if (ids.empty()) return;
    read(listed_ones(model, ids, filter), End::short_page);
    const auto missing = not_staged(model, ids);
    if (missing.empty()) return;
    const auto counted = count(counts_of(model, "id", missing, k_batch, filter));
    if (counted == 0) return;
    throw Error(
        ErrorKind::odoo_answer,
        fmt::format("{}: of {} records that were asked for by id Odoo did not send {} and counts {} of these",
                    model.name, ids.size(), missing.size(), counted),
        "records were lost in transit or created meanwhile; the next run reads them again; if it repeats, "
        "check the proxies between Odoo and this program"_tr);
}

// Of the requested ids those that did not come, good or not.
std::vector<std::int64_t> Staging::not_staged(const Model& model, const std::vector<std::int64_t>& ids) {
    const IdsByTable asked{{std::string(model.table), ids}};
    return this->ids(fmt::format("SELECT id FROM ({}) m WHERE NOT rejected", not_staged_statement(asked)),
                     ids_of(asked));
}

std::vector<odoo::Count> Staging::counts(const Model& model, const std::vector<odoo::Domain>& domains) const {
    std::vector<odoo::Count> out;
    for (const auto& domain : domains) out.push_back({m_catalog.model_name(model), domain});
    return out;
}

std::vector<odoo::Count> Staging::counts_of(const Model& model, const std::vector<std::int64_t>& ids) const {
    return counts(model, in_batches("id", ids));
}

std::vector<odoo::Count> Staging::counts_of(const Model& model, std::string_view field,
                                            const std::vector<std::int64_t>& ids, std::size_t batch,
                                            const odoo::Domain& filter) const {
    return counts(model, in_batches(field, ids, batch, filter));
}

std::vector<odoo::Count> Staging::counts_of(const Model& model, std::string_view field,
                                            const std::vector<std::string>& texts) const {
    return counts(model, in_batches(field, texts));
}

long long Staging::count(const std::vector<odoo::Count>& wanted) {
    const auto counted = m_reader.count(wanted);
    return std::accumulate(counted.begin(), counted.end(), 0LL);
}

// The tables that got records since.
std::set<std::string_view> Staging::grown_since(const std::map<std::string_view, long long>& then) const {
    std::set<std::string_view> grown;
    for (const auto& [table, count] : m_staged) {
        const auto before = then.find(table);
        if (before == then.end() || before->second != count) grown.insert(table);
    }
    return grown;
}

void Staging::complete_references(Levels levels) {
    while (true) {
        const auto statement = missing_references_statement(m_catalog, grown_since(m_completed));
        const auto staged = m_staged;
        IdsByTable missing;
        if (!statement.empty()) {
            const auto result = m_connection.execute(statement);
            for (int row = 0; row < result.rows(); ++row) {
                const postgres::NamedRow reference(result, row);
                missing[reference.text("table_name")].push_back(reference.integer("id"));
            }
        }
        look_up(missing);
        m_completed = staged;  // and not where an answer failed
        if (missing.empty() || levels == Levels::one) return;
    }
}

std::vector<std::int64_t> Staging::ids(const postgres::Statement& statement,
                                       const std::vector<postgres::Param>& params) {
    const auto result = m_connection.execute(statement, params);
    std::vector<std::int64_t> out;
    out.reserve(static_cast<std::size_t>(result.rows()));
    for (int row = 0; row < result.rows(); ++row) out.push_back(result.integer(row, 0));
    return out;
}

std::vector<std::string> Staging::texts(const postgres::Statement& statement) {
    const auto result = m_connection.execute(statement);
    std::vector<std::string> out;
    out.reserve(static_cast<std::size_t>(result.rows()));
    for (int row = 0; row < result.rows(); ++row) out.push_back(result.text(row, 0));
    return out;
}

long long Staging::staged(const Model& model) const {
    const auto found = m_staged.find(model.table);
    return found == m_staged.end() ? 0 : found->second;
}

void Staging::analyze() {
    const auto grown = grown_since(m_analyzed);
    m_analyzed = m_staged;
    if (!grown.empty()) m_connection.execute(fmt::format("ANALYZE {}", fmt::join(grown, ", ")));
}

}  // namespace ciclo::staging
