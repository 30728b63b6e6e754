#include "ciclo/window.hpp"

#include <algorithm>

namespace ciclo {
namespace {

bool is_ahead(const WindowFacts& facts) {
    return facts.is_ahead || (facts.last_good && *facts.last_good > facts.now);
}

std::string reason_for_full(const config::Config& config, const WindowFacts& facts) {
    if (config.full) return "--full";
    if (facts.target_is_empty) return "empty target";
    if (is_ahead(facts)) return "last good run in the future";
    if (!facts.last_good) return "no good run known";
    if (facts.reading_changed) return "filters or fields changed";
    if (facts.now - *facts.last_good > config.max_catch_up) return "gap longer than the longest catch-up";
    return {};
}

}  // namespace

staging::Window compute_window(const config::Config& config, const WindowFacts& facts) {
    staging::Window window;
    window.to = facts.now;
    window.from = facts.now - config.window;
    window.reason = "window";
    const bool catches_up = facts.last_good && *facts.last_good - config.overlap < window.from;
    if (catches_up) {
        window.from = *facts.last_good - config.overlap;
        // A regular schedule reaches back a little further than the window by itself: that is no catching up.
        if (window.from < facts.now - config.window - config.overlap) window.reason = "catch-up";
    }
    window.status_from = std::min(facts.now - config.status_window, window.from);
    const auto full = reason_for_full(config, facts);
    window.full = !full.empty();
    if (window.full) window.reason = full;
    return window;
}

UtcSeconds horizon(const config::Config& config, const WindowFacts& facts, const staging::Window& window) {
    const auto usual = std::min(facts.now - config.horizon, window.from);
    return config.since ? std::min(*config.since, usual) : usual;
}

}  // namespace ciclo
