#include "fake_odoo/access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace ciclo::fake_odoo {
namespace {

struct Group {
    std::string_view id;
    std::string_view title;  // as a refusal names it
};

constexpr Group k_billing{"account.group_account_invoice", "Invoicing/Billing"};
constexpr Group k_billing_manager{"account.group_account_manager", "Invoicing/Billing Administrator"};
constexpr Group k_accounting{"account.group_account_user", "Technical/Show Full Accounting Features"};
constexpr Group k_accounting_readonly{"account.group_account_readonly",
                                      "Technical/Show Accounting Features - Readonly"};
constexpr Group k_internal{"base.group_user", "User types/Internal User"};
constexpr Group k_portal{"base.group_portal", "User types/Portal"};
constexpr Group k_salesman{"sales_team.group_sale_salesman", "Sales/User: Own Documents Only"};
constexpr Group k_sales_manager{"sales_team.group_sale_manager", "Sales/Administrator"};
constexpr Group k_settings{"base.group_system", "Administration/Settings"};
constexpr Group k_stock{"stock.group_stock_user", "Inventory/User"};

using Readers = std::vector<Group>;

// In the order in which a refusal lists them. A model that is not here is open to every internal user.
const std::map<std::string_view, Readers>& restricted() {
    static const Readers k_invoices{k_billing, k_billing_manager, k_salesman, k_accounting_readonly,
                                    k_portal};
    static const Readers k_orders{k_stock,      k_billing, k_sales_manager, k_salesman, k_accounting_readonly,
                                  k_accounting, k_portal};
    static const std::map<std::string_view, Readers> k_restricted{
        {"account.move", k_invoices},
        {"account.move.line", k_invoices},
        {"sale.order", k_orders},
        {"sale.order.line", k_orders},
        {"delivery.carrier", {k_stock, k_sales_manager, k_salesman}},
        {"payment.provider", {k_settings}},
    };
    return k_restricted;
}

struct Implied {
    std::string_view group;
    std::string_view by;
};

constexpr std::array k_implied{
    Implied{k_salesman.id, "sales_team.group_sale_salesman_all_leads"},
    Implied{k_salesman.id, k_sales_manager.id},
    Implied{k_billing.id, k_billing_manager.id},
};

bool holds(const Groups& groups, std::string_view group) {
    if (groups.contains(group)) return true;
    return std::any_of(k_implied.begin(), k_implied.end(), [&](const auto& implied) {
        return implied.group == group && groups.contains(implied.by);
    });
}

}  // namespace

bool may_read(std::string_view model, const Groups& groups) {
    const auto readers = restricted().find(model);
    if (readers == restricted().end()) return holds(groups, k_internal.id);
    return std::any_of(readers->second.begin(), readers->second.end(),
                       [&](const auto& group) { return holds(groups, group.id); });
}

std::string refusal(const Model& model) {
    std::string text =
        fmt::format("You are not allowed to access '{}' ({}) records.\n\n", model.label, model.name);
    const auto readers = restricted().find(model.name);
    if (readers == restricted().end()) {
        text += "No group currently allows this operation.";
    } else {
        text += "This operation is allowed for the following groups:";
        for (const auto& group : readers->second) text += fmt::format("\n\t- {}", group.title);
    }
    return text + "\n\nContact your administrator to request access if necessary.";
}

}  // namespace ciclo::fake_odoo
