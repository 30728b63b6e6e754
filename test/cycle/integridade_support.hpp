// Faults that tests of the integrity checks plant, and what a cycle says of them. Not for: worlds
// (world.hpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "world.hpp"

namespace ciclo::test {

// "ERRO 1 (NF 99)", as the report has it; what the journal stored must be the same.
std::string found(World& world, const CycleReport& report, std::string_view check);
// The checks that found something, in their order.
std::string all_found(const CycleReport& report);
// Falsifies what the cycle writes into `table`: `statement` sees the row as NEW.
void falsify(World& world, const std::string& table, const std::string& statement);
// No NF gets its report row, which the integrity checks find.
void deny_reports(World& world);
void plant_row(World& world, const std::string& nf, const std::string& product, int quantity,
               const std::string& status, const std::string& origem = "NULL");
void plant_report(World& world, const std::string& nf, int value, int weight);
void plant_movement(World& world, const std::string& nf, const std::string& pedido);
void plant_separacao(World& world, const std::string& lote, const std::string& pedido,
                     const std::string& status, const std::string& nf);
// One invoice for all lines of several pedidos, each line pointing to its own.
long long add_shared_nf(World& world, const std::string& number, const std::vector<Order>& orders);
// Inconsistencies FATURAMENTO_EXCEDE_SALDO, open or not, a line each.
std::string excesses(World& world);

}  // namespace ciclo::test
