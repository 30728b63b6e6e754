// A throwaway PostgreSQL cluster and databases in it, real and empty, for tests and the demonstration.
// Not for: anything that must survive the process (nothing does, however the process ends).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "postgres/connection.hpp"

namespace ciclo::test {

class Supervisor;

struct ClusterOptions {
    // Also listen on 127.0.0.1, on a free port, with passwords (scram-sha-256).
    bool tcp = false;
    // Make commits survive a crash of the machine, at the price of speed.
    bool fsync = false;
};

class Cluster {
  public:
    // Starts a server in a fresh directory under /dev/shm, or under /tmp where that has no room. Throws
    // std::runtime_error that names what is missing.
    explicit Cluster(ClusterOptions options = {});
    ~Cluster();
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    // The one of this test run (Unix socket only): the server that CICLO_TEST_CLUSTER names ("PORT
    // DIRECTORY", as throwaway_postgres --socket prints it), else one of this process, started at the first
    // call, removed at exit. Throws std::runtime_error for an address that is none.
    static Cluster& shared();
    // The address of this cluster for CICLO_TEST_CLUSTER.
    [[nodiscard]] std::string address() const;

    // postgresql://role@socket-directory/database. No password is needed on the socket.
    [[nodiscard]] std::string socket_url(const std::string& database, const std::string& role) const;
    // postgresql://ciclo:password@127.0.0.1:port/database; only with ClusterOptions::tcp.
    [[nodiscard]] std::string tcp_url(const std::string& database) const;
    // The password of the role "ciclo".
    [[nodiscard]] const std::string& password() const { return m_password; }
    [[nodiscard]] int port() const { return m_port; }
    // Holds the socket ".s.PGSQL.<port>".
    [[nodiscard]] const std::filesystem::path& directory() const { return m_directory; }

    // Runs one statement as superuser in the database "postgres" and returns its first value, "" where there
    // is none.
    std::string as_superuser(const std::string& sql) const;

    // Drops a database beside what goes on: the server takes a tenth of a second for it, most of it waiting.
    // Reports a failure on standard error: the cluster and its directory go anyway, and a test's own failure
    // must stay visible.
    void drop_database(const std::string& name);

    // An immediate shutdown: sessions are cut, as after a crash. Safe to call twice.
    void stop();
    // Starts the stopped server and waits until it answers. Safe to call twice.
    void start();

  private:
    // A server that another process keeps.
    struct Address {
        int port;
        std::filesystem::path directory;
    };
    explicit Cluster(Address address);
    static Cluster of_this_run();

    static std::filesystem::path parent_directory();
    void create_directory();
    void initialize();
    void configure() const;
    void wait_until_ready();
    // Until `left` are under way at most.
    void finish_drops(std::size_t left);
    std::string run_as_superuser(const std::string& sql, std::chrono::milliseconds connect_timeout) const;
    [[nodiscard]] std::string last_log_lines() const;

    ClusterOptions m_options;
    std::filesystem::path m_programs;
    std::filesystem::path m_directory;
    std::string m_password;
    int m_port = 5432;
    std::unique_ptr<Supervisor> m_supervisor;  // none where another process keeps the server
    std::deque<pid_t> m_drops;                 // under way
};

// A database, empty or a copy, owned by the ordinary role "ciclo"; dropped at the end with whatever sessions
// it has.
class Database {
  public:
    // With a random name.
    explicit Database(Cluster& cluster = Cluster::shared());
    Database(Cluster& cluster, std::string name, const std::string& copy_of = "template1");
    // A copy of the database `name` of the shared cluster, which is made and then filled by `fill` (given its
    // URL as its owner) by the first who asks for it, in whichever process: a copy costs a tenth of filling
    // one.
    static Database copy_of(const std::string& name, const std::function<void(const std::string& url)>& fill);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] const std::string& name() const { return m_name; }
    // As its owner, through the socket.
    [[nodiscard]] std::string url() const { return m_cluster.socket_url(m_name, "ciclo"); }
    // As its owner, through TCP with the password.
    [[nodiscard]] std::string tcp_url() const { return m_cluster.tcp_url(m_name); }
    // As superuser, through the socket: only for what the owner may not do.
    [[nodiscard]] std::string admin_url() const { return m_cluster.socket_url(m_name, "postgres"); }
    [[nodiscard]] Cluster& cluster() const { return m_cluster; }

  private:
    Cluster& m_cluster;
    std::string m_name;
};

}  // namespace ciclo::test
