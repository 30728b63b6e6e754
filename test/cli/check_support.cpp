#include "check_support.hpp"

#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

namespace ciclo::test {
namespace {

constexpr std::size_t k_name_at = 9;
constexpr std::size_t k_text_at = 26;

std::string trimmed(const std::string& text) {
    const auto end = text.find_last_not_of(' ');
    return end == std::string::npos ? std::string() : text.substr(0, end + 1);
}

std::string with_role(std::string sql, const std::string& role) {
    for (auto at = sql.find("{}"); at != std::string::npos; at = sql.find("{}", at)) sql.replace(at, 2, role);
    return sql;
}

// The statements of lib/schema/README.md, with "{}" for the role.
std::string listed_rights() {
    std::ifstream file(CICLO_SOURCE_DIR "/lib/schema/README.md");
    std::ostringstream text;
    text << file.rdbuf();
    const auto readme = text.str();
    const auto begin = readme.find("```sql\n", readme.find("## What a role needs for cycles")) + 7;
    auto rights = readme.substr(begin, readme.find("```", begin) - begin);
    const std::string of_readme = " TO ciclo;";
    REQUIRE(rights.find(of_readme) != std::string::npos);
    for (auto at = rights.find(of_readme); at != std::string::npos; at = rights.find(of_readme, at)) {
        rights.replace(at, of_readme.size(), " TO {};");
    }
    return rights;
}

}  // namespace

Ready::Ready() {
    add_pedido_with_nf();
    REQUIRE(run_program().status == 0);
    // Its temporary tables, which name the application's, go with its session.
    REQUIRE(becomes_true(
        "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND"
        " application_name LIKE 'ciclo/%')"));
}

std::string Checked::line(const std::string& name) const {
    const auto found = lines.find(name);
    return found == lines.end() ? std::string() : found->second;
}

Lines lines_of(const std::string& out) {
    Lines lines;
    std::string name;
    std::istringstream stream(out);
    for (std::string line; std::getline(stream, line);) {
        // The last sentence stands at the margin.
        if (!line.starts_with("  ") || line.size() < k_text_at) continue;
        const auto level = trimmed(line.substr(2, k_name_at - 4));
        if (!level.empty()) name = trimmed(line.substr(k_name_at, k_text_at - k_name_at));
        auto& text = lines[name];
        text += (text.empty() ? "" : "\n") + (level.empty() ? "" : level + " ") + line.substr(k_text_at);
    }
    return lines;
}

std::unique_ptr<Program> start_check(Machine& machine, const std::vector<std::string>& words,
                                     std::chrono::seconds odoo_ahead) {
    machine.odoo.use_real_clock();
    if (odoo_ahead.count() != 0) machine.odoo.set_now(machine.odoo.now() + odoo_ahead);
    std::vector<std::string> all{ciclo_program(), "check"};
    all.insert(all.end(), words.begin(), words.end());
    return std::make_unique<Program>(all, machine.variables);
}

Checked check(Machine& machine, const std::vector<std::string>& words, std::chrono::seconds odoo_ahead) {
    auto outcome = start_check(machine, words, odoo_ahead)->wait();
    check_no_secret(machine, outcome);
    auto lines = lines_of(outcome.out);
    return {std::move(outcome), std::move(lines)};
}

Role::Role(Machine& machine) : m_machine(machine), m_name("ciclo_" + machine.database.name()) {
    auto& cluster = machine.database.cluster();
    cluster.as_superuser(fmt::format("CREATE ROLE {} LOGIN", m_name));
    machine.variables["DATABASE_URL"] = cluster.socket_url(machine.database.name(), m_name);
}

Role::~Role() {
    m_machine.variables["DATABASE_URL"] = m_machine.database.url();
    Session(m_machine.database.admin_url()).execute(fmt::format("DROP OWNED BY {}", m_name));
    m_machine.database.cluster().as_superuser(fmt::format("DROP ROLE {}", m_name));
}

void Role::execute(const std::string& sql) const {
    m_machine.execute(with_role(sql, m_name));
}

void Role::grant_listed() const {
    execute(listed_rights());
}

std::string everything(Machine& machine) {
    return machine.rows(
               "SELECT relname, md5(query_to_xml(format('SELECT xmin::text, ctid::text, t.* FROM %I t', "
               "relname),"
               " true, false, '')::text) FROM pg_class"
               " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname") +
           machine.rows("SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename");
}

}  // namespace ciclo::test
