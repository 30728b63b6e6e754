// Quantities as whole thousandths: what the application's numeric(15,3) keeps, exactly, in an integer. Not
// for: money.
#pragma once

#include <cstdint>
#include <string>

namespace ciclo {

using Thousandths = std::int64_t;

// The decimal that it is, without needless zeros: 12500 is "12.5".
inline std::string decimal(Thousandths quantity) {
    const auto size = quantity < 0 ? -quantity : quantity;
    auto text = (quantity < 0 ? "-" : "") + std::to_string(size / 1000);
    auto fraction = std::to_string(1000 + size % 1000).substr(1);
    while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
    return fraction.empty() ? text : text + "." + fraction;
}

}  // namespace ciclo
