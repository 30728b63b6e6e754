// Starts the program of a bundle (cron/bundle.sh) with the loader and the libraries that lie beside it, and
// becomes it: one process, its signals and its exit status. Linked statically: the machine needs no library,
// and no shell.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr int k_config_error = 78;  // as the program itself: a person has to act

// Where this file lies, with the slash at the end; "" when it cannot be known.
std::string folder(const char* called_as) {
    std::string path(PATH_MAX, '\0');
    const auto length = readlink("/proc/self/exe", path.data(), path.size());
    path.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
    // Without /proc, as in a bare root.
    if (path.empty()) path = called_as;
    return path.substr(0, path.rfind('/') + 1);
}

}  // namespace

int main(int argc, char** argv) {
    const auto here = folder(argc > 0 ? argv[0] : "");
    std::vector<std::string> words{here + "lib/loader", "--inhibit-cache", "--library-path",  here + "lib",
                                   "--argv0",           "ciclo",           here + "lib/ciclo"};
    words.insert(words.end(), argv + std::min(argc, 1), argv + argc);
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    // What images preload (an allocator, for instance) was made for their own libraries.
    unsetenv("LD_PRELOAD");
    execv(pointers.front(), pointers.data());
    std::fprintf(stderr,
                 "ciclo: cannot start '%s': %s\nhint: copy the whole folder of the bundle, with lib/\n",
                 pointers.front(), std::strerror(errno));
    return k_config_error;
}
