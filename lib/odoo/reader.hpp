// Reads records whole and in order: keyset pages by id, batches of ids or names, never an offset, never
// `read`. Not for: knowing fields (the caller gives them) or storing anything (it hands pages on).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "odoo/ahead.hpp"
#include "odoo/client.hpp"
#include "odoo/query.hpp"

namespace ciclo::odoo {

// What fields_get says of a field.
struct FieldInfo {
    std::string type;           // "many2one", "char"
    std::string relation{};     // the model that it leads to, "" for a value
    bool is_searchable = true;  // in a domain: it is stored, or has a search of its own

    bool operator==(const FieldInfo&) const = default;
};
using FieldTypes = std::map<std::string, FieldInfo, std::less<>>;
// By model.
using ModelFields = std::map<std::string, FieldTypes>;

// Takes the records of one page: objects with an `id`, checked to be in strictly growing order. `query` is
// the index of the query in the list.
using PageHandler = std::function<void(std::size_t query, const std::vector<json::Value>& records)>;

class Reader {
  public:
    explicit Reader(Client& client, const Log& log) : m_client(client), m_log(log), m_ahead(client, log) {}

    // The types of `fields` of each model, in one round of calls; what Odoo does not name is absent from the
    // map. A model that does not exist or may not be read throws as Client::call does unless `optional` names
    // it: then the first has an empty map and the second none.
    ModelFields field_types(const std::map<std::string, std::vector<std::string>>& models,
                            const std::vector<std::string>& optional);

    // What a selection field of each model offers (field by model), in one round of calls; nothing for a
    // field of another type. Throws as Client::call does.
    std::map<std::string, std::vector<std::string>> choices(
        const std::map<std::string, std::string>& field_of_model);

    // Runs every query to its end, several side by side. A page that fails is retried in halves, down to 50
    // records, then Error(odoo_unavailable). Context: {"active_test": false, "lang": "pt_BR"}, load: "".
    // Throws Error(odoo_answer) when ids do not grow, an id lies outside what was requested, a record is no
    // object, or a list does not reach its count three times. While `on_page` is at a large page, the next
    // ones are on their way, on a thread of their own: `on_page` must not use the reader, nor its client.
    void read(const std::vector<Query>& queries, const PageHandler& on_page);

    // How many records of `model` match each domain, archived ones too, in the domains' order: search_count,
    // a number, which unlike a list cannot have lost records.
    std::vector<long long> count(const std::string& model, const std::vector<Domain>& domains);
    std::vector<long long> count(const std::vector<Count>& wanted);

    // Asks in one round for the first page of each of these lists, for the counts of those that a count
    // proves, and for `counts`. read() and count() then take what came from here, each once, instead of
    // asking. What Odoo refuses or does not give is left to them. `meanwhile` is done while Odoo works on it.
    void ask_ahead(const std::vector<Query>& queries, const std::vector<Count>& counts = {},
                   const std::function<void()>& meanwhile = {});
    // The same in one round with the next page that is read or asked ahead.
    void ask_beside(const std::vector<Query>& queries);
    // Whether all that these lists begin with came so, and was not taken yet.
    [[nodiscard]] bool has_come(const std::vector<Query>& queries) const;
    // What came and was not taken counts no more.
    void forget_ahead() { m_ahead.forget(); }

  private:
    std::vector<long long> read_lists(const std::vector<Query>& queries, const std::vector<std::size_t>& open,
                                      const PageHandler& on_page);
    std::vector<std::size_t> not_whole(const std::vector<Query>& queries,
                                       const std::vector<std::size_t>& open,
                                       const std::vector<long long>& received, bool is_final);

    Client& m_client;
    const Log& m_log;
    Ahead m_ahead;
};

}  // namespace ciclo::odoo
