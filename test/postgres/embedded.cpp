#include "embedded.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

#include "carteira/sql.hpp"
#include "check/sql.hpp"
#include "ciclo/sql.hpp"
#include "embarques/sql.hpp"
#include "entregas/sql.hpp"
#include "eventos/sql.hpp"
#include "faturado/sql.hpp"
#include "faturamento/sql.hpp"
#include "integridade/sql.hpp"
#include "page/sql.hpp"
#include "postgres/sql.hpp"
#include "schema/sql.hpp"
#include "staging/sql.hpp"

namespace ciclo::test {
namespace {

using postgres::Statement;

bool is_script(const Statement& statement) {
    const auto name = statement.name.substr(statement.name.find('/') + 1);
    return name.ends_with("tables.sql") ||
           (name.size() > 3 && std::isdigit(static_cast<unsigned char>(name.front())) != 0);
}

std::vector<Statement> those(bool scripts) {
    std::vector<Statement> out;
    const auto all = embedded();
    std::copy_if(all.begin(), all.end(), std::back_inserter(out),
                 [&](const auto& statement) { return is_script(statement) == scripts; });
    return out;
}

}  // namespace

std::vector<Statement> embedded() {
    std::vector<Statement> out;
    const auto append = [&](const auto& list) { out.insert(out.end(), list.begin(), list.end()); };
    append(schema::sql::k_all);
    append(postgres::sql::k_all);
    append(staging::sql::k_all);
    append(faturamento::sql::k_all);
    append(integridade::sql::k_all);
    append(entregas::sql::k_all);
    append(faturado::sql::k_all);
    append(carteira::sql::k_all);
    append(embarques::sql::k_all);
    append(eventos::sql::k_all);
    append(ciclo::sql::k_all);
    append(check::sql::k_all);
    append(page::sql::k_all);
    return out;
}

std::vector<Statement> embedded_scripts() {
    return those(true);
}

std::vector<Statement> embedded_single() {
    return those(false);
}

}  // namespace ciclo::test
