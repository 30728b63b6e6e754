// A cycle of a selection (--pedido, --nf): what of it did not come. Not for: reading it (the stages).
#pragma once

#include <string>
#include <vector>

#include "ciclo/cycle_report.hpp"

namespace ciclo {

// What was asked for and Odoo does not have, or has outside the filters, with the reasons, up to five a kind:
// "not found in Odoo: pedido VCD9 (...)". "" where all of it came. From the notices of these stages.
std::string not_found(const std::vector<StageReport>& stages);

}  // namespace ciclo
