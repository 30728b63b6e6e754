// The records of the stand-in's base, and what a change of one record does to the stamps of others (as
// measured on a real server). Not for: access rights or what a client sees of a record (methods).
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fake_odoo/datetime.hpp"
#include "fake_odoo/schema.hpp"
#include "fake_odoo/value.hpp"

namespace ciclo::fake_odoo {

// Cells by Field::cell, in the field's own form: datetimes are Micros, floats double or Decimal.
struct Record {
    std::vector<Value> cells;
};

// All public calls lock, and may be made while the server answers. Unknown models and fields, values of the
// wrong form and ids that do not exist throw std::invalid_argument: a test's mistake never passes silently.
class Store {
  public:
    using Clock = std::function<Micros()>;

    explicit Store(Clock clock) : m_clock(std::move(clock)), m_tables(m_schema.models().size()) {}

    // Adds a record and returns its id: the one in `values` if given, else the next. create_date and
    // write_date are the server's now (with microseconds) unless given. Defaults: active true, company_id 1,
    // state draft, display_type product on an invoice line, qty_saldo = product_uom_qty - qty_invoiced,
    // invoice_status "no", invoice_partner_display_name = the partner's name. A child also stamps its parent,
    // as in Odoo, unless its write_date is given: then history is being composed and no other record moves.
    // The same holds for write.
    long long create(std::string_view model, const Values& values);
    void write(std::string_view model, long long id, const Values& values);
    // create or write, by the id in `values`.
    void put(std::string_view model, const Values& values);
    // Removes the record and its children, and clears what points to it without stamping that.
    void unlink(std::string_view model, long long id);

    // Every field, the computed ones too; datetimes as Odoo sends them. Only set fields are in it, and "id".
    [[nodiscard]] Values get(std::string_view model, long long id) const;
    [[nodiscard]] bool exists(std::string_view model, long long id) const;
    // Ascending.
    [[nodiscard]] Ids ids(std::string_view model) const;

    // Sets login_date to the server's now and stamps nothing, as a login does.
    void log_in(long long user_id);

    // Brings qty_invoiced, qty_saldo and invoice_status of a pedido in line with its invoices (drafts count,
    // cancelled ones do not, as in Odoo) and stamps what changed.
    void refresh_invoicing(long long order_id);

    // What a change stamps besides depends on the version; 17 until told otherwise.
    void set_major(int major) { m_major = major; }

    // For composing history: everything from now on is stamped with `moment`; nothing: the clock again.
    void stamp_as_of(std::optional<UtcSeconds> moment);

    // Held while a request is answered. Needed around the calls below.
    [[nodiscard]] std::unique_lock<std::recursive_mutex> lock() const { return std::unique_lock{m_mutex}; }

    [[nodiscard]] const Schema& schema() const { return m_schema; }
    [[nodiscard]] Micros now() const { return m_as_of ? *m_as_of : m_clock(); }
    [[nodiscard]] const std::map<long long, Record>& records(const Model& model) const {
        return m_tables[model.index].records;
    }
    // nullptr when there is none.
    [[nodiscard]] const Record* find(const Model& model, long long id) const;
    // The value of any field, computed ones included.
    [[nodiscard]] Value value(const Model& model, long long id, const Record& record,
                              const Field& field) const;
    [[nodiscard]] std::string display_name(const Model& model, long long id, const Record& record) const;
    // The ids of `model` whose indexed `field` is or holds `target`, ascending.
    [[nodiscard]] const std::set<long long>& referring(const Model& model, const Field& field,
                                                       long long target) const;

  private:
    using Index = std::unordered_map<long long, std::set<long long>>;
    struct Table {
        std::map<long long, Record> records;
        std::unordered_map<std::size_t, Index> indexes;  // by cell
        long long next_id = 1;
    };
    enum class Change { created, written, unlinked };

    void posted(const Values& values, const Record& line);
    const Field& field_of(const Model& model, std::string_view name) const;
    Record& record_of(const Model& model, long long id);
    void set(const Model& model, long long id, Record& record, const Field& field, const Value& value);
    void reindex(const Model& model, long long id, const Field& field, const Value& old_value, bool add);
    void set_all(const Model& model, long long id, Record& record, const Values& values);
    void add_defaults(const Model& model, Values& values) const;
    void stamp(const Model& model, long long id);
    void remove(const Model& model, long long id);
    void forget_references(const Model& gone, long long id);
    void forget_in(const Model& model, const Field& field, long long id);

    // store_effects.cpp
    void after(Change change, const Model& model, long long id, const Record& record, const Values& values);
    void order_line_changed(Change change, const Record& record, const Values& values);
    void order_changed(long long id, const Values& values);
    void move_changed(long long id, const Values& values);
    void move_line_changed(const Record& record);
    void partner_changed(long long id, const Values& values);
    void category_changed(long long id, const Values& values);
    double invoiced_quantity(long long line_id) const;
    double in_unit_of(const Record& order_line, const Record& move_line) const;

    // derived.cpp
    Value related(long long id, const Record& record, const Field& field, const Model& model) const;
    Ids children(long long id, const Field& field) const;
    Ids invoices_of(long long order_id) const;
    double subtotal(const Model& line, const Record& line_record) const;
    double untaxed(long long order_id) const;
    double invoice_sum(long long move_id, bool with_taxes) const;
    std::string text_of(const Model& model, const Record& record, std::string_view field) const;
    std::string path_of(const Record& record, const Model& category, std::string_view separator,
                        long long id) const;

    mutable std::recursive_mutex m_mutex;
    Clock m_clock;
    std::optional<Micros> m_as_of;
    int m_major = 17;
    Schema m_schema;
    std::vector<Table> m_tables;
};

}  // namespace ciclo::fake_odoo
