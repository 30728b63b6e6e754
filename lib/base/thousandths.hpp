// Quantities as whole thousandths: what the application's numeric(15,3) keeps, exactly, in an integer. Not
// for: money.
#pragma once

#include <cstdint>
#include <string>

namespace ciclo {

using Thousandths = std::int64_t;

// The decimal that it is, as PostgreSQL reads it: 12500 is "12500e-3".
inline std::string decimal(Thousandths quantity) {
    return std::to_string(quantity) + "e-3";
}

}  // namespace ciclo
