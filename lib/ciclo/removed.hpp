// The rows of the application that cycles deleted, archived, zeroed or cleared, as they were before
// (ciclo_removido). For people; rules read ciclo_item. Not for: keeping them (the stages' statements),
// putting them back (cron/OPERATIONS.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

struct RemovedRow {
    std::int64_t id = 0;  // of ciclo_removido
    std::string table;
    std::int64_t record_id = 0;  // of the row in `table`
    std::string reason;
    std::string execution;  // the cycle
    UtcSeconds removed_at{};
    std::string local_removed_at;  // "YYYY-MM-DD HH:MM:SS"
    // What people know it by; "" where the table has no such column.
    std::string pedido;
    std::string numero_nf;
    std::string cod_produto;
    std::string lote;
    std::string json;  // the whole row
};

struct RemovedList {
    std::vector<RemovedRow> rows;  // the newest last
    long long total = 0;           // with those that are not listed
};

// The newest `most`, of these pedidos and of these NFs (by the names in the rows), or of all where both lists
// are empty. `time_zone`: of the local times.
RemovedList read_removed(postgres::Connection& connection, const std::string& time_zone, int most,
                         const std::vector<std::string>& pedidos, const std::vector<std::string>& nfs);

}  // namespace ciclo
