#include "faturado/faturado.hpp"

#include "faturado/sql.hpp"

namespace ciclo::faturado {

staging::Counts apply(staging::StageContext& context) {
    return staging::run_statements(context.connection, {sql::mark_faturado});
}

}  // namespace ciclo::faturado
