// What the program keeps from others, and what it stands: its memory, its authorities, hostile answers, a
// user id without a name.
#include <elf.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "check_support.hpp"
#include "scripted_server.hpp"
#include "tls_server.hpp"

using namespace ciclo;
using namespace ciclo::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

constexpr unsigned k_nobody = 54711;  // a user id of no name

// The program in a folder that every user may read, and what starts it as that user.
class Elsewhere {
  public:
    Elsewhere() {
        REQUIRE(chmod(m_folder.c_str(), 0755) == 0);
        std::filesystem::copy_file(ciclo_program(), m_folder + "/ciclo");
    }
    ~Elsewhere() { std::filesystem::remove_all(m_folder); }
    Elsewhere(const Elsewhere&) = delete;
    Elsewhere& operator=(const Elsewhere&) = delete;

    [[nodiscard]] std::vector<std::string> as_nobody(const std::vector<std::string>& words) const {
        auto out = std::vector<std::string>{"/usr/bin/setpriv", fmt::format("--reuid={}", k_nobody),
                                            fmt::format("--regid={}", k_nobody), "--clear-groups",
                                            m_folder + "/ciclo"};
        out.insert(out.end(), words.begin(), words.end());
        return out;
    }

  private:
    static std::string new_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "ciclo-elsewhere-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
        return name;
    }
    std::string m_folder = new_folder();
};

// The number behind "VmHWM:" and the like, in KiB.
long long status_of(pid_t pid, const std::string& field) {
    std::ifstream file(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(field + ":")) return std::stoll(line.substr(field.size() + 1));
    }
    return -1;
}

// `length` bytes of JSON that begin like an answer and go on with `element` over and over.
std::string hostile_answer(std::size_t length, const std::string& begin, const std::string& element) {
    std::string out = R"({"jsonrpc": "2.0", "id": 1, "result": )" + begin;
    while (out.size() + element.size() < length) out += element;
    return out;
}

// Another user id, and mounts of its own, are root's to have; CI is root.
bool is_root() {
    if (geteuid() == 0) return true;
    WARN("not root: left out");
    return false;
}

bool is_sanitized_program() {
    if (CICLO_IS_SANITIZED == 0 || std::getenv("CICLO_PROGRAM") != nullptr) return false;
    WARN("a sanitized program: left out, for its search for leaks looks into the process");
    return true;
}

}  // namespace

TEST_CASE("a user id without a name and an address without a user are a wrong setting, at once",
          "[hardening]") {
    if (!is_root()) return;
    const Elsewhere program;
    const auto outcome =
        Program(program.as_nobody({"status"}), {{"DATABASE_URL", "postgresql://127.0.0.1:1/frete"}}).wait();
    INFO(outcome.text());
    CHECK(outcome.status == number_of(ExitCode::config_error));
    CHECK_THAT(outcome.err,
               Contains(std::to_string(k_nobody)) &&
                   Contains("write the user into DATABASE_URL: postgresql://user@host/database"));
}

TEST_CASE(
    "a role with a single connection: a dry run, which needs two, names what lacks, and changes nothing",
    "[hardening]") {
    Ready machine;
    const Role role(machine);
    role.grant_listed();
    machine.database.cluster().as_superuser(fmt::format("ALTER ROLE {} CONNECTION LIMIT 1", role.name()));
    const auto before = machine.row_versions();
    const auto dry = machine.run_program({"--dry-run"});
    INFO(dry.text());
    CHECK(dry.status == number_of(ExitCode::database_unavailable));
    check_contains(dry.err, {"53300", "no connection left", "a dry run needs two connections"});
    CHECK(machine.row_versions() == before);
    const auto cycle = machine.run_program();
    INFO(cycle.text());
    CHECK(cycle.status == 0);
}

TEST_CASE(
    "the program that is shipped has its hardening: calls that check their room, a read-only table of calls, "
    "any address",
    "[hardening]") {
    if (std::getenv("CICLO_PROGRAM") == nullptr && CICLO_IS_HARDENED == 0) {
        WARN("a build for debugging: left out");
        return;
    }
    std::ifstream file(ciclo_program(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    REQUIRE(bytes.size() > sizeof(Elf64_Ehdr));
    Elf64_Ehdr head{};
    std::memcpy(&head, bytes.data(), sizeof head);
    CHECK(head.e_type == ET_DYN);  // -pie: any address
    bool has_relro = false;
    bool binds_now = false;
    bool may_run_its_stack = true;
    for (std::size_t i = 0; i < head.e_phnum; ++i) {
        Elf64_Phdr part{};
        std::memcpy(&part, bytes.data() + head.e_phoff + i * head.e_phentsize, sizeof part);
        has_relro = has_relro || part.p_type == PT_GNU_RELRO;
        if (part.p_type == PT_GNU_STACK) may_run_its_stack = (part.p_flags & PF_X) != 0;
        if (part.p_type != PT_DYNAMIC) continue;
        for (std::size_t at = 0; at + sizeof(Elf64_Dyn) <= part.p_filesz; at += sizeof(Elf64_Dyn)) {
            Elf64_Dyn entry{};
            std::memcpy(&entry, bytes.data() + part.p_offset + at, sizeof entry);
            if (entry.d_tag == DT_FLAGS_1) binds_now = (entry.d_un.d_val & DF_1_NOW) != 0;
        }
    }
    CHECK(has_relro);                                                 // -z relro
    CHECK(binds_now);                                                 // -z now
    CHECK_FALSE(may_run_its_stack);                                   // -z noexecstack
    CHECK(bytes.find("__stack_chk_fail") != std::string::npos);       // -fstack-protector-strong
    CHECK(bytes.find("__memcpy_chk") != std::string::npos);           // -D_FORTIFY_SOURCE=3
    CHECK(bytes.find("__glibcxx_assert_fail") != std::string::npos);  // -D_GLIBCXX_ASSERTIONS
#if defined(__x86_64__)
    long marks = 0;  // -fcf-protection: ENDBR64, at the head of whatever is called through a pointer
    for (auto at = bytes.find("\xf3\x0f\x1e\xfa"); at != std::string::npos;
         at = bytes.find("\xf3\x0f\x1e\xfa", at + 4))
        ++marks;
    CHECK(marks > 1000);
#endif
}

TEST_CASE("other processes of the same user cannot look into the program's memory and variables",
          "[hardening]") {
    if (is_sanitized_program() || !is_root()) return;
    const Elsewhere elsewhere;
    ScriptedServer odoo([](const std::string&) { return hang(); });
    Machine machine;
    auto variables = machine.variables;
    variables["ODOO_URL"] = odoo.url();
    Program program(elsewhere.as_nobody({"check"}), variables);
    REQUIRE(program.becomes_ready());
    CHECK(status_of(program.pid(), "Uid") == k_nobody);
    // proc(5): what such a process has there belongs to root.
    struct stat environment {};
    REQUIRE(stat(fmt::format("/proc/{}/environ", program.pid()).c_str(), &environment) == 0);
    CHECK(environment.st_uid == 0);
    program.signal(SIGTERM);
    CHECK(program.wait().status == 143);
}

TEST_CASE("--odoo-ca-file replaces the authorities of the system, those of its file and of its folder",
          "[hardening]") {
    const std::vector<std::string> own_mounts{"/usr/bin/unshare", "--mount", "/bin/sh", "-c"};
    auto words = own_mounts;
    words.emplace_back("exit 0");
    if (!is_root()) return;
    if (Program(words, {}).wait().status != 0) {
        WARN("this container allows no mounts: left out");
        return;
    }
    const TlsServer odoo;
    // Of another name: OpenSSL stops at the first authority of the name that it looks for.
    const TlsServer other("elsewhere.test");
    Machine machine;
    auto variables = machine.variables;
    variables["PATH"] = "/usr/bin:/bin:/usr/sbin:/sbin";
    variables["ODOO_URL"] = odoo.url("localhost");
    // The system trusts the server: by the file of all authorities, and by a name that OpenSSL looks for.
    const auto check_with = [&](const std::string& options) {
        words.back() = fmt::format(
            "mount -t tmpfs tmpfs /etc/ssl/certs && cp '{0}' /etc/ssl/certs/ca-certificates.crt && "
            "ln -s ca-certificates.crt /etc/ssl/certs/$(openssl x509 -hash -noout -in '{0}').0 && "
            "exec '{1}' check {2}",
            odoo.certificate(), ciclo_program(), options);
        const auto outcome = Program(words, variables).wait();
        INFO(outcome.text());
        CHECK(outcome.status != 0);
        return lines_of(outcome.out)["odoo"];
    };
    CHECK_THAT(check_with(""), !Contains("certificate"));
    CHECK_THAT(check_with("--odoo-ca-file '" + odoo.certificate() + "'"), !Contains("certificate"));
    CHECK_THAT(check_with("--odoo-ca-file '" + other.certificate() + "'"),
               Contains("certificate is not trusted"));
}

TEST_CASE("an answer of 64 MiB that is nothing but values costs less than 256 MiB", "[hardening][long]") {
    if (is_sanitized_program()) return;
    const auto [begin, element] = GENERATE(table<std::string, std::string>(
        {{"[0", ",0"}, {"[[]", ",[]"}, {"[\"\"", ",\"\""}, {"[{\"a\":0}", ",{\"a\":0}"}, {"\"", "x"}}));
    CAPTURE(begin, element);
    constexpr std::size_t k_bytes = 64ULL * 1024 * 1024;
    const auto answer = http_answer(200, "application/json", hostile_answer(k_bytes - 16, begin, element));
    std::mutex mutex;
    std::condition_variable changed;
    int requests = 0;
    ScriptedServer odoo([&](const std::string&) {
        const std::lock_guard lock(mutex);
        changed.notify_all();
        return ++requests == 1 ? raw(answer) : hang();
    });
    Machine machine;
    auto variables = machine.variables;
    variables["ODOO_URL"] = odoo.url();
    Program program({ciclo_program(), "check"}, variables);
    {
        // The second request comes when the first answer was judged.
        std::unique_lock lock(mutex);
        REQUIRE(changed.wait_for(lock, 120s, [&] { return requests == 2; }));
    }
    const auto peak_kib = status_of(program.pid(), "VmHWM");
    CAPTURE(peak_kib);
    CHECK(peak_kib > 64 * 1024);
    CHECK(peak_kib < 256 * 1024);
    program.signal(SIGTERM);
    CHECK(program.wait().status == 143);
}
