#include "support/tls_server.hpp"

#include <fmt/core.h>
#include <httplib.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace ciclo::test {
namespace {

std::string new_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "ciclo-tls-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
    return name;
}

}  // namespace

TlsServer::TlsServer(const std::string& name) : m_folder(new_folder()) {
    const auto key = m_folder + "/key.pem";
    const auto command = fmt::format(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN={0} "
        "-addext subjectAltName=DNS:{0} -keyout {1} -out {2} 2>/dev/null",
        name, key, certificate());
    if (std::system(command.c_str()) != 0) throw std::runtime_error("the tests need the openssl command");
    m_server = std::make_unique<httplib::SSLServer>(certificate().c_str(), key.c_str());
    m_server->Post(".*", [](const httplib::Request&, httplib::Response& response) {
        response.set_content("{}", "application/json");
    });
    m_port = m_server->bind_to_any_port("127.0.0.1");
    m_thread = std::thread([this] { m_server->listen_after_bind(); });
    while (!m_server->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

TlsServer::~TlsServer() {
    m_server->stop();
    m_thread.join();
    std::filesystem::remove_all(m_folder);
}

std::string TlsServer::url(const std::string& host) const {
    return "https://" + host + ":" + std::to_string(m_port);
}

}  // namespace ciclo::test
