// A throwaway PostgreSQL cluster and databases in it, real and empty, for tests and the demonstration.
// Not for: anything that must survive the process (nothing does, however the process ends).
#pragma once

#include <chrono>
#include <filesystem>
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
    // std::runtime_error that tells what is missing.
    explicit Cluster(ClusterOptions options = {});
    ~Cluster();
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    // The one of this test process (Unix socket only), started at the first call, removed at exit.
    static Cluster& shared();

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

    // An immediate shutdown: sessions are cut, as after a crash. Safe to call twice.
    void stop();
    // Starts the stopped server and waits until it answers. Safe to call twice.
    void start();

  private:
    static std::filesystem::path parent_directory();
    void create_directory();
    void initialize();
    void configure() const;
    void wait_until_ready();
    std::string run_as_superuser(const std::string& sql, std::chrono::milliseconds connect_timeout) const;
    [[nodiscard]] std::string last_log_lines() const;

    ClusterOptions m_options;
    std::filesystem::path m_programs;
    std::filesystem::path m_directory;
    std::string m_password;
    int m_port = 5432;
    std::unique_ptr<Supervisor> m_supervisor;
};

// An empty database, owned by the ordinary role "ciclo"; dropped at the end with whatever sessions it has.
class Database {
  public:
    // With a random name.
    explicit Database(Cluster& cluster = Cluster::shared());
    Database(Cluster& cluster, std::string name);
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
