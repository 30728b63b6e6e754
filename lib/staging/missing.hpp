// Statements that say which records are missing: staged ones refer to them, or they were asked for and did
// not come. Not for: asking for them (staging.hpp).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/connection.hpp"
#include "staging/catalog.hpp"
#include "staging/references.hpp"

namespace ciclo::staging {

// What the rows of these staging tables refer to and is missing, in one statement: two columns, table and id.
// Empty where nothing in them refers to another record.
std::string missing_references_statement(const Catalog& catalog, const std::set<std::string_view>& from);

// Of the requested ids those that did not come: table, id, and `rejected` where one came that cannot be taken
// over. One parameter a table: ids_of().
std::string not_staged_statement(const IdsByTable& asked);
// Notes them, the rejected ones too, as absent.
std::string note_absent_statement(const IdsByTable& asked);
std::vector<postgres::Param> ids_of(const IdsByTable& asked);

}  // namespace ciclo::staging
