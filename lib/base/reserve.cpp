#include "base/reserve.hpp"

#include <cstdlib>
#include <new>

namespace ciclo {
namespace {

// A new session, with TLS, the statements that end a journal, and the log of it.
constexpr std::size_t k_reserve_bytes = std::size_t{1} << 20U;

void* g_reserve = nullptr;

void give_up() {
    std::set_new_handler(nullptr);
    std::free(g_reserve);
    throw std::bad_alloc();
}

}  // namespace

void keep_memory_in_reserve() {
    g_reserve = std::malloc(k_reserve_bytes);
    std::set_new_handler(give_up);
}

}  // namespace ciclo
