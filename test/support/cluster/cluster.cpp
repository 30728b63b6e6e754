#include "cluster/cluster.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <random>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "cluster/process.hpp"
#include "cluster/session.hpp"
#include "cluster/supervisor.hpp"

namespace ciclo::test {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds k_start_time{60};

std::string random_hex(int words) {
    std::random_device random;
    std::string out;
    for (int i = 0; i < words; ++i) out += fmt::format("{:08x}", random());
    return out;
}

int free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const bool found = bind(socket, generic, length) == 0 && getsockname(socket, generic, &length) == 0;
    close(socket);
    if (!found) throw std::runtime_error("no free port on 127.0.0.1");
    return ntohs(address.sin_port);
}

std::string percent_encoded_path(const fs::path& path) {
    std::string out;
    for (const char c : path.string()) out += c == '/' ? std::string("%2F") : std::string(1, c);
    return out;
}

// Small and quick: it serves one test process and ends with it.
std::string settings_of(const ClusterOptions& options, const fs::path& directory, int port) {
    const auto* durable = options.fsync ? "on" : "off";
    return fmt::format(
        "listen_addresses = '{}'\nport = {}\nunix_socket_directories = '{}'\n"
        "fsync = {}\nsynchronous_commit = {}\nfull_page_writes = {}\n"
        "shared_buffers = 128MB\nmax_connections = 150\nmax_wal_size = 256MB\nautovacuum_naptime = 10min\n"
        "password_encryption = scram-sha-256\ntimezone = 'America/Sao_Paulo'\nlog_timezone = UTC\n"
        "log_line_prefix = '%m [%p] %d '\n",
        options.tcp ? "127.0.0.1" : "", port, directory.string(), durable, durable, durable);
}

}  // namespace

Cluster::Cluster(ClusterOptions options)
    : m_options(options), m_programs(find_postgres_programs()), m_password("pw-" + random_hex(4)) {
    if (options.tcp) m_port = free_port();
    create_directory();
    const std::vector<std::string> command{m_programs / "postgres", "-D", m_directory / "data"};
    // From here on the supervisor removes the directory.
    m_supervisor = std::make_unique<Supervisor>(command, server_user(), m_directory, m_directory / "log");
    initialize();
    configure();
    start();
    as_superuser(fmt::format("CREATE ROLE ciclo LOGIN PASSWORD '{}'", m_password));
}

Cluster::Cluster(Address address)
    : m_programs(find_postgres_programs()), m_directory(std::move(address.directory)), m_port(address.port) {}

Cluster::~Cluster() {
    finish_drops(0);
}

Cluster Cluster::of_this_run() {
    const char* given = std::getenv("CICLO_TEST_CLUSTER");
    if (given == nullptr) return Cluster();
    std::istringstream words(given);
    int port = 0;
    std::string directory;
    if (!(words >> port && std::getline(words >> std::ws, directory))) {
        throw std::runtime_error(fmt::format("CICLO_TEST_CLUSTER is '{}'; expected PORT DIRECTORY", given));
    }
    return Cluster(Address{port, directory});
}

Cluster& Cluster::shared() {
    static Cluster cluster = of_this_run();
    return cluster;
}

std::string Cluster::address() const {
    return fmt::format("{} {}", m_port, m_directory.string());
}

// In memory where there is room: each session makes and removes some hundred files for its temporary tables,
// which is most of the time of a small cycle on a slow file system. A container's usual 64 MiB are no room.
std::filesystem::path Cluster::parent_directory() {
    const std::filesystem::path memory = "/dev/shm";
    constexpr std::uintmax_t k_room = 2ULL << 30;
    std::error_code error;
    const auto space = std::filesystem::space(memory, error);
    const bool usable = !error && space.available >= k_room && access(memory.c_str(), W_OK | X_OK) == 0;
    return usable ? memory : "/tmp";
}

void Cluster::create_directory() {
    std::string name = parent_directory() / "ciclo-postgres-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make the directory " + name);
    m_directory = name;
    const auto user = server_user();
    if (user.must_switch && chown(name.c_str(), user.uid, user.gid) != 0) {
        throw std::runtime_error("cannot give " + name + " to the user " + user.name);
    }
}

void Cluster::initialize() {
    const std::vector<std::string> command{
        m_programs / "initdb", "--pgdata",         m_directory / "data", "--username=postgres",
        "--auth-local=trust",  "--no-sync",        "--no-instructions",  "--auth-host=scram-sha-256",
        "--encoding=UTF8",     "--locale=C.UTF-8", "--pwfile",           m_directory / "pwfile"};
    {
        // initdb wants a password where an authentication method needs one; nobody uses the superuser's.
        std::ofstream file(m_directory / "pwfile");
        file << random_hex(4) << '\n';
    }
    const auto user = server_user();
    if (user.must_switch && chown((m_directory / "pwfile").c_str(), user.uid, user.gid) != 0) {
        throw std::runtime_error("cannot prepare initdb");
    }
    const auto status = wait_for_end(start_program(command, user, m_directory, m_directory / "log"));
    if (status != 0) {
        throw std::runtime_error(fmt::format("initdb ended with {}:\n{}", status, last_log_lines()));
    }
}

void Cluster::configure() const {
    std::ofstream file(m_directory / "data" / "postgresql.conf", std::ios::app);
    file << settings_of(m_options, m_directory, m_port);
    if (!file.flush()) throw std::runtime_error("cannot write postgresql.conf");
}

void Cluster::start() {
    if (!m_supervisor) return;
    m_supervisor->start();
    wait_until_ready();
}

void Cluster::stop() {
    finish_drops(0);
    if (!m_supervisor) throw std::logic_error("a shared cluster is not this test's to stop");
    m_supervisor->stop();
}

void Cluster::wait_until_ready() {
    const auto give_up = std::chrono::steady_clock::now() + k_start_time;
    while (true) {
        if (!m_supervisor->is_running()) {
            throw std::runtime_error("the PostgreSQL server did not start:\n" + last_log_lines());
        }
        try {
            run_as_superuser("SELECT 1", std::chrono::milliseconds{500});
            return;
        } catch (const Error&) {
            if (std::chrono::steady_clock::now() > give_up) throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
}

std::string Cluster::last_log_lines() const {
    std::ifstream file(m_directory / "log");
    std::deque<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
        if (lines.size() > 15) lines.pop_front();
    }
    std::string out;
    for (const auto& line : lines) out += "  " + line + '\n';
    return out;
}

std::string Cluster::as_superuser(const std::string& sql) const {
    return run_as_superuser(sql, std::chrono::seconds{10});
}

std::string Cluster::run_as_superuser(const std::string& sql,
                                      std::chrono::milliseconds connect_timeout) const {
    auto options = options_for(socket_url("postgres", "postgres"));
    options.application_name = "cluster";
    options.connect_timeout = connect_timeout;
    Session session(options);
    return session.value(sql);
}

void Cluster::drop_database(const std::string& name) {
    constexpr std::size_t k_most = 3;
    finish_drops(k_most - 1);
    const std::vector<std::string> command{m_programs / "dropdb",
                                           "--force",
                                           "--if-exists",
                                           "--host=" + m_directory.string(),
                                           fmt::format("--port={}", m_port),
                                           "--username=postgres",
                                           name};
    m_drops.emplace_back(start_program(command, server_user(), m_directory, m_directory / "log"));
}

void Cluster::finish_drops(std::size_t left) {
    for (; m_drops.size() > left; m_drops.pop_front()) {
        const auto status = wait_for_end(m_drops.front());
        if (status != 0) fmt::print(stderr, "dropdb ended with {}:\n{}\n", status, last_log_lines());
    }
}

std::string Cluster::socket_url(const std::string& database, const std::string& role) const {
    return fmt::format("postgresql://{}@{}:{}/{}", role, percent_encoded_path(m_directory), m_port, database);
}

std::string Cluster::tcp_url(const std::string& database) const {
    if (!m_options.tcp)
        throw std::logic_error("this cluster does not listen on TCP: use ClusterOptions{.tcp = true}");
    return fmt::format("postgresql://ciclo:{}@127.0.0.1:{}/{}", m_password, m_port, database);
}

Database::Database(Cluster& cluster) : Database(cluster, "ciclo_test_" + random_hex(2)) {}

Database::Database(Cluster& cluster, std::string name, const std::string& copy_of)
    : m_cluster(cluster), m_name(std::move(name)) {
    m_cluster.start();
    // Copied as files: a third of the time of a copy that is written to the log row by row.
    m_cluster.as_superuser(
        fmt::format("CREATE DATABASE {} OWNER ciclo TEMPLATE {} STRATEGY file_copy", m_name, copy_of));
}

Database Database::copy_of(const std::string& name, const std::function<void(const std::string& url)>& fill) {
    auto& cluster = Cluster::shared();
    static std::set<std::string> filled;
    if (filled.count(name) == 0) {
        auto options = options_for(cluster.socket_url("postgres", "postgres"));
        Session session(options);
        session.execute("SELECT pg_advisory_lock(hashtext($1))", {name});
        if (session.execute("SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate", {name})
                .rows() == 0) {
            cluster.as_superuser(fmt::format("DROP DATABASE IF EXISTS {}", name));
            cluster.as_superuser(fmt::format("CREATE DATABASE {} OWNER ciclo", name));
            fill(cluster.socket_url(name, "ciclo"));
            cluster.as_superuser(fmt::format("ALTER DATABASE {} IS_TEMPLATE true", name));
        }
        filled.insert(name);
    }
    return {cluster, "ciclo_test_" + random_hex(2), name};
}

Database::~Database() {
    m_cluster.drop_database(m_name);
}

}  // namespace ciclo::test
