#include "faturamento/namesakes.hpp"

#include "faturamento/sql.hpp"
#include "staging/selection.hpp"

namespace ciclo::faturamento {
namespace {

using odoo::Domain;
using staging::StageContext;

struct Batch {
    std::vector<std::string> numbers;
    std::vector<std::int64_t> staged;  // account.moves with these numbers that need not be asked for
};

std::vector<Batch> unknown_numbers(postgres::Connection& connection, std::size_t per_batch) {
    const auto result = connection.execute(sql::unknown_numbers);
    std::vector<Batch> batches;
    std::string last;
    for (int i = 0; i < result.rows(); ++i) {
        const postgres::NamedRow row(result, i);
        auto number = row.text("numero");
        if (number != last) {
            if (batches.empty() || batches.back().numbers.size() == per_batch) batches.emplace_back();
            batches.back().numbers.push_back(number);
            last = std::move(number);
        }
        batches.back().staged.push_back(row.integer("id"));
    }
    return batches;
}

}  // namespace

void read_namesakes(StageContext& context) {
    const auto type = field(context, staging::k_move, "move_type");
    std::vector<staging::Selection> selections;
    for (const auto& batch : unknown_numbers(context.connection, numbers_per_request(context))) {
        selections.push_back({&staging::k_outside_move, Domain::leaf(type, "=", "out_invoice") &
                                                            with_numbers(context, batch.numbers) &
                                                            Domain::not_in("id", batch.staged)});
    }
    if (!selections.empty()) context.staging.read(selections);
}

}  // namespace ciclo::faturamento
