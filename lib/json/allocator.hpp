// Memory for RapidJSON, whose own allocator gives nothing where there is none, which it then writes to.
// Not for: headers of this folder that others include.
#pragma once

#include <rapidjson/allocators.h>

#include <new>

namespace ciclo::json {

// Throws std::bad_alloc.
struct Allocator : rapidjson::CrtAllocator {
    void* Malloc(std::size_t size) { return given(CrtAllocator::Malloc(size), size); }
    void* Realloc(void* old, std::size_t old_size, std::size_t size) {
        return given(CrtAllocator::Realloc(old, old_size, size), size);
    }

  private:
    static void* given(void* memory, std::size_t size) {
        if (memory == nullptr && size > 0) throw std::bad_alloc();
        return memory;
    }
};

}  // namespace ciclo::json
