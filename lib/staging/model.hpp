// Which fields of which Odoo models one cycle reads, and into which session-temporary table each goes: one
// table. Not for: reading (staging.hpp), nor for what the values mean to the application (the stages' SQL).
#pragma once

#include <span>
#include <string_view>

namespace ciclo::staging {

// What a field is to us. Odoo's own type (fields_get) decides how an answer is decoded, ours what is
// accepted.
enum class Kind {
    text,  // char, text, selection: false and "" are NULL
    key,   // the same, by which records are looked up: without outer blanks, of a length that an index holds
    decimal,     // float, monetary, integer: the number's own text
    total,       // the same, for comparing only: what cannot be used is NULL and costs its record nothing
    date,        // date
    datetime,    // datetime, UTC
    reference,   // many2one: an id
    references,  // one2many, many2many: a list of ids
    flag,        // boolean, text or selection: 'Sim' or 'Não'
    cnpj,        // text: a CNPJ or CPF, punctuated where the localisation wants it (localisation.hpp)
    word,        // text, or a many2one: the kind of a pedido or an NF, by one word (kinds.hpp)
};

struct Field {
    std::string_view name;    // Odoo's, by default; configurable
    std::string_view column;  // of the staging table
    Kind kind;
    bool optional = false;     // absent in Odoo counts as empty
    std::string_view later{};  // its name in a later version of Odoo, where the first one is gone
    bool of_versions = false;  // optional, and there in some versions of Odoo only: its absence is no news
};

struct Model {
    std::string_view name;   // Odoo's
    std::string_view table;  // session-temporary; its first column is `id`
    std::span<const Field> fields;
    // May be missing, then every reference to it is empty; or closed to this user, then what comes from it
    // stays as it is.
    bool optional = false;
    // Records of this model belong to one of another: a bad line sets its whole parent aside.
    std::string_view parent_model{};
    std::string_view parent_field{};
    // Of an optional model: the application's columns that come from it, for people.
    std::string_view columns{};
    // Stamps of what changed: leads to no other record.
    bool is_list = false;
    // Few records, that seldom change: what a cycle read of them serves the next ones for a while
    // (references.hpp).
    bool is_small = false;
    // So few that all of them cost no more than one: where one is missing all are read, with their parents
    // and what the next cycles need. Not for what leads to another model, whose records would all be read,
    // nor for units: one that is remembered before it is used may be corrected until then.
    bool is_read_whole = false;
};

// Every projection that is read. Several may stand for one Odoo model.
std::span<const Model> models();
// The one that goes into this table, which one of them does.
const Model& model_of(std::string_view table);

extern const Model k_move;           // NF headers
extern const Model k_outside_move;   // what keeps an account.move outside the filters
extern const Model k_move_line;      // NF lines
extern const Model k_needed_line;    // NF lines, only to learn which NFs a pedido has
extern const Model k_apart_line;     // what Odoo counts as invoiced, or takes off it, and is no NF here
extern const Model k_return;         // posted credit notes that reverse an invoice
extern const Model k_return_line;    // their lines
extern const Model k_order;          // pedido headers, whole
extern const Model k_order_line;     // pedido lines, whole
extern const Model k_order_stamp;    // write_date of what changed lately: tells what has to be read
extern const Model k_line_stamp;     // the same of pedido lines, with their pedido
extern const Model k_move_stamp;     // of NFs and what was or may become one, with what the filters need
extern const Model k_partner_stamp;  // of partners
extern const Model k_sweep;          // name, state and write_date of pedidos that the target holds
extern const Model k_order_name;     // id and present name of pedidos that NFs mention
extern const Model k_sale_line;      // id and pedido of lines that NF lines point to
extern const Model k_product;        // codes, names and weights of products

// A column of ids (of a staging table, or of a view that takes a list of them apart) and the projection that
// they are looked up in.
struct Reference {
    std::string_view table;
    std::string_view column;
    std::string_view target;           // a staging table
    std::string_view rows_of = table;  // the staging table that brings its rows: the one behind a view
};

std::span<const Reference> references();

}  // namespace ciclo::staging
