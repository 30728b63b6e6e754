// What is asked for before it is needed, so that it comes in one round with something else. Not for: which
// pages and counts there are (reader.hpp).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "odoo/client.hpp"

namespace ciclo::odoo {

// A call that is asked again with the same model and arguments takes the answer from here, once.
class Ahead {
  public:
    Ahead(Client& client, const Log& log) : m_client(client), m_log(log) {}

    // Sends them in one round, each once: what Odoo refuses or does not give is asked for again by who needs
    // it. Throws only for a refused login and for what is not Odoo's.
    void ask(std::vector<Call> calls);
    // The same in one round with whatever is sent next.
    void ask_beside(const std::vector<Call>& calls);
    // Whether the answers to all of these came.
    [[nodiscard]] bool has_come(const std::vector<Call>& calls) const;
    // What came and was not taken counts no more.
    void forget();

    // The answers to these calls, in their order, from ahead where they came. Throws as Client::call does.
    std::vector<Answer> pages(const std::vector<Call>& calls, bool are_divisible);
    // The same for counts (calls.hpp, count_of).
    std::vector<long long> counts(const std::vector<Call>& calls);

  private:
    void keep(const Call& call, Answer answer);

    Client& m_client;
    const Log& m_log;
    std::vector<Call> m_beside;
    // By model and arguments.
    std::map<std::string, long long> m_counts;
    std::map<std::string, Answer> m_pages;
};

}  // namespace ciclo::odoo
