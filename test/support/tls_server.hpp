// An https server with a fresh certificate for one name, which answers "{}". Needs the openssl
// command.
#pragma once

#include <memory>
#include <string>
#include <thread>

namespace httplib {
class SSLServer;
}

namespace ciclo::test {

class TlsServer {
  public:
    explicit TlsServer(const std::string& name = "localhost");
    ~TlsServer();
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    // Without a path: "https://localhost:4433".
    [[nodiscard]] std::string url(const std::string& host) const;
    // Its own authority: a file for --odoo-ca-file.
    [[nodiscard]] std::string certificate() const { return m_folder + "/certificate.pem"; }

  private:
    std::string m_folder;
    std::unique_ptr<httplib::SSLServer> m_server;
    int m_port = 0;
    std::thread m_thread;
};

}  // namespace ciclo::test
