#include "postgres/library.hpp"

#include <fmt/core.h>
#include <libpq-fe.h>

namespace ciclo::postgres {

std::string library_version() {
    const int version = PQlibVersion();
    return fmt::format("libpq {}.{}", version / 10000, version % 10000);
}

}  // namespace ciclo::postgres
