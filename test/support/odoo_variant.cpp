#include "odoo_variant.hpp"

#include <cstdlib>
#include <stdexcept>

namespace ciclo::test {

const OdooVariant& odoo_of_this_run() {
    const char* given = std::getenv("CICLO_TEST_ODOO");
    if (given == nullptr || *given == '\0') given = std::getenv("CICLO_TEST_ODOO_OF_FILE");
    if (given == nullptr || *given == '\0') return odoo_variants().front();
    for (const auto* variants : {&odoo_variants(), &localised_variants()})
        for (const auto& variant : *variants)
            if (variant.name == given) return variant;
    throw std::invalid_argument(std::string("CICLO_TEST_ODOO is '") + given +
                                "'; expected 16, 17, 18, 19, 19-jsonrpc, 17-oca, 18-oca or 19-native");
}

}  // namespace ciclo::test
