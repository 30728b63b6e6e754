// What changed in Odoo lately, and what of it has to be read: lists of stamps compared with what earlier
// cycles remember (ciclo_leitura). Not for: which lists a stage needs (its changes()), reading the records
// themselves.
#pragma once

#include <string>
#include <vector>

#include "staging/stage.hpp"

namespace ciclo::staging {

// The window of a stage's lists: as far back as a transaction of Odoo may take to become visible, and since
// the last good run. A full load reads further than what it lists, and all of that.
Window listed_window(const StageContext& context);

// Changed or created in that window, before the cycle began.
odoo::Domain listed(const StageContext& context);

// Reads the lists side by side, each proved by Odoo's own count, and notes in stg_changed which records are
// not remembered as read. Throws as Staging::read does.
// Returns how many these are.
long long list_changes(StageContext& context, const std::vector<Selection>& lists);

// Remembers what list_changes() noted of these models as read, in the transaction of the stage that applied
// it.
void remember_reading(StageContext& context, const std::vector<std::string>& models);

}  // namespace ciclo::staging
