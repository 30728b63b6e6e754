#include "history.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>

#include "variants.hpp"

namespace ciclo::test {
namespace {

constexpr std::chrono::minutes k_longest{24 * 24 * 60};
constexpr std::size_t k_most_pedidos = 4;
// Few, so that lots, pedidos and NFs are often exactly equal.
constexpr std::array<int, 5> k_quantities{3, 5, 10, 10, 12};
// More than any history invoices and separates.
constexpr int k_plenty = 1000;

// How many lots a pedido may have, and when; see Rivalry.
enum class Lots { none, one, several, any };

struct Pedido {
    std::string name;
    std::vector<Ordered> lines;
    Lots plan;
    bool exact;  // its lots and NFs come near what was ordered
    std::size_t lots = 0;
    std::vector<std::size_t> nfs{};
};

struct Nf {
    std::string number;
    std::string state;
    bool numbered;
    bool ever_posted;
    std::vector<Invoiced> lines;
};

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : m_engine(seed) {}
    // From 0 to sides - 1. (The distributions of <random> are not the same everywhere.)
    std::size_t roll(std::size_t sides) { return static_cast<std::size_t>(m_engine() % sides); }
    bool chance(std::size_t percent) { return roll(100) < percent; }
    template <typename Range>
    const auto& pick(const Range& range) {
        return range[roll(range.size())];
    }

  private:
    std::mt19937_64 m_engine;
};

class Drawer {
  public:
    Drawer(std::uint64_t seed, Rivalry rivalry) : m_dice(seed), m_rivalry(rivalry) {}
    History draw();

  private:
    struct Choice {
        std::size_t weight;
        std::function<void()> make;
    };

    void step();
    void add(Event event);
    void add_pedido();
    void pass_time();
    void settle();

    [[nodiscard]] bool takes_lot(const Pedido& pedido) const;
    void add_lot(std::size_t place);
    LotPart part_of(const Pedido& pedido, bool whole);

    [[nodiscard]] bool takes_nf(const Pedido& pedido) const;
    void add_nf(std::size_t place);
    void add_lines(std::size_t place, std::vector<Invoiced>& lines);
    std::string new_number();

    [[nodiscard]] bool may_be_draft(const Nf& nf) const;
    [[nodiscard]] bool may_be_corrected(const Nf& nf) const;
    [[nodiscard]] bool holds_last_line(const Nf& nf, std::size_t line) const;
    void offer_changes(std::size_t place, std::vector<Choice>& choices);
    void set_state(std::size_t place, const std::string& state);
    void set_number(std::size_t place);
    void correct(std::size_t place);
    void add_line(std::size_t place);

    Dice m_dice;
    Rivalry m_rivalry;
    History m_history;
    std::vector<Pedido> m_pedidos;
    std::vector<Nf> m_nfs;
    std::size_t m_lots = 0;
    std::size_t m_cycle_percent = 0;
    std::chrono::minutes m_time{0};
};

History Drawer::draw() {
    constexpr std::array<std::size_t, 3> k_cycle_percents{10, 40, 60};
    m_cycle_percent = m_dice.pick(k_cycle_percents);
    add_pedido();
    const auto steps = 8 + m_dice.roll(m_rivalry == Rivalry::any ? 20 : 16);
    for (std::size_t i = 0; i < steps; ++i) step();
    settle();
    for (const auto& nf : m_nfs) {
        if (nf.state == "draft" && !nf.ever_posted) m_history.never_posted.push_back(nf.number);
    }
    return std::move(m_history);
}

// One of the things that may happen now, by their weights.
void Drawer::step() {
    std::vector<Choice> choices{{3, [this] { pass_time(); }}};
    // Rivals are many on few pedidos.
    const bool rivals = m_rivalry == Rivalry::any;
    if (m_pedidos.size() < (rivals ? 2 : k_most_pedidos)) {
        choices.push_back({rivals ? 1U : 3U, [this] { add_pedido(); }});
    }
    for (std::size_t place = 0; place < m_pedidos.size(); ++place) {
        if (takes_lot(m_pedidos[place])) choices.push_back({4, [this, place] { add_lot(place); }});
        if (takes_nf(m_pedidos[place])) choices.push_back({5, [this, place] { add_nf(place); }});
    }
    for (std::size_t place = 0; place < m_nfs.size(); ++place) offer_changes(place, choices);
    std::size_t sum = 0;
    for (const auto& choice : choices) sum += choice.weight;
    auto left = m_dice.roll(sum);
    const auto chosen = std::find_if(choices.begin(), choices.end(), [&](const Choice& choice) {
        if (left < choice.weight) return true;
        left -= choice.weight;
        return false;
    });
    chosen->make();
}

void Drawer::add(Event event) {
    m_history.events.push_back(std::move(event));
    if (m_dice.chance(m_cycle_percent)) m_history.events.push_back(cycle_runs());
}

void Drawer::add_pedido() {
    constexpr std::array<Lots, 5> k_plans{Lots::none, Lots::one, Lots::one, Lots::one, Lots::several};
    Pedido pedido{"VCD000000" + std::to_string(m_pedidos.size() + 1), {}, Lots::any, m_dice.chance(50)};
    if (m_rivalry == Rivalry::none) pedido.plan = m_dice.pick(k_plans);
    if (pedido.plan == Lots::several) pedido.exact = false;
    const auto products = 1 + m_dice.roll(3);
    for (std::size_t i = 0; i < products; ++i) {
        const int quantity = pedido.exact ? m_dice.pick(k_quantities) : k_plenty;
        pedido.lines.push_back({static_cast<Product>(i), quantity, 2.5 * static_cast<double>(i + 1)});
    }
    // The same product on a second line, at another price.
    if (m_dice.chance(15)) pedido.lines.push_back({Product::azeitona, 5, 20});
    m_pedidos.push_back(pedido);
    add(pedido_comes(pedido.name, pedido.lines));
}

// Minutes, sometimes so long that windows close and a cycle has to catch up.
void Drawer::pass_time() {
    std::chrono::minutes time{1 + m_dice.roll(90)};
    if (m_dice.chance(30)) time = std::chrono::hours{1 + m_dice.roll(40)};
    if (m_dice.chance(10)) time = std::chrono::hours{24 * (1 + m_dice.roll(6))};
    if (m_time + time > k_longest) return;
    m_time += time;
    add(time_passes(time));
}

bool Drawer::takes_lot(const Pedido& pedido) const {
    switch (pedido.plan) {
        case Lots::none:
            return false;
        case Lots::one:
            return pedido.lots == 0;
        case Lots::any:
            return pedido.lots < 4;
        case Lots::several:
            break;
    }
    const auto posted = [&](std::size_t nf) { return m_nfs[nf].ever_posted; };
    return pedido.lots < 3 && std::none_of(pedido.nfs.begin(), pedido.nfs.end(), posted);
}

LotPart Drawer::part_of(const Pedido& pedido, bool whole) {
    std::vector<int> ordered(3);
    for (const auto& line : pedido.lines) ordered[static_cast<std::size_t>(line.product)] += line.quantity;
    LotPart part{pedido.name, {}};
    for (std::size_t product = 0; product < ordered.size(); ++product) {
        if (ordered[product] == 0 || (!whole && !part.picked.empty() && m_dice.chance(30))) continue;
        const auto quantity =
            whole ? ordered[product] : std::min(ordered[product], m_dice.pick(k_quantities));
        part.picked.emplace_back(static_cast<Product>(product), quantity);
    }
    return part;
}

// Sometimes a lot of two pedidos.
void Drawer::add_lot(std::size_t place) {
    const bool may_be_total = m_rivalry == Rivalry::any || m_pedidos[place].exact;
    const bool total = may_be_total && m_dice.chance(40);
    std::vector<LotPart> parts{part_of(m_pedidos[place], total)};
    ++m_pedidos[place].lots;
    const auto other = (place + 1) % m_pedidos.size();
    if (other != place && !total && takes_lot(m_pedidos[other]) && m_dice.chance(20)) {
        parts.push_back(part_of(m_pedidos[other], false));
        ++m_pedidos[other].lots;
    }
    // Not in the order of their names: of equal lots the lower name is taken.
    const auto lote = std::string(1, static_cast<char>('A' + m_dice.roll(26))) + std::to_string(++m_lots);
    add(lot_comes(lote, static_cast<int>(1 + m_dice.roll(3)), parts, total ? "total" : "parcial",
                  m_dice.chance(50) ? 7 : 0));
}

bool Drawer::takes_nf(const Pedido& pedido) const {
    const bool many = pedido.plan == Lots::any || pedido.plan == Lots::none;
    return pedido.nfs.size() < (many ? 3 : 1);
}

void Drawer::add_lines(std::size_t place, std::vector<Invoiced>& lines) {
    const auto& pedido = m_pedidos[place];
    const bool whole = pedido.exact && m_dice.chance(40);
    const auto first = lines.size();
    for (std::size_t line = 0; line < pedido.lines.size(); ++line) {
        if (!whole && lines.size() > first && m_dice.chance(30)) continue;
        const auto quantity = whole ? pedido.lines[line].quantity : m_dice.pick(k_quantities);
        lines.push_back({place, line, quantity});
    }
}

void Drawer::add_nf(std::size_t place) {
    constexpr std::array<const char*, 4> k_states{"posted", "posted", "draft", "draft"};
    Nf nf{new_number(), "posted", m_dice.chance(80), false, {}};
    add_lines(place, nf.lines);
    std::string pedidos = m_pedidos[place].name;
    m_pedidos[place].nfs.push_back(m_nfs.size());
    const auto other = (place + 1) % m_pedidos.size();
    if (other != place && takes_nf(m_pedidos[other]) && m_dice.chance(35)) {
        add_lines(other, nf.lines);
        pedidos += ", " + m_pedidos[other].name;
        m_pedidos[other].nfs.push_back(m_nfs.size());
    }
    if (may_be_draft(nf)) nf.state = m_dice.pick(k_states);
    if (m_dice.chance(5)) nf.state = "cancel";
    nf.ever_posted = nf.state == "posted";
    m_nfs.push_back(nf);
    add(nf_comes(nf.number, nf.numbered ? nf.number : "", nf.state, nf.lines, pedidos));
}

// Of five or six digits, in no order.
std::string Drawer::new_number() {
    while (true) {
        auto number = std::to_string(99900 + m_dice.roll(200));
        const auto same = [&](const Nf& nf) { return nf.number == number; };
        if (std::none_of(m_nfs.begin(), m_nfs.end(), same)) return number;
    }
}

bool Drawer::may_be_draft(const Nf& nf) const {
    return std::none_of(nf.lines.begin(), nf.lines.end(), [&](const Invoiced& line) {
        const auto& pedido = m_pedidos[line.pedido];
        return pedido.plan == Lots::one && pedido.exact;
    });
}

bool Drawer::may_be_corrected(const Nf& nf) const {
    return std::none_of(nf.lines.begin(), nf.lines.end(),
                        [&](const Invoiced& line) { return m_pedidos[line.pedido].plan == Lots::several; });
}

// A pedido does not vanish from its NF, nor an NF's last line: what is left then is no NF of it.
bool Drawer::holds_last_line(const Nf& nf, std::size_t line) const {
    const auto of_same = [&](const Invoiced& other) { return other.pedido == nf.lines[line].pedido; };
    return std::count_if(nf.lines.begin(), nf.lines.end(), of_same) == 1;
}

void Drawer::offer_changes(std::size_t place, std::vector<Choice>& choices) {
    const auto& nf = m_nfs[place];
    for (const char* state : {"draft", "posted", "cancel"}) {
        if (nf.state == state || (state == std::string("draft") && !may_be_draft(nf))) continue;
        choices.push_back({3, [this, place, state] { set_state(place, state); }});
    }
    if (!nf.numbered) choices.push_back({3, [this, place] { set_number(place); }});
    choices.push_back({1, [this, place] { add(payment(place, m_nfs[place].number)); }});
    if (nf.state == "cancel" || !may_be_corrected(nf)) return;
    choices.push_back({2, [this, place] { correct(place); }});
    choices.push_back({1, [this, place] { add_line(place); }});
}

void Drawer::set_state(std::size_t place, const std::string& state) {
    auto& nf = m_nfs[place];
    nf.state = state;
    nf.ever_posted = nf.ever_posted || state == "posted";
    add(state_changes(place, nf.number, state));
}

void Drawer::set_number(std::size_t place) {
    m_nfs[place].numbered = true;
    add(number_arrives(place, m_nfs[place].number));
}

void Drawer::correct(std::size_t place) {
    auto& nf = m_nfs[place];
    const auto line = m_dice.roll(nf.lines.size());
    if (m_dice.chance(40) && !holds_last_line(nf, line)) {
        nf.lines.erase(nf.lines.begin() + static_cast<std::ptrdiff_t>(line));
        add(line_goes(place, nf.number, line));
        return;
    }
    nf.lines[line].quantity = m_dice.pick(k_quantities);
    add(quantity_changes(place, nf.number, line, nf.lines[line].quantity));
}

void Drawer::add_line(std::size_t place) {
    auto& nf = m_nfs[place];
    const auto pedido = m_dice.pick(nf.lines).pedido;
    const Invoiced line{pedido, m_dice.roll(m_pedidos[pedido].lines.size()), m_dice.pick(k_quantities)};
    nf.lines.push_back(line);
    add(line_comes(place, nf.number, line));
}

// What would make the end depend on what a cycle saw by chance is settled: a draft that was posted keeps what
// it had when it was, and Odoo counts as invoiced what a posted NF without a number holds.
void Drawer::settle() {
    for (std::size_t place = 0; place < m_nfs.size(); ++place) {
        const auto& nf = m_nfs[place];
        if (nf.state == "draft" && nf.ever_posted && m_rivalry == Rivalry::none) {
            set_state(place, m_dice.chance(70) ? "posted" : "cancel");
        }
        if (nf.state == "posted" && !nf.numbered) set_number(place);
    }
}

}  // namespace

std::string History::text() const {
    std::string out;
    for (const auto& event : events) out += "- " + event.text + "\n";
    return out;
}

Seeds seeds(std::uint64_t usual) {
    const char* text = std::getenv("CICLO_PROPERTY_SEEDS");
    if (text == nullptr) return {1, thorough() ? usual : 1};
    char* end = nullptr;
    const auto number = std::strtoull(text, &end, 10);
    const auto chosen = *end == '-' ? Seeds{number, std::strtoull(end + 1, nullptr, 10)} : Seeds{1, number};
    REQUIRE(chosen.first <= chosen.last);
    return chosen;
}

History draw_history(std::uint64_t seed, Rivalry rivalry) {
    return Drawer(seed, rivalry).draw();
}

}  // namespace ciclo::test
