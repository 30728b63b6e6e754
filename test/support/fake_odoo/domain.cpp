#include "fake_odoo/domain.hpp"

#include <algorithm>

#include "fake_odoo/domain_leaf.hpp"
#include "fake_odoo/odoo_error.hpp"

namespace ciclo::fake_odoo {
namespace {

class Parser {
  public:
    Parser(const View& view, const Model& model, const Json& domain)
        : m_view(view), m_model(model), m_domain(domain) {}

    Selection parse() {
        check_notation();
        std::vector<Predicate> terms;
        while (m_next < m_domain.Size()) terms.push_back(term(true));
        if (terms.size() == 1) {
            m_selection.matches = terms.front();
        } else {
            m_selection.matches = [terms](long long id, const Record& record) {
                return std::all_of(terms.begin(), terms.end(),
                                   [&](const auto& one) { return one(id, record); });
            };
        }
        return std::move(m_selection);
    }

  private:
    // The server's normalize_domain: counts the expressions that are still expected.
    void check_notation() const {
        if (!m_domain.IsArray())
            throw OdooError::value_error("Domain " + python_repr(m_domain) + " is no list");
        int expected = 1;
        for (const auto& token : m_domain.GetArray()) {
            if (expected == 0) expected = 1;
            const bool binary = token == "&" || token == "|";
            expected += token.IsArray() ? -1 : binary ? 1 : token == "!" ? 0 : -1;
        }
        if (expected != 0 && !m_domain.Empty())
            throw OdooError::value_error(
                m_view.is_since(19) ? "Domain() malformed domain " + python_repr(m_domain)
                                    : "Domain " + python_repr(m_domain) + " is syntactically not correct.");
    }

    // `binding`: whether the whole domain fails when this term does.
    Predicate term(bool binding) {
        const Json& token = m_domain[m_next++];
        if (token == "!") {
            const Predicate inner = term(false);
            return [inner](long long id, const Record& record) { return !inner(id, record); };
        }
        if (token == "&" || token == "|") return pair(token == "&", binding);
        const Leaf leaf = parse_leaf(token, m_view.is_since(19));
        if (leaf.path == "active") m_selection.names_active = true;
        if (binding) narrow(m_view, m_model, leaf, m_selection);
        return compile_leaf(m_view, m_model, leaf);
    }

    Predicate pair(bool both, bool binding) {
        const Predicate left = term(both && binding);
        const Predicate right = term(both && binding);
        if (both)
            return [=](long long id, const Record& record) { return left(id, record) && right(id, record); };
        return [=](long long id, const Record& record) { return left(id, record) || right(id, record); };
    }

    const View& m_view;
    const Model& m_model;
    const Json& m_domain;
    rapidjson::SizeType m_next = 0;
    Selection m_selection;
};

}  // namespace

Selection compile_domain(const View& view, const Model& model, const Json& domain) {
    return Parser(view, model, domain).parse();
}

}  // namespace ciclo::fake_odoo
