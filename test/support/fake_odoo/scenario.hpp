// A made-up company's base in the stand-in, the same for the same seed and clock, and six things that happen
// in it. Not for: tests of one rule (they create the few records that they need).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "fake_odoo/fake_odoo.hpp"
#include "fake_odoo/random.hpp"
#include "fake_odoo/scenario_base.hpp"

namespace ciclo::fake_odoo {

struct ScenarioOptions {
    unsigned seed = 7;
    int customers = 60;
    int products = 120;
    // Pedidos of the last 20 days, about 60 % of them invoiced.
    int pedidos = 300;
    // For load: so many further posted NFs over the last 20 days, each of a pedido of its own that it covers.
    int nfs = 0;
    int lines_per_nf = 10;
    // For load: so many further open pedidos over the last 20 days; a quarter of them is invoiced by half.
    int open_pedidos = 0;
    int lines_per_pedido = 8;
};

// What was done, for people: "pedido VCD2560001: product 4310162 from 10 to 25".
struct Change {
    std::string action;
    std::string description;
};

class Scenario {
  public:
    // Fills the base. `odoo` must outlive this object.
    explicit Scenario(FakeOdoo& odoo, const ScenarioOptions& options = {});

    // Each throws std::runtime_error when there is nothing left to do it to.
    Change new_pedido();
    // Of a line of an open confirmed pedido.
    Change change_quantity();
    // Sets the quantity to 0 on a confirmed pedido (Odoo refuses to delete there), deletes the line of a
    // draft.
    Change delete_line();
    // Of a pedido without an NF.
    Change cancel_pedido();
    // Invoices what is open of a confirmed pedido.
    Change new_nf();
    Change cancel_nf();

    // By the method's name; throws std::invalid_argument for any other.
    Change apply(std::string_view action);

  private:
    enum class NfState { posted, cancelled, draft };

    void fill_history(int pedidos);
    void fill_bulk(int nfs, int lines);
    void fill_open(int pedidos, int lines);
    // A confirmed pedido, of whose every line `invoiced` (a share) is invoiced.
    long long add_bulk_pedido(UtcSeconds moment, int lines, double invoiced);
    // A posted NF over what is invoiced of such a pedido.
    void add_bulk_nf(UtcSeconds moment, long long order);
    void invoice_history(long long order, UtcSeconds moment);
    [[nodiscard]] UtcSeconds moment_in_history(int index, int count) const;

    long long add_pedido(const std::string& state, const std::string& tipo);
    void add_order_line(long long order, long long product);
    // Posts (or drafts, or cancels) an NF over `percent` of what is open; 0 when nothing is.
    long long add_nf(long long order, int percent, NfState state);
    Values nf_values(const Values& order, NfState state);
    void add_nf_line(long long move, long long order_line, double quantity);
    void add_other_lines(long long move, double total);

    [[nodiscard]] std::string product_code(long long product) const;
    [[nodiscard]] Ids product_lines(const Values& order) const;
    [[nodiscard]] Values order_value(long long order) const { return m_store.get("sale.order", order); }
    template <typename Condition>
    Ids orders_where(Condition condition) const;
    template <typename Condition>
    long long pick_order(Condition condition);
    Ids lines_to_delete(const Values& order) const;

    Store& m_store;
    Random m_random;
    MasterData m_data;
    UtcSeconds m_start;
    long long m_next_vcd = 2560001;
    long long m_next_vsc = 1300001;
    long long m_next_vfb = 4100001;
    long long m_next_nf = 130001;
    long long m_next_move = 1;
};

}  // namespace ciclo::fake_odoo
