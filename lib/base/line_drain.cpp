#include "base/line_drain.hpp"

#include <string>

namespace ciclo {
namespace {

using std::chrono::milliseconds;

// A reader that is alive reads within this time. Once one has not, no line waits before it reads again.
constexpr milliseconds k_patience{1'000};
// After a stop, and for the final line: of the two seconds that a stop may take.
constexpr milliseconds k_brief{200};

}  // namespace

milliseconds LineDrain::timeout(bool is_last_word) const {
    if (m_dropped > 0) return is_last_word ? k_brief : milliseconds{0};
    return is_stopping() ? k_brief : k_patience;
}

Sent LineDrain::send(std::string_view line, milliseconds timeout) {
    std::string text = m_is_torn ? "\n" : "";
    text.append(line).append("\n");
    const auto sent =
        send_bytes(m_descriptor, text, timeout, m_stop == nullptr || is_stopping() ? -1 : m_stop->fd());
    if (sent.bytes > 0) m_is_torn = !sent.all();
    return sent;
}

void LineDrain::put(std::string_view line, bool is_last_word) {
    if (!send(line, timeout(is_last_word)).all()) ++m_dropped;
}

bool LineDrain::report_dropped(std::string_view line) {
    const bool is_taken = send(line, milliseconds{0}).all();
    if (is_taken) m_dropped = 0;
    return is_taken;
}

void LineDrain::draw(std::string_view bytes) const {
    send_bytes(m_descriptor, bytes, milliseconds{0});
}

}  // namespace ciclo
