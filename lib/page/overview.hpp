// What the database shows beyond the cycles themselves: what they changed day by day, and what is still open.
// Reads only. Not for: past cycles (history), how fresh a stage is (freshness), showing it (report).
#pragma once

#include <string>
#include <vector>

#include "ciclo/rejects.hpp"
#include "postgres/connection.hpp"

namespace ciclo::page {

// The first rows of a list, and how many there are in all.
template <typename Row>
struct Listed {
    std::vector<Row> rows;
    long long total = 0;

    [[nodiscard]] long long more() const { return total - static_cast<long long>(rows.size()); }
};

// Times are local, "YYYY-MM-DD HH:MM:SS"; empty texts were NULL.

// Rows that the good stages of one local day wrote.
struct DayOfChanges {
    std::string day;
    long long cycles = 0;  // stages that read NFs: 0 is a day without a cycle
    long long nf_inserted = 0;
    long long nf_updated = 0;
    long long nf_cancelled = 0;
    long long separacoes_marked = 0;
    long long backlog_inserted = 0;
    long long backlog_updated = 0;
    long long backlog_archived = 0;
    long long deliveries_inserted = 0;
    long long shipment_items_updated = 0;
    long long events = 0;
};

// The open inconsistencies of one tipo.
struct OpenKind {
    std::string tipo;
    long long count = 0;
    std::string oldest;
    std::string newest;
    std::string examples;  // up to three, the newest first
};

struct OpenAlert {
    std::string lot;
    std::string pedido;
    std::string product;
    std::string client;
    std::string change;  // REDUCAO, AUMENTO, REMOCAO, ADICAO
    std::string before;  // quantities, as text
    std::string after;
    std::string since;
};

struct Overview {
    std::string first_cycle;         // of the journal; empty: none ever ran
    std::vector<DayOfChanges> days;  // every one of k_days_of_changes, the newest last
    Listed<OpenKind> inconsistencies;
    long long open_inconsistencies = 0;  // of every tipo
    Listed<Reject> rejects;
    RejectCount reject_count;
    Listed<OpenAlert> alerts;
};

constexpr int k_days_of_changes = 30;

// `time_zone`: a name that the server knows; `most_rows`: of each list. For one picture of one moment call it
// inside a transaction with REPEATABLE READ. Throws SqlError where the tables are missing (freshness.hpp:
// has_journal()).
Overview read_overview(postgres::Connection& connection, const std::string& time_zone, int most_rows);

// This moment by the server's clock, local, "YYYY-MM-DD HH:MM:SS".
std::string local_now(postgres::Connection& connection, const std::string& time_zone);

}  // namespace ciclo::page
