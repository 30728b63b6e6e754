#include "eventos/eventos.hpp"

#include "eventos/sql.hpp"
#include "staging/stage.hpp"

namespace ciclo::eventos {

staging::Counts emit_nfs(postgres::Connection& connection) {
    return staging::run_statements(connection, {sql::emit_nfs});
}

staging::Counts emit_pedidos(postgres::Connection& connection) {
    return staging::run_statements(connection, {sql::emit_pedidos});
}

}  // namespace ciclo::eventos
