#include "fake_odoo/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <regex>

#include "fake_odoo/odoo_error.hpp"

namespace ciclo::fake_odoo {
namespace {

struct OrderTerm {
    const Field* field;
    bool descending;
};

std::vector<OrderTerm> parse_order(const View& view, const Model& model, const std::string& order) {
    static const std::regex k_form(R"(^\s*([a-z0-9_]+)(?:\s+(asc|desc))?\s*$)", std::regex::icase);
    std::vector<OrderTerm> terms;
    std::size_t begin = 0;
    while (begin <= order.size()) {
        const std::size_t end = std::min(order.find(',', begin), order.size());
        const std::string term = order.substr(begin, end - begin);
        std::smatch parts;
        if (const auto dot = term.find('.'); dot != term.npos && view.is_since(18))
            throw OdooError::value_error(
                view.is_since(19) ? fmt::format("Invalid field property '{}' on {}.{}", term.substr(dot + 1),
                                                model.name, term.substr(0, dot))
                                  : fmt::format("Invalid field '{}' on model '{}'", term, model.name));
        if (!std::regex_match(term, parts, k_form))
            throw OdooError::user_error(fmt::format(
                "Invalid \"order\" specified ({}). A valid \"order\" specification is a comma-separated "
                "list of valid field names (optionally followed by asc/desc for the direction)",
                order));
        const Field* field = view.field(model, parts[1].str());
        if (field == nullptr)
            throw OdooError::value_error(
                fmt::format("Invalid field '{}' on model '{}'", parts[1].str(), model.name));
        terms.push_back({field, parts[2].matched && (parts[2].str()[0] == 'd' || parts[2].str()[0] == 'D')});
        begin = end + 1;
    }
    return terms;
}

// Rows in id order need no sort: the map has it.
bool is_by_id(const std::vector<OrderTerm>& order) {
    return order.front().field->source == Source::id && !order.front().descending;
}

// PostgreSQL's order: unset is greater than anything. A many2one sorts by id (the server would use its
// model's order).
int compare_cells(const Field& field, const Value& left, const Value& right) {
    if (left.is_unset() || right.is_unset())
        return static_cast<int>(left.is_unset()) - static_cast<int>(right.is_unset());
    if (field.is_number()) {
        const double a = left.as_double();
        const double b = right.as_double();
        return a < b ? -1 : a > b ? 1 : 0;
    }
    return left.data() < right.data() ? -1 : right.data() < left.data() ? 1 : 0;
}

class Finder {
  public:
    Finder(const View& view, const Model& model, const Search& search)
        : m_view(view), m_model(model), m_active(model.find("active")) {
        if (search.domain != nullptr && !search.domain->IsNull())
            m_selection = compile_domain(view, model, *search.domain);
        else
            m_selection.matches = [](long long, const Record&) { return true; };
        m_only_active = search.active_test && m_active != nullptr && !m_selection.names_active;
    }

    // Stops after `enough` records.
    Found collect(std::size_t enough) const {
        Found found;
        const auto& records = m_view.store().records(m_model);
        if (m_selection.candidates) {
            for (const long long id : *m_selection.candidates) {
                if (found.size() >= enough) break;
                const Record* record = id > m_selection.after ? m_view.store().find(m_model, id) : nullptr;
                if (record != nullptr && takes(id, *record)) found.emplace_back(id, record);
            }
            return found;
        }
        for (auto it = records.upper_bound(m_selection.after); it != records.end() && found.size() < enough;
             ++it)
            if (takes(it->first, it->second)) found.emplace_back(it->first, &it->second);
        return found;
    }

  private:
    [[nodiscard]] bool takes(long long id, const Record& record) const {
        if (m_only_active && !record.cells[m_active->cell].as_bool()) return false;
        return m_view.is_visible(m_model, id) && m_selection.matches(id, record);
    }

    const View& m_view;
    const Model& m_model;
    const Field* m_active;
    Selection m_selection;
    bool m_only_active = false;
};

void sort(const View& view, const Model& model, const std::vector<OrderTerm>& order, Found& found) {
    std::stable_sort(found.begin(), found.end(), [&](const auto& left, const auto& right) {
        for (const OrderTerm& term : order) {
            const int result =
                compare_cells(*term.field, view.store().value(model, left.first, *left.second, *term.field),
                              view.store().value(model, right.first, *right.second, *term.field));
            if (result != 0) return term.descending ? result > 0 : result < 0;
        }
        return false;
    });
}

}  // namespace

Found search(const View& view, const Model& model, const Search& search) {
    if (search.limit < 0)
        throw OdooError("psycopg2.errors.InvalidRowCountInLimitClause", "LIMIT must not be negative\n");
    const auto order = parse_order(view, model, search.order.empty() ? model.order : search.order);
    const auto offset = static_cast<std::size_t>(std::max(search.offset, 0LL));
    const std::size_t end = search.limit == 0 ? SIZE_MAX : offset + static_cast<std::size_t>(search.limit);
    const Finder finder(view, model, search);
    Found found = finder.collect(is_by_id(order) ? end : SIZE_MAX);
    if (!is_by_id(order)) sort(view, model, order, found);
    if (found.size() > end) found.resize(end);
    found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(std::min(offset, found.size())));
    return found;
}

}  // namespace ciclo::fake_odoo
