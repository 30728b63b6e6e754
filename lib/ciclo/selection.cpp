#include "ciclo/selection.hpp"

#include <fmt/core.h>

#include <array>
#include <utility>

namespace ciclo {
namespace {

// The kinds of note_not_found.sql of both stages.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> k_kinds{
    {{"NF_NAO_ENCONTRADA", "NF"}, {"PEDIDO_NAO_ENCONTRADO", "pedido"}}};

}  // namespace

std::string not_found(const std::vector<StageReport>& stages) {
    std::string out;
    for (const auto& stage : stages) {
        for (const auto& notice : stage.notices) {
            for (const auto& [kind, noun] : k_kinds) {
                if (notice.kind == kind)
                    out += fmt::format("{}{} {}", out.empty() ? "" : "; ", noun, notice.examples);
            }
        }
    }
    return out.empty() ? out : "not found in Odoo: " + out;
}

}  // namespace ciclo
