// What can happen between two cycles, each as words and as deed, and what a replay of such events has made.
// Not for: which events follow each other (history.hpp).
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "world.hpp"

namespace ciclo::test {

enum class Product { azeitona, palmito, sem_codigo };

struct Ordered {
    Product product;
    int quantity;
    double price;
};

// A line of an NF: so much of one line of a pedido; both by their places.
struct Invoiced {
    std::size_t pedido;
    std::size_t line;
    int quantity;
};

// What a lot holds of one pedido.
struct LotPart {
    std::string pedido;
    std::vector<std::pair<Product, int>> picked;
};

struct Invoice {
    long long id;
    std::vector<long long> lines;
    std::vector<long long> orders;
};

// Pedidos and NFs by the places in which they came.
struct Replay {
    explicit Replay(World& in) : world(in) {}
    World& world;
    std::vector<Order> orders{};
    std::vector<std::vector<Ordered>> ordered{};
    std::vector<Invoice> invoices{};
};

struct Event {
    enum class Where { odoo, application, clock, cycle };
    Where where;
    std::string text;
    std::function<void(Replay&)> happen;  // nothing for a cycle: the replay runs it
};

Event pedido_comes(const std::string& name, const std::vector<Ordered>& lines);
// Open separações and one shipment item for each pedido, in one embarque; COTADO with a cotacao_id other
// than 0.
Event lot_comes(const std::string& lote, int embarque, const std::vector<LotPart>& parts,
                const std::string& tipo_envio, int cotacao_id);
// "" for an NF without a number yet; `pedidos` are their names.
Event nf_comes(const std::string& name, const std::string& number, const std::string& state,
               const std::vector<Invoiced>& lines, const std::string& pedidos);
Event number_arrives(std::size_t nf, const std::string& number);
Event state_changes(std::size_t nf, const std::string& name, const std::string& state);
Event quantity_changes(std::size_t nf, const std::string& name, std::size_t line, int quantity);
Event line_goes(std::size_t nf, const std::string& name, std::size_t line);
Event line_comes(std::size_t nf, const std::string& name, const Invoiced& line);
// Moves nothing but the write_date.
Event payment(std::size_t nf, const std::string& name);
Event time_passes(std::chrono::minutes time);
Event cycle_runs();

}  // namespace ciclo::test
