// Kinds of pedidos and NFs (--tipos-pedido) as this Odoo knows them: a word, a record, or nothing at all
// (localisation.hpp). Not for: which of them a person wants (config).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "staging/catalog.hpp"

namespace ciclo::staging {

// The one word for pedidos and NFs whose kind no field says.
inline constexpr std::string_view k_any_kind = "todos";

// What the records that count have as their kind once they are staged: as a person named them, and as
// decode() writes them.
std::vector<std::string> staged_kinds(const Catalog& catalog, const std::vector<std::string>& wanted);

// Whether some field of the model tells kinds apart.
bool has_kinds(const Catalog& catalog, const Model& model);

// Of the model's records those of these kinds, and all others. Where no field tells kinds apart all are of
// any kind; an NF only where it is a fiscal document.
odoo::Domain of_kinds(const Catalog& catalog, const Model& model, const std::vector<std::string>& kinds);
odoo::Domain of_other_kinds(const Catalog& catalog, const Model& model,
                            const std::vector<std::string>& kinds);

// Whether the model's kinds are records of Odoo, told apart by their codes.
bool are_kinds_records(const Catalog& catalog, const Model& model);
// The words of all such records, sorted, each once.
std::vector<std::string> recorded_kinds(const Catalog& catalog);

}  // namespace ciclo::staging
