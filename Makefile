# make demo   the main job, end to end, on a throwaway database and a bundled Odoo stand-in (KEEP=1 leaves it up)
# make test   every test; both install what they need with apt (root or sudo) and build first
# make test-schedules, make test-image, make test-report   what needs more: systemd and yamllint; debootstrap and root;
#                                                          chromium
# make static a bundle with its libraries that runs on any Linux; make test-static tries it in an empty root
# make fuzz   random inputs for each format, a minute each; needs clang
BUILD    ?= build
JOBS     ?= $(shell nproc)
FUZZ_SECONDS ?= 60
CXX      ?= g++

RUN_DEPS   = libpq5 libcurl4 libfmt9 ca-certificates
BUILD_DEPS = g++ cmake ninja-build make pkg-config libpq-dev libcurl4-openssl-dev rapidjson-dev libfmt-dev libcxxopts-dev
TEST_DEPS  = catch2 libcpp-httplib-dev postgresql-15 procps mandoc
LINT_DEPS  = clang-format clang-tidy
FUZZ_DEPS  = clang libclang-rt-14-dev llvm

.PHONY: all build deps deps-lint demo test test-sanitized test-all fault test-schedules test-image test-report static test-static fuzz docs map writers lint check-format bench install clean

all: build

# Asks dpkg first: a second run costs a fraction of a second. PostgreSQL's package is kept from starting a cluster of
# its own: tests and demo make throwaway ones.
deps:
	@sh test/install_packages.sh $(RUN_DEPS) $(BUILD_DEPS) $(TEST_DEPS)

deps-lint: deps
	@sh test/install_packages.sh $(LINT_DEPS)

$(BUILD)/release/build.ninja: | deps
	@cmake -S . -B $(BUILD)/release -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo >/dev/null

$(BUILD)/sanitized/build.ninja: | deps
	@cmake -S . -B $(BUILD)/sanitized -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCICLO_SANITIZE=address,undefined >/dev/null

build: deps $(BUILD)/release/build.ninja
	@cmake --build $(BUILD)/release -j $(JOBS)

demo: deps $(BUILD)/release/build.ninja
	@cmake --build $(BUILD)/release -j $(JOBS) --target ciclo fake_odoo throwaway_postgres
	@bash test/demo/demo.sh $(BUILD)/release

# Each test once, on the build that is shipped.
test: deps $(BUILD)/release/build.ninja
	@echo "make test: about 11 minutes on 2 cores from a fresh clone, 7 when everything is built"
	@cmake --build $(BUILD)/release -j $(JOBS) --target ciclo pages unit_tests postgres_tests cycle_tests cli_tests throwaway_postgres
	@bash test/run.sh $(BUILD)/release:unit,postgres,cycle,cli

# The same under AddressSanitizer and UndefinedBehaviorSanitizer; the command line on the program that is shipped (CICLO_PROGRAM).
test-sanitized: deps $(BUILD)/release/build.ninja $(BUILD)/sanitized/build.ninja
	@cmake --build $(BUILD)/release -j $(JOBS) --target ciclo pages
	@cmake --build $(BUILD)/sanitized -j $(JOBS) --target unit_tests postgres_tests cycle_tests cli_tests throwaway_postgres
	@CICLO_PROGRAM=$(abspath $(BUILD))/release/cmd/ciclo bash test/run.sh $(BUILD)/sanitized:unit,postgres,cycle,cli

# Every suite on both builds, with all variants of its tests (test/support/variants.hpp) and those tagged [long], and what
# needs more of the machine: see the targets. The cycles again, all of them, on
# Odoo 17, on 18, and on 19 over JSON-2 and JSON-RPC.
test-all: deps $(BUILD)/release/build.ninja $(BUILD)/sanitized/build.ninja
	@cmake --build $(BUILD)/sanitized -j $(JOBS)
	@cmake --build $(BUILD)/release -j $(JOBS)
	@CICLO_TEST_THOROUGH=1 bash test/run.sh $(BUILD)/sanitized:unit,postgres,cycle,cycle_long,cli,cli_long \
	    $(BUILD)/release:unit,postgres,cycle,cycle_long,cli,cli_long
	@CICLO_FAULT_SAMPLE=400 bash test/fault/fault.sh $(BUILD)/release
	@for odoo in 17 18 19 19-jsonrpc; do CICLO_TEST_ODOO=$$odoo bash test/run.sh $(BUILD)/release:cycle || exit 1; done
	@$(MAKE) --no-print-directory test-schedules test-report test-image test-static

# The program with its libraries, in one folder and one archive that run on any Linux: cron/BUNDLE.md.
static: deps $(BUILD)/release/build.ninja
	@cmake --build $(BUILD)/release -j $(JOBS) --target ciclo ciclo_launcher
	@bash cron/bundle.sh $(BUILD)/release $(BUILD)/static

# That bundle in an empty root, against a throwaway database and the stand-in for Odoo, over http and https.
test-static: static
	@sh test/install_packages.sh socat openssl
	@cmake --build $(BUILD)/release -j $(JOBS) --target fake_odoo throwaway_postgres
	@bash test/static.sh $(BUILD)/release $(BUILD)/static

# Everything that can fail in a cycle, one thing at a time (test/fault): FAULTS=400 draws so many.
fault: build
	@CICLO_FAULT_SAMPLE=$(or $(FAULTS),all) bash test/fault/fault.sh $(BUILD)/release

# What stands in cron/, read by what will read it.
test-schedules: deps $(BUILD)/release/build.ninja
	@sh test/install_packages.sh systemd yamllint
	@cmake --build $(BUILD)/release -j $(JOBS) --target ciclo
	@bash test/schedules.sh $(BUILD)/release

# The stages of cron/Dockerfile in clean roots, without a Docker engine.
test-image:
	@sh test/install_packages.sh debootstrap
	@bash test/image.sh $(BUILD)/image

# The page of 'ciclo report' in a browser; screenshots in $(BUILD)/release/report_page.
test-report: deps $(BUILD)/release/build.ninja
	@sh test/install_packages.sh chromium
	@cmake --build $(BUILD)/release -j $(JOBS) --target ciclo fake_odoo throwaway_postgres
	@bash test/report_page.sh $(BUILD)/release

# Random inputs for each format that is read or written, a minute each (FUZZ_SECONDS): test/fuzz/README.md.
fuzz: deps
	@sh test/install_packages.sh $(FUZZ_DEPS)
	@cmake -S . -B $(BUILD)/fuzz -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_COMPILER=clang++ \
	    -DCICLO_TESTS=OFF -DCICLO_FUZZ=ON -DCICLO_SANITIZE=address,undefined >/dev/null
	@cmake --build $(BUILD)/fuzz -j $(JOBS)
	@bash test/fuzz/fuzz.sh $(BUILD)/fuzz $(FUZZ_SECONDS) $(FUZZ_TARGETS)

# What is made from the program's tables: cmd/OPTIONS.md, cmd/EXIT_STATUS.md, cron/ciclo.env.example.
docs: deps $(BUILD)/release/build.ninja
	@cmake --build $(BUILD)/release -j $(JOBS) --target docs

# The seams between the folders of lib/: prints the map and writes it into lib/README.md, and tells what lib/writers.txt
# and the link lines do not allow.
SEAM_MAP = $(BUILD)/release/test/support/seams/seam_map
map: deps $(BUILD)/release/build.ninja
	@cmake --build $(BUILD)/release -j $(JOBS) --target seam_map
	@$(SEAM_MAP) lib

# lib/writers.txt as the statements have it: look at the difference before you keep it.
writers: deps $(BUILD)/release/build.ninja
	@cmake --build $(BUILD)/release -j $(JOBS) --target seam_map
	@$(SEAM_MAP) lib writers

# Without precompiled headers, which clang-tidy could not read and which would hide an include that is missing.
lint: deps-lint
	@cmake -S . -B $(BUILD)/lint -G Ninja -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
	@cmake --build $(BUILD)/lint -j $(JOBS) --target generated_sql
	@bash test/lint.sh $(BUILD)/lint $(JOBS)

# The quick half of lint.
check-format:
	@sh test/install_packages.sh clang-format
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run -Werror

bench: deps $(BUILD)/release/build.ninja
	@cmake --build $(BUILD)/release -j $(JOBS) --target ciclo fake_odoo throwaway_postgres
	@bash test/bench/bench.sh $(BUILD)/release

# The program alone, for a host that runs it: no test is built, no database server installed.
install:
	@sh test/install_packages.sh $(RUN_DEPS) $(BUILD_DEPS)
	@cmake -S . -B $(BUILD)/install -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCICLO_TESTS=OFF >/dev/null
	@cmake --build $(BUILD)/install -j $(JOBS)
	@cmake --install $(BUILD)/install --strip

clean:
	rm -rf $(BUILD)
