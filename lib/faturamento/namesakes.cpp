#include "faturamento/namesakes.hpp"

#include "faturamento/sql.hpp"

namespace ciclo::faturamento {
namespace {

using odoo::Domain;
using staging::StageContext;

// Numbers in one request: with the ids that it leaves out, its text stays far below the body limit of 1 MB
// that web servers often have.
constexpr std::size_t k_numbers_per_batch = 500;

struct Batch {
    std::vector<std::string> numbers;
    std::vector<std::int64_t> staged;  // account.moves with these numbers that need not be asked for
};

std::vector<Batch> unknown_numbers(postgres::Connection& connection) {
    const auto result = connection.execute(sql::unknown_numbers);
    std::vector<Batch> batches;
    std::string last;
    for (int i = 0; i < result.rows(); ++i) {
        const postgres::NamedRow row(result, i);
        auto number = row.text("numero");
        if (number != last) {
            if (batches.empty() || batches.back().numbers.size() == k_numbers_per_batch)
                batches.emplace_back();
            batches.back().numbers.push_back(number);
            last = std::move(number);
        }
        batches.back().staged.push_back(row.integer("id"));
    }
    return batches;
}

}  // namespace

void read_namesakes(StageContext& context) {
    const auto field = [&](std::string_view column) {
        return context.staging.catalog().field_name(staging::k_move, column);
    };
    std::vector<staging::Selection> selections;
    for (const auto& batch : unknown_numbers(context.connection)) {
        selections.push_back({&staging::k_outside_move, Domain::leaf(field("move_type"), "=", "out_invoice") &
                                                            Domain::in(field("numero_nf"), batch.numbers) &
                                                            Domain::not_in("id", batch.staged)});
    }
    if (!selections.empty()) context.staging.read(selections);
}

}  // namespace ciclo::faturamento
