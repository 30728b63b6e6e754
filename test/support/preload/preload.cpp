// Loaded into the program before libc (LD_PRELOAD): lets one of its calls fail, as the machine would, or
// counts them. Not for: what the other side of a connection does (fault_proxy, scripted_server).
//
// CICLO_FAULT        "call:number:kind": call is one of those below, number counts from 1. Kind: once, or
// ever
//                    from that call on; of getaddrinfo: hang.
// CICLO_FAULT_FIRED  a file that is made when a call failed
// CICLO_FAULT_COUNT  a file that gets the number of calls when the program ends
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#ifdef CICLO_FAULT_MEMORY  // a library of its own: sanitizers have a malloc that does not go with it
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
}
#endif

namespace {

constexpr unsigned k_hang_s = 60;

struct Plan {
    const char* call = "";
    std::size_t call_length = 0;
    long number = 0;
    bool is_ever = false;
    bool is_ready = false;
};

Plan g_plan;
std::atomic<long> g_calls{0};
std::atomic<bool> g_has_fired{false};
int g_fired_fd = -1;

// By the kernel directly: open() and write() are among the calls that fail.
template <typename Call>
Call real(const char* name) {
    return reinterpret_cast<Call>(dlsym(RTLD_NEXT, name));
}

int make_file(const char* variable) {
    const char* path = std::getenv(variable);
    if (path == nullptr) return -1;
    return real<int (*)(const char*, int, ...)>("open")(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

__attribute__((constructor)) void read_plan() {
    const char* text = std::getenv("CICLO_FAULT");
    if (text == nullptr) return;
    const char* first = std::strchr(text, ':');
    if (first == nullptr) return;
    g_plan.call = text;
    g_plan.call_length = static_cast<std::size_t>(first - text);
    char* rest = nullptr;
    g_plan.number = std::strtol(first + 1, &rest, 10);
    g_plan.is_ever = std::strcmp(rest, ":ever") == 0;
    g_plan.is_ready = true;
}

__attribute__((destructor)) void write_count() {
    g_plan.is_ready = false;
    const int file = make_file("CICLO_FAULT_COUNT");
    if (file < 0) return;
    char text[32];
    const int length = std::snprintf(text, sizeof text, "%ld", g_calls.load());
    if (real<ssize_t (*)(int, const void*, std::size_t)>("write")(file, text,
                                                                  static_cast<std::size_t>(length)) < 0)
        return;
    close(file);
}

// Whether this call fails.
bool fails(const char* call) {
    if (!g_plan.is_ready) return false;
    if (std::strlen(call) != g_plan.call_length || std::strncmp(call, g_plan.call, g_plan.call_length) != 0)
        return false;
    const long now = ++g_calls;
    if (g_plan.number <= 0 || now < g_plan.number || (now > g_plan.number && !g_plan.is_ever)) return false;
    if (!g_has_fired.exchange(true)) {
        g_plan.is_ready = false;  // making the file may need memory
        g_fired_fd = make_file("CICLO_FAULT_FIRED");
        g_plan.is_ready = true;
    }
    return true;
}

bool fails_with(const char* call, int error) {
    if (!fails(call)) return false;
    errno = error;
    return true;
}

}  // namespace

extern "C" {

#ifdef CICLO_FAULT_MEMORY
void* malloc(std::size_t size) {
    return fails_with("malloc", ENOMEM) ? nullptr : __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) {
    return fails_with("malloc", ENOMEM) ? nullptr : __libc_calloc(count, size);
}

void* realloc(void* old, std::size_t size) {
    return fails_with("malloc", ENOMEM) ? nullptr : __libc_realloc(old, size);
}
#endif

ssize_t send(int socket, const void* bytes, std::size_t size, int flags) {
    if (fails("send")) {
        // It is reset both ways: libpq goes on reading what the server may still have said.
        shutdown(socket, SHUT_RDWR);
        errno = ECONNRESET;
        return -1;
    }
    static const auto next = real<ssize_t (*)(int, const void*, std::size_t, int)>("send");
    return next(socket, bytes, size, flags);
}

ssize_t recv(int socket, void* bytes, std::size_t size, int flags) {
    if (fails_with("recv", ECONNRESET)) return -1;
    static const auto next = real<ssize_t (*)(int, void*, std::size_t, int)>("recv");
    return next(socket, bytes, size, flags);
}

int connect(int socket, const sockaddr* address, socklen_t length) {
    if (fails_with("connect", ENETUNREACH)) return -1;
    static const auto next = real<int (*)(int, const sockaddr*, socklen_t)>("connect");
    return next(socket, address, length);
}

int socket(int domain, int type, int protocol) {
    if (fails_with("socket", EMFILE)) return -1;
    static const auto next = real<int (*)(int, int, int)>("socket");
    return next(domain, type, protocol);
}

int poll(pollfd* watched, nfds_t count, int timeout) {
    if (fails_with("poll", ENOMEM)) return -1;
    static const auto next = real<int (*)(pollfd*, nfds_t, int)>("poll");
    return next(watched, count, timeout);
}

ssize_t write(int file, const void* bytes, std::size_t size) {
    if (fails_with("write", ENOSPC)) return -1;
    static const auto next = real<ssize_t (*)(int, const void*, std::size_t)>("write");
    return next(file, bytes, size);
}

// All are "open".
int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const auto mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (fails_with("open", EMFILE)) return -1;
    static const auto next = real<int (*)(const char*, int, ...)>("open");
    return next(path, flags, mode);
}

FILE* fopen(const char* path, const char* mode) {
    if (fails_with("open", EMFILE)) return nullptr;
    static const auto next = real<FILE* (*)(const char*, const char*)>("fopen");
    return next(path, mode);
}

FILE* fopen64(const char* path, const char* mode) {
    return fopen(path, mode);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) {
    if (fails("pthread_create")) return EAGAIN;
    static const auto next =
        real<int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>("pthread_create");
    return next(thread, attributes, start, argument);
}

// A name server that does not answer: as long as libc would wait for it, and longer. Numbers need none.
int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
    const bool is_numeric =
        node == nullptr || (hints != nullptr && (hints->ai_flags & AI_NUMERICHOST) != 0) ||
        std::strspn(node, "0123456789.") == std::strlen(node) || std::strchr(node, ':') != nullptr;
    if (!is_numeric && fails("getaddrinfo")) {
        // Until the program ends, which must not wait for it.
        sleep(k_hang_s);
        return EAI_AGAIN;
    }
    static const auto next =
        real<int (*)(const char*, const char*, const addrinfo*, addrinfo**)>("getaddrinfo");
    return next(node, service, hints, found);
}
}
