#include "ciclo/window.hpp"

#include <algorithm>

namespace ciclo {
namespace {

using staging::WindowKind;

bool is_ahead(const WindowFacts& facts) {
    return facts.is_ahead || (facts.last_good && *facts.last_good > facts.now);
}

std::optional<WindowKind> full_load(const config::Config& config, const WindowFacts& facts) {
    if (config.full) return WindowKind::asked;
    if (facts.target_is_empty) return WindowKind::empty_target;
    if (is_ahead(facts)) return WindowKind::ahead;
    if (!facts.last_good) return WindowKind::no_good_run;
    if (facts.reading_changed) return WindowKind::reading_changed;
    if (facts.now - *facts.last_good > config.max_catch_up) return WindowKind::long_gap;
    return std::nullopt;
}

}  // namespace

staging::Window compute_window(const config::Config& config, const WindowFacts& facts) {
    staging::Window window;
    window.to = facts.now;
    window.from = facts.now - config.window;
    const bool catches_up = facts.last_good && *facts.last_good - config.overlap < window.from;
    if (catches_up) {
        window.from = *facts.last_good - config.overlap;
        // A regular schedule reaches back a little further than the window by itself: that is not a catch-up.
        if (window.from < facts.now - config.window - config.overlap) window.kind = WindowKind::catch_up;
    }
    window.status_from = std::min(facts.now - config.status_window, window.from);
    const auto full = full_load(config, facts);
    window.full = full.has_value();
    window.kind = full.value_or(window.kind);
    return window;
}

UtcSeconds horizon(const config::Config& config, const WindowFacts& facts, const staging::Window& window) {
    const auto usual = std::min(facts.now - config.horizon, window.from);
    return config.since ? std::min(*config.since, usual) : usual;
}

}  // namespace ciclo
