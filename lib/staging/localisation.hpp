// What the Brazilian localisations of Odoo call things, one profile each: names of fields and models, how
// kinds of pedidos are told apart, how a CNPJ is written. Not for: fields that are the same in all of them
// (model.cpp), nor names that a person gave (catalog.cpp).
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "staging/model.hpp"

namespace ciclo::staging {

struct FieldNames {
    std::string_view field;  // "model.name", as in model.cpp
    // This localisation's: the first that the server has. Both empty: it has no such field, and nobody misses
    // it.
    std::array<std::string_view, 2> names{};
    bool optional = false;     // also where model.cpp needs it
    bool of_versions = false;  // as in model.hpp
};

struct ModelName {
    std::string_view model;  // as in model.cpp
    std::string_view name;
};

// What says of which kind (--tipos-pedido) a pedido or an NF is.
enum class KindsBy {
    text,     // a word in the field itself
    record,   // a record that the field leads to, by a code of it
    nothing,  // no field of a pedido: all are wanted; of an NF the field only says that it is a fiscal
              // document
};

struct Profile {
    config::Localisation localisation;
    std::string_view word;   // of --localisation
    std::string_view title;  // as people call it
    std::span<const FieldNames> fields;
    std::span<const ModelName> models;
    KindsBy kinds;
    // Of KindsBy::record: the records' model, and the field that holds their code.
    std::string_view kind_model;
    std::string_view kind_field;
    bool punctuates_cnpj;  // else Odoo's text is kept
};

std::span<const Profile> profiles();
const Profile& profile_of(config::Localisation localisation);

// Odoo's name of the model in this localisation.
std::string_view model_name(const Profile& profile, const Model& model);

// nullptr where this localisation calls the field as model.cpp does.
const FieldNames* names_of(const Profile& profile, const Model& model, const Field& field);

// The fields of account.move, as model.cpp has them, by which a localisation is known.
std::span<const std::string_view> mark_fields();

// The word of a kind of pedidos for a code that people typed: lower case, without accents, "_" for what is
// neither letter, digit nor dash: "Devolução de Venda" is devolucao_de_venda.
std::string kind_word(std::string_view code);

}  // namespace ciclo::staging
