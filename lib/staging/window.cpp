#include "staging/window.hpp"

namespace ciclo::staging {

std::string_view name_of(WindowKind kind) {
    using enum WindowKind;
    switch (kind) {  // without a default: the compiler warns of a name that is missing
        case regular:
            return "window";
        case catch_up:
            return "catch-up";
        case selection:
            return "--pedido, --nf";
        case asked:
            return "--full";
        case empty_target:
            return "empty target";
        case ahead:
            return "last good run in the future";
        case no_good_run:
            return "no good run known";
        case reading_changed:
            return "filters or fields changed";
        case long_gap:
            return "gap longer than the longest catch-up";
    }
    return "";
}

}  // namespace ciclo::staging
