// The versions of Odoo and the APIs by which cycles are tested.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace ciclo::test {

struct OdooVariant {
    std::string name;  // as CICLO_TEST_ODOO takes it
    std::string version;
    config::OdooApi api;
    std::string localisation = "ciel";
};

inline const std::vector<OdooVariant>& odoo_variants() {
    static const std::vector<OdooVariant> k_variants{{"17", "17.0", config::OdooApi::automatic},
                                                     {"18", "18.0", config::OdooApi::automatic},
                                                     {"19", "19.0", config::OdooApi::automatic},
                                                     {"19-jsonrpc", "19.0", config::OdooApi::json_rpc},
                                                     {"16", "16.0", config::OdooApi::automatic}};
    return k_variants;
}

// Odoo with the modules of another localisation, by which single tests run.
inline const std::vector<OdooVariant>& localised_variants() {
    static const std::vector<OdooVariant> k_variants{
        {"17-oca", "17.0", config::OdooApi::automatic, "oca"},
        {"18-oca", "18.0", config::OdooApi::automatic, "oca"},
        {"19-native", "19.0", config::OdooApi::automatic, "native"}};
    return k_variants;
}

// The one of either list that CICLO_TEST_ODOO names for the whole run, else the one that CTest gives this
// file (test/CMakeLists.txt), else 17. Throws std::invalid_argument for another.
const OdooVariant& odoo_of_this_run();

}  // namespace ciclo::test
