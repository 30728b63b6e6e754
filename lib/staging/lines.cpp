#include "staging/lines.hpp"

namespace ciclo::staging {
namespace {

// Lines in one request by their ids: its text stays far below the body limit of 1 MB that web servers often
// have.
constexpr std::size_t k_lines_per_batch = 1000;

}  // namespace

void read_missing_lines(StageContext& context, const Model& model, const postgres::Statement& missing,
                        const postgres::Statement& reject) {
    const auto ids = context.staging.ids(missing);
    if (ids.empty()) return;
    context.staging.read_children(model, "id", ids, k_lines_per_batch, {}, End::short_page);
    context.connection.execute(reject);
}

}  // namespace ciclo::staging
