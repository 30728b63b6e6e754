// What both stages' selections are made of: this Odoo's field names, the configured filters, what changed.
// Not for: a stage's own rules (its read).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "staging/stage.hpp"

namespace ciclo::staging {

// The field's name in this Odoo, "" where it has none.
std::string field(const StageContext& context, const Model& model, std::string_view column);
bool has_field(const StageContext& context, const Model& model, std::string_view column);

// Records of the wanted kinds (--tipos-pedido), of companies that are not excluded.
odoo::Domain wanted_kinds(const StageContext& context, const Model& model);
// All others.
odoo::Domain other_kinds(const StageContext& context, const Model& model);

// NFs by whether they have a number; `path` leads from the asked model to account.move ("move_id."). Where
// Odoo cannot search by the number, a fiscal document counts as one that has it, and `none` is the others.
odoo::Domain has_number(const StageContext& context);
odoo::Domain has_no_number(const StageContext& context, const std::string& path);
// NFs with these numbers; where Odoo cannot search by them, those whose name ends with one, which may be
// more.
odoo::Domain with_numbers(const StageContext& context, const std::vector<std::string>& numbers);
// How many numbers fit in one such question.
std::size_t numbers_per_request(const StageContext& context);

// Changed in the window, or created in the status window. Rows that were written by SQL may have no stamps:
// they are taken always.
odoo::Domain changed(const Window& window);
// Created before the cycle began, or nobody knows when.
odoo::Domain made_before_end(const Window& window);

}  // namespace ciclo::staging
