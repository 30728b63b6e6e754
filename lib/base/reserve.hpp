// Memory that is kept back for the end: a program that gets no more must still roll back, record what
// happened and say so. Not for: how much memory a cycle needs (check/memory).
#pragma once

namespace ciclo {

// From now on the first allocation by `new` that fails frees the reserve, and throws std::bad_alloc as ever.
// Once per process. Takes 1 MiB of address space, which the machine does not have to back.
void keep_memory_in_reserve();

}  // namespace ciclo
