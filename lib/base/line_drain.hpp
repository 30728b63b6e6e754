// Where the lines of a log go when somebody may or may not read them: what is not taken in time is dropped
// and counted, so that a stopped reader delays a cycle by a moment at most. Not for: what a line says (log),
// nor for results (a result that nobody reads is not a success).
#pragma once

#include <string_view>

#include "base/outlet.hpp"
#include "base/stop.hpp"

namespace ciclo {

class LineDrain {
  public:
    // `stop`: cuts waits short once it is requested; nullptr: there is none. Must outlive this object.
    LineDrain(int descriptor, const StopFlag* stop) : m_descriptor(descriptor), m_stop(stop) {}

    // `is_last_word`: worth a short wait even where nobody has read for a while.
    void put(std::string_view line, bool is_last_word);
    // What is not taken at once is lost, and nobody misses it: for what is drawn on a terminal.
    void draw(std::string_view bytes) const;

    // Lines since the last report_dropped().
    [[nodiscard]] long long dropped() const { return m_dropped; }
    // A line that says how many were dropped: true when it was taken, and the count starts at 0 again.
    bool report_dropped(std::string_view line);

  private:
    Sent send(std::string_view line, std::chrono::milliseconds timeout);
    [[nodiscard]] std::chrono::milliseconds timeout(bool is_last_word) const;
    [[nodiscard]] bool is_stopping() const { return m_stop != nullptr && m_stop->requested() != 0; }

    int m_descriptor;
    const StopFlag* m_stop;
    long long m_dropped = 0;
    bool m_is_torn = false;  // the last line ended in its middle
};

}  // namespace ciclo
