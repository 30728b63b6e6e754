// An error as Odoo sends it: HTTP 200 with error.data.name and error.data.message.
#pragma once

#include <stdexcept>
#include <string>

namespace ciclo::fake_odoo {

class OdooError : public std::runtime_error {
  public:
    // `name`: the exception's dotted name, e.g. "odoo.exceptions.AccessError".
    OdooError(std::string name, const std::string& message)
        : std::runtime_error(message), m_name(std::move(name)) {}

    [[nodiscard]] const std::string& name() const { return m_name; }

    static OdooError value_error(const std::string& message) { return {"builtins.ValueError", message}; }
    static OdooError type_error(const std::string& message) { return {"builtins.TypeError", message}; }
    static OdooError user_error(const std::string& message) { return {"odoo.exceptions.UserError", message}; }
    static OdooError access_error(const std::string& message) {
        return {"odoo.exceptions.AccessError", message};
    }
    static OdooError access_denied() { return {"odoo.exceptions.AccessDenied", "Access Denied"}; }

  private:
    std::string m_name;
};

}  // namespace ciclo::fake_odoo
