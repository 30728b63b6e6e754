// Random histories of pedidos, lots and NFs, with cycles strewn in; the same seed draws the same history. Not
// for: judging what the cycles made of it (property_test.cpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "event.hpp"

namespace ciclo::test {

// Which lot an NF takes depends on what is there when it is met, and what open lots hold follows the saldo.
// `none` keeps to histories in which that makes no difference: a pedido's lots wait for one NF only, and
// where they are several they are there before it is posted and it is not corrected; a pedido that its lots
// exhaust has no draft NF, for a draft counts in the saldo and takes no lot.
enum class Rivalry { none, any };

struct History {
    std::vector<Event> events;
    // Numbers of NFs that are a draft at the end and never were anything but draft or cancelled.
    std::vector<std::string> never_posted;
    // One event a line.
    [[nodiscard]] std::string text() const;
};

// The histories to look at: from 1 to `usual` (in a quick run the first), or what CICLO_PROPERTY_SEEDS says,
// "500" or "77-80". Never none.
struct Seeds {
    std::uint64_t first;
    std::uint64_t last;
};
Seeds seeds(std::uint64_t usual);

// Everything happens within 24 days: inside the horizon.
History draw_history(std::uint64_t seed, Rivalry rivalry);

}  // namespace ciclo::test
