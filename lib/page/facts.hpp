// All that the page of `ciclo report` shows, read from the database at one moment. Writes nothing. Not for:
// the page itself (page.hpp).
#pragma once

#include "config/config.hpp"
#include "page/page.hpp"
#include "postgres/connection.hpp"

namespace ciclo::page {

// In a transaction of its own, read-only. A role that may only SELECT is enough. Throws as read_status()
// does.
ReportFacts read_page_facts(postgres::Connection& connection, const config::Config& config);

}  // namespace ciclo::page
