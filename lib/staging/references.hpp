// What earlier cycles read of Odoo's small models (users, categories, cities ...), which others refer to: for
// some hours it is not asked for again. Not for: which records are missing (staging.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "postgres/connection.hpp"
#include "staging/model.hpp"

namespace ciclo::staging {

// Ids of Odoo, by the temporary table that their records go to.
using IdsByTable = std::map<std::string, std::vector<std::int64_t>, std::less<>>;

class RememberedReferences {
  public:
    // `since`: what was read before counts for nothing.
    RememberedReferences(postgres::Connection& connection, UtcSeconds since)
        : m_connection(connection), m_since(since) {}

    // Stages those of `wanted` that are remembered, takes them out of it and returns them.
    IdsByTable recall(IdsByTable& wanted) const;

  private:
    postgres::Connection& m_connection;
    UtcSeconds m_since;
};

// Remembers the staged records of small models that Odoo gave in this cycle (`read`); in a full load nothing
// else is remembered any more. now: when the cycle began (UTC).
void remember_references(postgres::Connection& connection, const IdsByTable& read, UtcSeconds now,
                         bool is_full);

}  // namespace ciclo::staging
