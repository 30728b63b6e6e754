#include "staging/staging.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "base/text.hpp"
#include "postgres/copy_writer.hpp"
#include "staging/sql.hpp"

namespace ciclo::staging {
namespace {

// Ids or names in one request: an `in` list of this length stays far below nginx's default body limit of 1
// MB, and its answer is at most one page.
constexpr std::size_t k_batch = 1000;

const Model& model_of(std::string_view table) {
    const auto all = models();
    return *std::find_if(all.begin(), all.end(), [&](const auto& m) { return m.table == table; });
}

std::vector<std::string> odoo_names(const std::vector<DecodedField>& fields) {
    std::vector<std::string> names;
    for (const auto& field : fields) {
        if (!field.odoo_name.empty()) names.push_back(field.odoo_name);
    }
    return names;
}

std::string copy_statement(const Model& model, const std::vector<DecodedField>& fields) {
    std::string columns = "id";
    for (const auto& field : fields) columns += fmt::format(", {}", field.column);
    return fmt::format("COPY {} ({}) FROM STDIN", model.table, columns);
}

using Row = std::vector<std::optional<std::string>>;

Row decode_record(const json::Value& record, const std::vector<DecodedField>& fields) {
    Row row{std::to_string(record.at("id").integer())};
    for (const auto& field : fields) {
        if (field.odoo_name.empty()) {
            row.emplace_back(field.words->otherwise);
            continue;
        }
        const auto value = record.find(field.odoo_name);
        if (!value)
            throw Error(ErrorKind::odoo_answer,
                        fmt::format("field '{}' is not in the answer", field.odoo_name));
        row.push_back(decode(*value, field));
    }
    return row;
}

struct Reject {
    std::string model;
    std::int64_t id;
    std::string reason;
};

// "pedido VCD1: ", as people know the record; "" where it has no name.
std::string named(const Model& model, const json::Value& record, const std::string& name_field) {
    const auto name = record.find(name_field);
    if (!name || !name->is(json::Type::string)) return {};
    constexpr std::size_t k_longest = 60;
    return fmt::format("{} {}: ", model.name == k_order.name ? "pedido" : "NF",
                       first_line(name->string(), k_longest));
}

// A bad line sets its whole NF or pedido aside; a line whose parent is not known either fails the reading.
Reject reject_of(const Model& model, const json::Value& record, const std::string& parent_field,
                 const std::string& name_field, const Error& error) {
    const auto id = record.at("id").integer();
    if (model.parent_model.empty())
        return {std::string(model.name), id, named(model, record, name_field) + error.what()};
    return {std::string(model.parent_model), record.at(parent_field).integer(),
            fmt::format("{} {}: {}", model.name, id, error.what())};
}

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
std::vector<odoo::Domain> in_batches(std::string_view field, const std::vector<T>& values) {
    std::vector<odoo::Domain> domains;
    for (const auto& batch : batches(values, k_batch)) domains.push_back(odoo::Domain::in(field, batch));
    return domains;
}

std::vector<odoo::Domain> parents_in_batches(std::string_view field, const std::vector<std::int64_t>& ids,
                                             std::size_t batch, const odoo::Domain& filter) {
    std::vector<odoo::Domain> domains;
    for (const auto& some : batches(ids, batch)) domains.push_back(odoo::Domain::in(field, some) & filter);
    return domains;
}

std::vector<odoo::Count> counts(const std::string& model, const std::vector<odoo::Domain>& domains) {
    std::vector<odoo::Count> out;
    for (const auto& domain : domains) out.push_back({model, domain});
    return out;
}

std::vector<Selection> by_id(const std::map<std::string, std::vector<std::int64_t>, std::less<>>& wanted) {
    std::vector<Selection> selections;
    for (const auto& [table, ids] : wanted) {
        for (const auto& domain : in_batches("id", ids)) selections.push_back({&model_of(table), domain});
    }
    return selections;
}

long long sum(const std::vector<long long>& counts) {
    return std::accumulate(counts.begin(), counts.end(), 0LL);
}

// The ids that staged columns name for one table, that are neither staged there nor known to be absent.
std::string missing_ids_statement(std::string_view target) {
    std::vector<std::string> sources;
    for (const auto& reference : references()) {
        if (reference.target != target) continue;
        sources.push_back(fmt::format("SELECT {0} AS id FROM {1} WHERE {0} IS NOT NULL", reference.column,
                                      reference.table));
    }
    return fmt::format(
        "SELECT DISTINCT '{1}' AS table_name, id FROM ({0}) wanted WHERE NOT EXISTS (SELECT 1 FROM {1} t "
        "WHERE t.id = "
        "wanted.id)"
        " AND NOT EXISTS (SELECT 1 FROM stg_absent a WHERE a.table_name = '{1}' AND a.id = wanted.id)",
        fmt::join(sources, " UNION ALL "), target);
}

// Of the requested ids, those that did not come, one parameter a table. rejected: one came that cannot be
// taken over.
std::string not_staged_statement(const IdsByTable& asked) {
    std::vector<std::string> parts;
    for (const auto& [table, ids] : asked) {
        parts.push_back(fmt::format(
            "SELECT '{0}' AS table_name, a.id, EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = '{1}' AND "
            "r.id = a.id) AS rejected FROM unnest(${2}::bigint[]) a (id) WHERE NOT EXISTS "
            "(SELECT 1 FROM {0} t WHERE t.id = a.id)",
            table, model_of(table).name, parts.size() + 1));
    }
    return fmt::format("{} ORDER BY 1, 2", fmt::join(parts, " UNION ALL "));
}

std::string absent_statement(const IdsByTable& asked) {
    return fmt::format("SELECT table_name, id FROM ({}) missing", not_staged_statement(asked));
}

std::vector<postgres::Param> ids_of(const IdsByTable& asked) {
    std::vector<postgres::Param> params;
    for (const auto& [table, ids] : asked) params.emplace_back(postgres::array_literal(ids));
    return params;
}

std::set<std::string_view> reference_targets() {
    std::set<std::string_view> targets;
    for (const auto& reference : references()) targets.insert(reference.target);
    return targets;
}

}  // namespace

Staging::Staging(postgres::Connection& connection, odoo::Reader& reader, const Catalog& catalog,
                 int page_size)
    : m_connection(connection), m_reader(reader), m_catalog(catalog), m_page_size(page_size) {
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

void Staging::read(const std::vector<Selection>& selections, End end) {
    std::vector<odoo::Query> queries;
    for (const auto& selection : selections) {
        queries.push_back({m_catalog.model_name(*selection.model),
                           odoo_names(m_catalog.fields(*selection.model)), selection.domain, m_page_size,
                           end});
    }
    m_reader.read(queries, [&](std::size_t query, const std::vector<json::Value>& records) {
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

// Odoo shows that a model is closed only when one of its records is requested.
void Staging::ask_optional(const Model& model, const std::vector<std::int64_t>& ids) {
    if (m_closed.contains(model.table)) return;
    try {
        read(by_id({{std::string(model.table), ids}}), End::short_page);
    } catch (const odoo::RpcError& error) {
        if (!error.refuses_access()) throw;
        note_closed(model);
    }
}

// Optional models apart: a refusal of one would cost the others the answers that came beside it.
void Staging::ask(const IdsByTable& wanted) {
    IdsByTable needed;
    for (const auto& [table, ids] : wanted) {
        const auto& model = model_of(table);
        if (model.optional)
            ask_optional(model, ids);
        else
            needed.emplace(table, ids);
    }
    read(by_id(needed), End::short_page);
}

// What is remembered of small models is as good as read; the rest of theirs is remembered later.
void Staging::recall(IdsByTable& wanted) {
    if (m_references) {
        for (const auto& [table, count] : m_references->recall(wanted))
            m_staged[model_of(table).table] += count;
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
    m_connection.execute("INSERT INTO stg_absent " + absent_statement(wanted), ids_of(wanted));
}

void Staging::note_absent(const Model& model, const std::vector<std::int64_t>& asked) {
    if (asked.empty()) return;
    m_met.insert(model.table);
    const IdsByTable wanted{{std::string(model.table), asked}};
    m_connection.execute("INSERT INTO stg_absent " + absent_statement(wanted), ids_of(wanted));
}

void Staging::read_texts(const Model& model, std::string_view field, const std::vector<std::string>& texts,
                         const odoo::Domain& filter, End end) {
    std::vector<Selection> selections;
    for (const auto& batch : batches(texts, k_batch)) {
        selections.push_back({&model, odoo::Domain::in(field, batch) & filter});
    }
    read(selections, end);
}

void Staging::read_children(const Model& model, std::string_view field, const std::vector<std::int64_t>& ids,
                            std::size_t batch, const odoo::Domain& filter, End end) {
    std::vector<Selection> selections;
    for (const auto& some : batches(ids, batch)) {
        selections.push_back({&model, odoo::Domain::in(field, some) & filter});
    }
    read(selections, end);
}

void Staging::read_listed(const Model& model, const std::vector<std::int64_t>& ids,
                          const odoo::Domain& filter) {
    if (ids.empty()) return;
    read_children(model, "id", ids, k_batch, filter, End::short_page);
    const auto missing = not_staged(model, ids);
    if (missing.empty()) return;
    const auto counted = count_children(model, "id", missing, k_batch, filter);
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

long long Staging::count_ids(const Model& model, const std::vector<std::int64_t>& ids) {
    return sum(m_reader.count(m_catalog.model_name(model), in_batches("id", ids)));
}

std::vector<odoo::Count> Staging::counts_of(const Model& model, const std::vector<std::int64_t>& ids) const {
    return counts(m_catalog.model_name(model), in_batches("id", ids));
}

std::vector<odoo::Count> Staging::counts_of(const Model& model, std::string_view field,
                                            const std::vector<std::int64_t>& ids, std::size_t batch,
                                            const odoo::Domain& filter) const {
    return counts(m_catalog.model_name(model), parents_in_batches(field, ids, batch, filter));
}

long long Staging::count_texts(const Model& model, std::string_view field,
                               const std::vector<std::string>& texts) {
    return sum(m_reader.count(m_catalog.model_name(model), in_batches(field, texts)));
}

long long Staging::count_children(const Model& model, std::string_view field,
                                  const std::vector<std::int64_t>& ids, std::size_t batch,
                                  const odoo::Domain& filter) {
    return sum(m_reader.count(m_catalog.model_name(model), parents_in_batches(field, ids, batch, filter)));
}

// All missing references in one statement: two columns, table and id.
std::string Staging::missing_references_statement() const {
    std::vector<std::string> parts;
    for (const auto target : reference_targets()) {
        const auto& model = model_of(target);
        if (m_catalog.has(model) || m_catalog.is_closed(model))
            parts.push_back(missing_ids_statement(target));
    }
    return fmt::format("{} ORDER BY 1, 2", fmt::join(parts, " UNION ALL "));
}

// How many records are staged that may refer to others.
long long Staging::referring() const {
    return std::accumulate(m_staged.begin(), m_staged.end(), 0LL, [](long long sum, const auto& staged) {
        return sum + (model_of(staged.first).is_list ? 0 : staged.second);
    });
}

void Staging::complete_references() {
    if (m_completed == referring()) return;
    // Prepared, since it is asked again after each answer and its plan costs more than its work.
    if (const auto statement = missing_references_statement(); statement != m_prepared) {
        if (!m_prepared.empty()) m_connection.execute_script("DEALLOCATE stg_missing_references");
        m_connection.execute_script("PREPARE stg_missing_references AS " + statement);
        m_prepared = statement;
    }
    while (true) {
        const auto result = m_connection.execute("EXECUTE stg_missing_references");
        m_completed = referring();
        if (result.rows() == 0) return;
        IdsByTable missing;
        for (int row = 0; row < result.rows(); ++row) {
            const postgres::NamedRow reference(result, row);
            missing[reference.text("table_name")].push_back(reference.integer("id"));
        }
        look_up(missing);
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
    std::vector<std::string_view> grown;
    for (const auto& [table, count] : m_staged) {
        if (m_analyzed[table] == count) continue;
        grown.push_back(table);
        m_analyzed[table] = count;
    }
    if (!grown.empty()) m_connection.execute(fmt::format("ANALYZE {}", fmt::join(grown, ", ")));
}

}  // namespace ciclo::staging
