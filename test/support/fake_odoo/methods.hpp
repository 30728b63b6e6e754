// The methods of a model that a client of ours may call: search_read, search, search_count, read, fields_get
// and one that returns nothing. Not for: the JSON-RPC envelope (rpc).
#pragma once

#include <string>
#include <vector>

#include "fake_odoo/json.hpp"
#include "fake_odoo/view.hpp"

namespace ciclo::fake_odoo {

struct Call {
    std::string model;
    std::string method;
    const Json* args = nullptr;    // an array
    const Json* kwargs = nullptr;  // an object

    // The argument by name or position; nullptr when neither is given.
    [[nodiscard]] const Json* argument(rapidjson::SizeType position, const char* name) const;
};

struct Result {
    std::string text;  // JSON; empty when the method returned None
    // Where each record of a list ends in `text`, so that some can be left out.
    std::vector<std::size_t> ends;
};

// The store must be locked. Throws OdooError.
Result run(const View& view, const Call& call);

}  // namespace ciclo::fake_odoo
