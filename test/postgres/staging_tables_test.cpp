// What the staging tables of a session hold to by themselves.
#include <catch2/catch.hpp>

#include "cluster/cluster.hpp"
#include "cluster/session.hpp"
#include "postgres/sql_error.hpp"
#include "staging/sql.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

void fill(postgres::Connection& connection) {
    connection.execute(staging::sql::parameters,
                       {"00000000-0000-4000-8000-000000000001", "ciclo", "UTC", "{VCD%}", "{venda}", "{}",
                        "2026-01-01 00:00:00", postgres::Param(), "{}", "{}", "{}"});
}

}  // namespace

TEST_CASE("stg_ciclo has one row and takes no other one", "[postgres]") {
    const Database database = database_with_schema();
    Session session(database.url());
    session.connection.offer({staging::sql::tables});
    fill(session.connection);
    CHECK(error_of<postgres::SqlError>([&] { fill(session.connection); }).sqlstate() == "23505");
    // Nor one that calls itself another.
    CHECK(error_of<postgres::SqlError>([&] {
              session.execute(
                  "INSERT INTO stg_ciclo SELECT execution, author, time_zone, pedido_patterns, tipos, "
                  "excluded_companies, horizon, pedidos_since, pedidos, nfs, no_stock_products, "
                  "scope, false FROM stg_ciclo");
          }).sqlstate() == "23514");
    CHECK(session.value("SELECT count(*) FROM stg_ciclo") == "1");
}
