#include "report/prometheus.hpp"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <initializer_list>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "ciclo/version.hpp"

namespace ciclo::report {
namespace {

constexpr std::string_view k_last_success = "ciclo_last_success_timestamp_seconds";
// What a count's name ends in where it is a time, in milliseconds.
constexpr std::string_view k_milliseconds = "_ms";

struct TotalRow {
    std::string_view total;  // its name in CycleReport::totals
    std::string_view metric;
    std::string_view help;
    long long factor;  // to Prometheus' base units
};

constexpr std::array k_totals{
    TotalRow{"requests", "ciclo_last_run_odoo_requests",
             "Requests that the last cycle sent to Odoo, retries included.", 1},
    TotalRow{"retries", "ciclo_last_run_odoo_retries", "Requests to Odoo that the last cycle retried.", 1},
    TotalRow{"bytes", "ciclo_last_run_odoo_read_bytes", "What the last cycle read from Odoo, decoded.", 1},
    TotalRow{"statements", "ciclo_last_run_database_statements",
             "Statements that the last cycle sent to PostgreSQL.", 1},
    TotalRow{"peak_memory_kib", "ciclo_last_run_peak_memory_bytes", "Peak memory of the last cycle.", 1024},
    TotalRow{"rejects", "ciclo_rejects",
             "Records of Odoo that are set aside and that nobody has accepted; absent when the last cycle "
             "ended before it counted them.",
             1},
    TotalRow{"rejects_accepted", "ciclo_rejects_accepted",
             "Records of Odoo that are set aside and that a person has accepted; absent likewise.", 1},
};

std::string escaped(std::string_view value) {
    std::string out;
    for (const char c : clean_utf8(value)) {
        if (c == '\\' || c == '"') out += '\\';
        out += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return out;
}

std::string seconds(long long milliseconds) {
    return fmt::format("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
}

std::string timestamp(UtcSeconds time) {
    return std::to_string(time.time_since_epoch().count());
}

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// One metric with its samples.
class Gauge {
  public:
    Gauge(std::string_view name, std::string_view help) : m_name(name), m_help(help) {}

    // Of two samples with the same labels the first one stays: the format allows one.
    Gauge& add(Labels labels, const std::string& value) {
        std::string list;
        for (const auto& [label, text] : labels) {
            list += fmt::format("{}{}=\"{}\"", list.empty() ? "" : ",", label, escaped(text));
        }
        if (!m_known.insert(list).second) return *this;
        m_samples += fmt::format("{}{} {}\n", m_name, list.empty() ? "" : "{" + list + "}", value);
        return *this;
    }
    Gauge& add(Labels labels, long long value) { return add(labels, std::to_string(value)); }

    // "" without a sample.
    [[nodiscard]] std::string text() const {
        if (m_samples.empty()) return {};
        return fmt::format("# HELP {} {}\n# TYPE {} gauge\n{}", m_name, m_help, m_name, m_samples);
    }

  private:
    std::string_view m_name;
    std::string_view m_help;
    std::set<std::string> m_known;
    std::string m_samples;
};

// The stages as they stand at the end: one that was committed, and after a lost session failed at its second
// reading, stands (its first report comes first).
std::vector<const StageReport*> stages_of(const CycleReport& report) {
    std::vector<const StageReport*> out;
    std::set<std::string_view> known;
    for (const auto& stage : report.stages) {
        if (known.insert(stage.name).second) out.push_back(&stage);
    }
    return out;
}

std::string run_text(const CycleReport& report, UtcSeconds ended, std::optional<UtcSeconds> last_success) {
    Gauge success(k_last_success, "When the last cycle that ended with exit code 0 did so.");
    if (last_success) success.add({}, timestamp(*last_success));
    Gauge run("ciclo_last_run_timestamp_seconds", "When the last cycle ended, successfully or not.");
    Gauge code("ciclo_last_run_exit_code", "The exit code of the last cycle; 0 is a complete one.");
    Gauge duration("ciclo_last_run_duration_seconds", "How long the last cycle took.");
    Gauge build("ciclo_build_info", "1; the label is the version of the program that wrote this file.");
    return success.text() + run.add({}, timestamp(ended)).text() +
           code.add({}, number_of(report.code)).text() +
           duration.add({}, seconds(report.totals.get("ms"))).text() +
           build.add({{"version", k_version}}, 1).text();
}

std::string totals_text(const staging::Counts& totals) {
    std::string out;
    for (const auto& row : k_totals) {
        Gauge gauge(row.metric, row.help);
        for (const auto& [name, number] : totals.all()) {
            if (name == row.total) gauge.add({}, number * row.factor);
        }
        out += gauge.text();
    }
    return out;
}

std::string stages_text(const CycleReport& report) {
    Gauge success("ciclo_stage_success",
                  "1 for a stage that the last cycle committed, 0 for the one that failed.");
    Gauge duration("ciclo_stage_duration_seconds", "How long the stage took in the last cycle.");
    for (const auto* stage : stages_of(report)) {
        success.add({{"stage", stage->name}}, stage->outcome == StageOutcome::ok ? 1 : 0);
        duration.add({{"stage", stage->name}}, seconds(stage->taken.count()));
    }
    return success.text() + duration.text();
}

std::string counts_text(const CycleReport& report) {
    Gauge records("ciclo_stage_records",
                  "What the stage read, changed and left alone in the last cycle, by kind; kinds overlap.");
    Gauge steps("ciclo_stage_step_duration_seconds", "How long a part of the stage took in the last cycle.");
    for (const auto* stage : stages_of(report)) {
        for (const auto& [name, number] : stage->counts.all()) {
            std::string_view kind = name;
            if (!kind.ends_with(k_milliseconds)) {
                records.add({{"stage", stage->name}, {"kind", kind}}, number);
            } else {
                kind.remove_suffix(k_milliseconds.size());
                steps.add({{"stage", stage->name}, {"step", kind}}, seconds(number));
            }
        }
    }
    return records.text() + steps.text();
}

std::string oddities_text(const CycleReport& report) {
    Gauge findings("ciclo_stage_findings",
                   "What an integrity check found in the last cycle; ERRO stops it before the backlog.");
    Gauge notices("ciclo_stage_notices", "Oddities (AVISO) that the stage met in the last cycle, by kind.");
    for (const auto* stage : stages_of(report)) {
        for (const auto& finding : stage->findings) {
            findings.add({{"stage", stage->name},
                          {"check", finding.name},
                          {"level", integridade::name_of(finding.level)}},
                         finding.count);
        }
        for (const auto& notice : stage->notices) {
            notices.add({{"stage", stage->name}, {"kind", notice.kind}}, notice.count);
        }
    }
    return findings.text() + notices.text();
}

}  // namespace

std::string prometheus_text(const CycleReport& report, UtcSeconds ended,
                            std::optional<UtcSeconds> last_success) {
    return run_text(report, ended, last_success) + totals_text(report.totals) + stages_text(report) +
           counts_text(report) + oddities_text(report);
}

std::optional<UtcSeconds> last_success_in(std::string_view prometheus_text) {
    const auto sample = fmt::format("\n{} ", k_last_success);
    const auto at = prometheus_text.find(sample);
    if (at == std::string_view::npos) return std::nullopt;
    prometheus_text.remove_prefix(at + sample.size());
    const auto text = prometheus_text.substr(0, prometheus_text.find('\n'));
    long long seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || end != text.data() + text.size() || seconds < 0) return std::nullopt;
    return UtcSeconds{std::chrono::seconds{seconds}};
}

}  // namespace ciclo::report
