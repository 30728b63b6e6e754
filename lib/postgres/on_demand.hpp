// The temporary tables, views and functions of a session that are made when the first statement names them:
// most cycles need few of them, and each costs the server a row in several catalogues, a file and their
// removal.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ciclo::postgres {

class OnDemand {
  public:
    // Takes over the definitions of a script: CREATE TEMP TABLE, CREATE TEMP VIEW and CREATE FUNCTION
    // pg_temp.x, each at the beginning of a line, with what follows it up to the next one (its indexes, its
    // rows). What stands before the first is a comment. A name that was offered before is not taken again.
    void offer(std::string_view script);

    // The definitions that `text` names, and those that these name, without those that are there: in an order
    // in which they can be made, "" for none. Comments and texts in quotes name nothing. They count as made
    // from now on.
    std::string take(std::string_view text);

    // For a rollback, which takes with it what was made meanwhile.
    [[nodiscard]] std::vector<bool> made() const { return m_made; }
    void restore(const std::vector<bool>& made);

  private:
    void add_missing(std::string_view text, std::string& script);
    void add_named(std::string_view name, std::string& script);

    std::map<std::string, std::size_t, std::less<>> m_places;  // by name
    std::vector<std::string> m_definitions;
    std::vector<bool> m_made;
};

}  // namespace ciclo::postgres
