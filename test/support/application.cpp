#include "application.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "cluster/session.hpp"
#include "schema/sql.hpp"

namespace ciclo::test {
namespace {

std::string script(const std::string& file) {
    const auto path = std::string(CICLO_TEST_DATA "/application/") + file;
    std::ifstream stream(path);
    std::stringstream text;
    text << stream.rdbuf();
    if (!stream) throw std::runtime_error("cannot read " + path);
    return text.str();
}

}  // namespace

const std::vector<ApplicationState>& application_states() {
    static const std::vector<ApplicationState> k_states{
        {"2025-09-22", {}},
        {"2025-11-24", {"2025-11-24.sql"}},
        {"2026-02-12", {"2025-11-24.sql", "2026-02-12.sql"}},
        {"2026-07-01", {"2025-11-24.sql", "2026-02-12.sql", "2026-07-01.sql"}},
        {"2026-07-01 by the models alone",
         {"2025-11-24.sql", "2026-02-12.sql", "2026-07-01.sql", "models_only.sql"}},
    };
    return k_states;
}

void make_application(const std::string& url, const ApplicationState& state) {
    Session session(url);
    for (const auto& tables : {schema::sql::s_faturamento, schema::sql::s_carteira, schema::sql::s_separacao,
                               schema::sql::s_estoque, schema::sql::s_cadastro}) {
        session.connection.execute_script(tables);
    }
    for (const auto& file : state.files) session.connection.execute_script(script(file));
}

}  // namespace ciclo::test
