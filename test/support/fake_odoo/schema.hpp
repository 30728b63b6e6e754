// The models and fields of the stand-in, in the order in which fields_get lists them. Not for: records
// (store).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ciclo::fake_odoo {

enum class Type {
    boolean,
    integer,
    floating,
    monetary,
    character,
    text,
    date,
    datetime,
    selection,
    many2one,
    one2many,
    many2many,
};

// fields_get's word for it: "float", "many2one".
std::string_view name_of(Type type);

// Where a field's value comes from.
enum class Source {
    cell,          // stored with the record
    id,            // the record's key
    related,       // `via` (a many2one) . `of`
    children,      // the ids of `relation` whose many2one `of` points here
    linked,        // the ids of `relation` whose many2many `of` holds this id
    display_name,  // the model's name for the record
    complete_name,
    parent_path,
    invoices,  // the account.moves of a sale.order's lines
    subtotal,  // price_unit times the quantity of a line, in cents; 0 of what is no product on an invoice
    untaxed,   // the subtotals of a pedido's or an invoice's lines, hidden ones too: Odoo stores the sum
    bare,      // the text of `of` without punctuation
    choice,    // the place of the choice `of` in its selection, from 1 on: the id of a record that stands for
               // it
    total,     // the price_totals of an invoice's product lines, hidden ones too
};

struct Model;

struct Field {
    std::string name;
    Type type;
    std::string relation{};
    std::optional<std::pair<int, int>> digits{};
    std::vector<std::pair<std::string, std::string>> selection{};
    bool stored = true;  // what fields_get says, not where the value lies
    Source source = Source::cell;
    std::string via{};
    std::string of{};
    // Inherited from a template: what is sent is rounded to `digits`, as the server does.
    bool rounded = false;
    // A reverse index is kept, because a `children` or `linked` field or a hot domain asks for it.
    bool indexed = false;
    // Deleting the target deletes this record (else the link is cleared).
    bool cascade = false;
    // Words of the Brazilian localisations that have it, each between blanks; "": all.
    std::string localisations{};
    // What fields_get says where it is asked, and no search goes by a field that says no.
    std::optional<bool> searchable{};
    // Filled in by Schema.
    std::size_t cell = 0;  // position in Record::cells, for Source::cell
    const Model* target = nullptr;
    const Field* via_field = nullptr;
    const Field* of_field = nullptr;

    [[nodiscard]] bool is_number() const { return type == Type::floating || type == Type::monetary; }
    [[nodiscard]] bool is_many() const { return type == Type::one2many || type == Type::many2many; }
};

struct Model {
    std::string name;
    std::string label;  // as in access errors: 'Journal Item'
    std::string order;  // the default of search_read
    std::vector<Field> fields;
    std::string localisations{};  // as of Field
    // Filled in by Schema.
    std::size_t cells = 0;
    std::size_t index = 0;  // position in Schema::models()

    // nullptr when there is none.
    [[nodiscard]] const Field* find(std::string_view field) const;
    // "account_move_line"
    [[nodiscard]] std::string table() const;
};

class Schema {
  public:
    // Every model of the base.
    Schema();
    Schema(const Schema&) = delete;
    Schema& operator=(const Schema&) = delete;

    [[nodiscard]] const Model* find(std::string_view model) const;
    // Throws std::invalid_argument: for what a test or the schema itself names.
    [[nodiscard]] const Model& at(std::string_view model) const;
    [[nodiscard]] const std::vector<Model>& models() const { return m_models; }

  private:
    void resolve(const Model& model, Field& field) const;

    std::vector<Model> m_models;
};

// The tables themselves (schema_tables.cpp).
std::vector<Model> model_tables();

}  // namespace ciclo::fake_odoo
