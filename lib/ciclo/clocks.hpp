// The time that a cycle takes for now, of three clocks each of which may be wrong. Not for: how far back is
// read from it (window.hpp).
#pragma once

#include <optional>

#include "base/time.hpp"
#include "ciclo/notice.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

// Read once a cycle, before any record of Odoo is read. UTC.
struct Clocks {
    UtcSeconds odoo;  // from the Date header of the answer to the login
    UtcSeconds machine;
    UtcSeconds database;
};

// The earliest: what lies between it and the right one is read twice, so that nothing is lost. A clock of
// this machine or of the database outside of 2000 to 2100 was never set and does not count.
UtcSeconds earliest(const Clocks& clocks);

// AVISO RELOGIOS_DIFEREM, where they are more than 2 minutes apart.
std::optional<Notice> disagreement(const Clocks& clocks);

// The two clocks beside Odoo's. A seam for tests.
class OtherClocks {
  public:
    OtherClocks() = default;
    OtherClocks(const OtherClocks&) = delete;
    OtherClocks& operator=(const OtherClocks&) = delete;
    virtual ~OtherClocks() = default;
    [[nodiscard]] virtual UtcSeconds machine() const { return local_machine_now(); }
    [[nodiscard]] virtual UtcSeconds database(postgres::Connection& connection) const;
};

}  // namespace ciclo
