// Which records of a model are wanted. Not for: the calls that ask for them (calls.hpp, sequence.hpp).
#pragma once

#include <string>
#include <vector>

#include "odoo/domain.hpp"

namespace ciclo::odoo {

// What shows that a list is whole: an answer that lost records in transit looks like a page that is not full.
enum class End {
    empty_page,  // one small request more
    short_page,  // nothing: for batches whose records are known beforehand, or proved by other means
    count,  // Odoo's own count of the same domain, asked for beside the list; where the two differ, both are
            // asked for again, and what came counts twice
};

// One keyset sequence: everything that `domain` matches, in pages of `page_size` by growing id.
struct Query {
    std::string model;
    std::vector<std::string> fields;
    Domain domain;
    int page_size = 2000;
    End end = End::short_page;
};

// How many records of `model` match.
struct Count {
    std::string model;
    Domain domain;
};

}  // namespace ciclo::odoo
