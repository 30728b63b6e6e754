#include "base/descriptors.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace ciclo {

std::string lack_of_descriptors() {
    // libcurl takes 5 (its own pipe, the resolver's, the socket), the resolver and TLS some files besides.
    std::array<int, 8> taken{};
    std::size_t count = 0;
    std::string lack;
    for (; count < taken.size(); ++count) {
        taken[count] = open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (taken[count] >= 0) continue;
        if (errno == EMFILE || errno == ENFILE)
            lack = fmt::format("; no more than {} descriptors are left: {}", count, std::strerror(errno));
        break;
    }
    while (count > 0) close(taken[--count]);
    return lack;
}

}  // namespace ciclo
