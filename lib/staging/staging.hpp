// The way from Odoo into this session's temporary tables: typed, page by page, in constant memory. Not for:
// rules (the stages' SQL) or which records to request (the stages' read).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "odoo/reader.hpp"
#include "postgres/connection.hpp"
#include "staging/catalog.hpp"
#include "staging/model.hpp"
#include "staging/references.hpp"

namespace ciclo::staging {

// What the statements of a cycle know about it; see stg_ciclo in tables.sql.
struct Parameters {
    std::string execution;  // uuid
    std::string time_zone;
    std::vector<std::string> pedido_prefixes;
    std::vector<std::string> tipos;
    std::vector<std::int64_t> excluded_companies;
    UtcSeconds horizon;
    std::optional<UtcSeconds> pedidos_since;
    // What a cycle of a selection was asked for; both empty: everything.
    std::vector<std::string> pedidos;
    std::vector<std::string> nfs;
    std::vector<std::string> no_stock_products;  // codes
};

using odoo::End;

struct Selection {
    const Model* model;
    odoo::Domain domain;
};

// Records of `model` with one of `ids` in `field` (a path) that match `filter`, in batches.
std::vector<Selection> children_of(const Model& model, std::string_view field,
                                   const std::vector<std::int64_t>& ids, std::size_t batch,
                                   const odoo::Domain& filter = {});
// Records with these ids that match `filter`: what read_listed() reads.
std::vector<Selection> listed_ones(const Model& model, const std::vector<std::int64_t>& ids,
                                   const odoo::Domain& filter);
// Records with one of `texts` in `field`.
std::vector<Selection> named_ones(const Model& model, std::string_view field,
                                  const std::vector<std::string>& texts, const odoo::Domain& filter = {});

// What will be read to an end.
struct Wanted {
    std::vector<Selection> selections;
    End end;
};

class Staging {
  public:
    // The connection's session has been offered the temporary tables. All arguments must outlive the object.
    Staging(postgres::Connection& connection, odoo::Reader& reader, const Catalog& catalog, int page_size);

    void set_parameters(const Parameters& parameters);

    // Records of small models that earlier cycles read since then need not be asked for.
    void recall_references(UtcSeconds since) { m_references.emplace(m_connection, since); }
    // The ids of those that Odoo was asked for in this session.
    [[nodiscard]] const IdsByTable& asked_references() const { return m_asked; }

    // Reads and stages every selection; they run side by side. The same record must not be requested twice. A
    // record that cannot be decoded goes to stg_reject with its reason; its parent, where it has one, is
    // named.
    void read(const std::vector<Selection>& selections, End end = End::empty_page);

    // Asks for the beginning of these, and for `counts`, in one round, and does `meanwhile`; what reads or
    // counts the same then takes what came. ask_beside: in one round with whatever is read next.
    void ask_ahead(const std::vector<Wanted>& lists, const std::vector<odoo::Count>& counts = {},
                   const std::function<void()>& meanwhile = {});
    void ask_beside(const Wanted& list) { m_reader.ask_beside(queries(list.selections, list.end)); }
    // Whether the beginning of all of these came so.
    [[nodiscard]] bool has_come(const Wanted& list) const {
        return m_reader.has_come(queries(list.selections, list.end));
    }

    // Stages the records with these ids (or, for `field`, these texts), in batches. Ids that do not come back
    // are requested once more, then noted in stg_absent. So are at once those of an optional model that Odoo
    // refuses to this user, which stg_closed then names.
    void read_ids(const Model& model, const std::vector<std::int64_t>& ids);
    void read_texts(const Model& model, std::string_view field, const std::vector<std::string>& texts,
                    const odoo::Domain& filter, End end);
    // Of the requested ids, those that are not staged now are noted as absent.
    void note_absent(const Model& model, const std::vector<std::int64_t>& asked);
    // Records of `model` whose `field` (a path) is one of `ids` and that match `filter`.
    void read_children(const Model& model, std::string_view field, const std::vector<std::int64_t>& ids,
                       std::size_t batch, const odoo::Domain& filter, End end = End::empty_page);

    // Records of `model` with these ids that match `filter`. Of those that do not come Odoo's own count has
    // to be 0: they are deleted, hidden or do not match. Throws Error(odoo_answer) otherwise.
    void read_listed(const Model& model, const std::vector<std::int64_t>& ids, const odoo::Domain& filter);

    // How many records of `model` there are with these ids, or with one of these ids or texts in `field` (a
    // path) and within `filter`: for count(), and before it, in one round with others, for ask_ahead().
    [[nodiscard]] std::vector<odoo::Count> counts(const Model& model,
                                                  const std::vector<odoo::Domain>& domains) const;
    [[nodiscard]] std::vector<odoo::Count> counts_of(const Model& model,
                                                     const std::vector<std::int64_t>& ids) const;
    [[nodiscard]] std::vector<odoo::Count> counts_of(const Model& model, std::string_view field,
                                                     const std::vector<std::int64_t>& ids, std::size_t batch,
                                                     const odoo::Domain& filter) const;
    [[nodiscard]] std::vector<odoo::Count> counts_of(const Model& model, std::string_view field,
                                                     const std::vector<std::string>& texts) const;

    // Their sum, by Odoo's own count.
    long long count(const std::vector<odoo::Count>& wanted);

    // Looks up whatever staged records refer to and is not staged yet, until nothing is missing; or once, and
    // not what those refer to.
    enum class Levels { one, all };
    void complete_references(Levels levels = Levels::all);

    // One statement that returns ids or texts in its first column.
    std::vector<std::int64_t> ids(const postgres::Statement& statement,
                                  const std::vector<postgres::Param>& params = {});
    std::vector<std::string> texts(const postgres::Statement& statement);

    // How many records of `model` this session has staged.
    [[nodiscard]] long long staged(const Model& model) const;

    // Whether Odoo gave this session a record of `model`, good or not, or was asked for one that did not
    // come.
    [[nodiscard]] bool has_met(const Model& model) const { return m_met.contains(model.table); }

    // Refreshes the planner's statistics of the staged tables: autovacuum cannot see temporary ones.
    // Only of those that have grown since the last call.
    void analyze();

    [[nodiscard]] const Catalog& catalog() const { return m_catalog; }
    [[nodiscard]] postgres::Connection& connection() { return m_connection; }

  private:
    [[nodiscard]] int page_size(const Model& model) const;
    [[nodiscard]] std::vector<odoo::Query> queries(const std::vector<Selection>& selections, End end) const;
    [[nodiscard]] std::vector<Selection> selections_for(const IdsByTable& wanted) const;
    [[nodiscard]] bool is_to_be_read_whole(std::string_view table) const;
    [[nodiscard]] std::vector<std::int64_t> recalled(const std::string& table) const;
    void read_references(const IdsByTable& wanted);
    void store(const Model& model, const std::vector<json::Value>& records);
    void look_up(IdsByTable wanted);
    void recall(IdsByTable& wanted);
    void ask(const IdsByTable& wanted);
    void ask_optional(const Model& model, const std::vector<std::int64_t>& ids);
    void note_closed(const Model& model);
    std::vector<std::int64_t> not_staged(const Model& model, const std::vector<std::int64_t>& ids);
    [[nodiscard]] std::set<std::string_view> grown_since(
        const std::map<std::string_view, long long>& then) const;

    postgres::Connection& m_connection;
    odoo::Reader& m_reader;
    const Catalog& m_catalog;
    int m_page_size;
    std::optional<RememberedReferences> m_references;
    IdsByTable m_asked;                               // of small models
    IdsByTable m_recalled;                            // the same, from what earlier cycles read
    std::set<std::string, std::less<>> m_read_whole;  // tables of models whose every record was read
    std::set<std::string_view> m_closed;              // tables of optional models that Odoo refused
    std::map<std::string_view, long long> m_staged;
    std::set<std::string_view> m_met;  // tables
    // Staged records whose references were looked up, and at the last ANALYZE.
    std::map<std::string_view, long long> m_completed;
    std::map<std::string_view, long long> m_analyzed;
};

}  // namespace ciclo::staging
