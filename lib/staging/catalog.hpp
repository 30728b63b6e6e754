// Which fields this Odoo has, under which names and of which types. Not for: what a program wants of them
// (model.hpp), nor reading them (staging.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "language/phrase.hpp"
#include "odoo/reader.hpp"
#include "staging/decode.hpp"
#include "staging/localisation.hpp"
#include "staging/model.hpp"

namespace ciclo::staging {

// Odoo's own words for the fields that this program reads: names as configured, types as fields_get gave
// them.
struct Discovery;

// What to do about a field that is needed and not there.
inline constexpr auto k_field_remedy =
    "give the user read access to the field, or name another field with CICLO_FIELDS=model.field=other"_tr;

class Catalog {
  public:
    // Asks fields_get for every model: what of() takes. The settings say which localisation this Odoo has,
    // and which fields have another name than that one's.
    static odoo::ModelFields ask(odoo::Reader& reader, const config::Config& config);
    // Throws Error(config) that lists every required field that is missing, forbidden or of a wrong type, or
    // says that this Odoo lacks the whole localisation.
    static Catalog of(const odoo::ModelFields& types, const config::Config& config);

    // The same for callers that send the calls themselves: the fields to ask each model for, and
    // what the answers amount to. A model that is not among `types` could not be asked: an optional one is
    // closed, of a needed one's fields nothing is said.
    static std::map<std::string, std::vector<std::string>> wanted(const config::Config& config);
    static Discovery compare(const odoo::ModelFields& types, const config::Config& config);

    // Where kinds of pedidos are records of Odoo: reads them, at one request. Nothing of a pedido or an NF
    // may be read before. Throws as Reader::read does.
    void learn_kinds(odoo::Reader& reader);
    // Their words, by id.
    [[nodiscard]] const std::map<std::int64_t, std::string>& kinds() const { return m_kinds; }

    [[nodiscard]] bool has(const Model& model) const;
    // Optional and there, but not even its fields are described to this user.
    [[nodiscard]] bool is_closed(const Model& model) const { return m_closed.contains(model.table); }
    // Only fields that exist, with the type that Odoo says they have.
    [[nodiscard]] const std::vector<DecodedField>& fields(const Model& model) const;
    // The field's name in this Odoo, "" when it is absent.
    [[nodiscard]] std::string field_name(const Model& model, std::string_view column) const;
    // nullptr when it is absent.
    [[nodiscard]] const DecodedField* find(const Model& model, std::string_view column) const;
    // The model's name in this Odoo.
    [[nodiscard]] std::string model_name(const Model& model) const;
    [[nodiscard]] const Profile& profile() const { return *m_profile; }
    // Optional fields and models that this Odoo does not have, as "model.field" or "model".
    [[nodiscard]] const std::vector<std::string>& missing_optional() const { return m_missing; }

  private:
    // Takes up one field that is there, or says what is wrong with it.
    void take(const Model& model, const Field& field, const odoo::FieldTypes& known,
              const config::Config& config, std::map<std::string, std::vector<std::string>>& faults);
    void take_words(const std::shared_ptr<const Words>& words);

    const Profile* m_profile = nullptr;
    std::string m_kind_field;
    std::map<std::int64_t, std::string> m_kinds;
    std::map<std::string_view, std::vector<DecodedField>> m_fields;  // by staging table
    std::vector<std::string> m_missing;
    std::set<std::string_view> m_closed;  // staging tables
};

struct Discovery {
    Catalog catalog;
    // Sentences by Odoo's model; "" for fields that are renamed and never read.
    std::map<std::string, std::vector<std::string>> faults;
    // That this Odoo lacks the whole localisation, where it does; what the faults amount to then.
    std::optional<std::string> lacking;
    language::Phrase remedy;  // of that
};

}  // namespace ciclo::staging
