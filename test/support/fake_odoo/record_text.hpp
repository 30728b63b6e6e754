// A record as search_read and read send it. Not for: which records (search).
#pragma once

#include <string>
#include <vector>

#include "fake_odoo/view.hpp"

namespace ciclo::fake_odoo {

class RecordText {
  public:
    // `fields` empty: all that the user may read. `names`: a many2one is [id, "display name"], else its id.
    // Throws OdooError for fields that are unknown or forbidden.
    RecordText(const View& view, const Model& model, const std::vector<std::string>& fields, bool names);

    void append(std::string& out, long long id, const Record& record) const;

  private:
    void append_value(std::string& out, const Field& field, const Value& value) const;
    void append_link(std::string& out, const Field& field, long long id) const;
    [[nodiscard]] Ids visible(const Field& field, Ids ids) const;

    const View& m_view;
    const Model& m_model;
    std::vector<const Field*> m_fields;
    std::vector<std::string> m_keys;  // ", \"name\": "
    bool m_names;
};

}  // namespace ciclo::fake_odoo
