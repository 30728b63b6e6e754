// The base as one user sees it: without the models and fields that are not installed, the rows that record
// rules hide, and what access rights refuse. Not for: the records themselves (store).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fake_odoo/access.hpp"
#include "fake_odoo/store.hpp"

namespace ciclo::fake_odoo {

struct Restrictions {
    // True for a row that is silently left out.
    using Hides = std::function<bool(long long id)>;

    int major = 17;                     // of the version
    std::string localisation = "ciel";  // "oca", "native"
    std::set<std::string> removed_models;
    std::set<std::pair<std::string, std::string>> removed_fields;
    std::set<std::pair<std::string, std::string>> denied_fields;
    // Model -> the users refused; no user means everyone.
    std::map<std::string, std::set<long long>> denied_models;
    // The same, but fields_get answers.
    std::map<std::string, std::set<long long>> denied_records;
    // Users who may read only what these groups of theirs may; everybody else may read every model.
    std::map<long long, Groups> groups;
    std::map<std::string, std::vector<Hides>> hidden;
};

class View {
  public:
    View(const Store& store, const Restrictions& rules, long long uid)
        : m_store(store), m_rules(rules), m_uid(uid) {}

    [[nodiscard]] const Store& store() const { return m_store; }
    [[nodiscard]] long long uid() const { return m_uid; }
    // What differs between versions: "in leaf" until 18.
    [[nodiscard]] bool is_since(int major) const { return m_rules.major >= major; }

    // Throws UserError when there is none.
    [[nodiscard]] const Model& model(std::string_view name) const;
    // nullptr when there is none, or it is not installed.
    [[nodiscard]] const Field* field(const Model& model, std::string_view name) const;
    [[nodiscard]] bool is_denied(const Model& model, const Field& field) const;
    [[nodiscard]] bool is_visible(const Model& model, long long id) const;

    // Throws AccessError.
    void check_access(const Model& model) const;
    void check_access(const Model& model, const Field& field) const;
    void check_records(const Model& model) const;

  private:
    [[nodiscard]] bool is_there(const std::string& localisations) const;
    [[nodiscard]] std::string_view stored_name(std::string_view model) const;
    [[nodiscard]] bool is_own(const Model& model, long long id) const;

    const Store& m_store;
    const Restrictions& m_rules;
    long long m_uid;
};

}  // namespace ciclo::fake_odoo
