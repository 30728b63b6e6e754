// Whether descriptors are what a connection lacked: the libraries that connect do not always say it.
// Not for: opening anything.
#pragma once

#include <string>

namespace ciclo {

// "; no more than 2 descriptors are left: Too many open files" where there are fewer than a connection takes,
// else "": to be put behind the error of one that failed.
std::string lack_of_descriptors();

}  // namespace ciclo
