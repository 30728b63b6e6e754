#include "odoo/domain.hpp"

#include <fmt/core.h>

#include "base/error.hpp"
#include "json/writer.hpp"

namespace ciclo::odoo {
namespace {

// One term: ["field","op",value], the value written by `write_value`.
template <typename WriteValue>
std::string term(std::string_view field, std::string_view op, const WriteValue& write_value) {
    json::Writer writer;
    writer.begin_array().string(field).string(op);
    write_value(writer);
    return writer.end_array().take();
}

template <typename Values, typename WriteOne>
std::string list_term(std::string_view field, std::string_view op, const Values& values,
                      const WriteOne& write_one) {
    return term(field, op, [&](json::Writer& writer) {
        writer.begin_array();
        for (const auto& value : values) write_one(writer, value);
        writer.end_array();
    });
}

void write_integer(json::Writer& writer, std::int64_t value) {
    writer.integer(value);
}

void write_text(json::Writer& writer, const std::string& value) {
    writer.string(value);
}

}  // namespace

Domain Domain::leaf(std::string_view field, std::string_view op, std::string_view text) {
    return Domain(term(field, op, [&](json::Writer& writer) { writer.string(text); }));
}

Domain Domain::leaf(std::string_view field, std::string_view op, std::int64_t number) {
    return Domain(term(field, op, [&](json::Writer& writer) { writer.integer(number); }));
}

Domain Domain::leaf(std::string_view field, std::string_view op, bool value) {
    return Domain(term(field, op, [&](json::Writer& writer) { writer.boolean(value); }));
}

Domain Domain::in(std::string_view field, const std::vector<std::int64_t>& ids) {
    return Domain(list_term(field, "in", ids, write_integer));
}

Domain Domain::in(std::string_view field, const std::vector<std::string>& texts) {
    return Domain(list_term(field, "in", texts, write_text));
}

Domain Domain::not_in(std::string_view field, const std::vector<std::int64_t>& ids) {
    return Domain(list_term(field, "not in", ids, write_integer));
}

Domain Domain::not_in(std::string_view field, const std::vector<std::string>& texts) {
    return Domain(list_term(field, "not in", texts, write_text));
}

Domain Domain::since(std::string_view field, UtcSeconds from) {
    return leaf(field, ">=", std::string_view(to_odoo(from)));
}

Domain Domain::before(std::string_view field, UtcSeconds to) {
    return leaf(field, "<", std::string_view(to_odoo(to)));
}

Domain Domain::starts_with(std::string_view field, std::string_view prefix) {
    if (prefix.find_first_of("%_\\") != std::string_view::npos) {
        throw Error(ErrorKind::config, fmt::format("the prefix '{}' must hold no '%', '_' or '\\'", prefix),
                    "these are wildcards in a search of Odoo"_tr);
    }
    return leaf(field, "=like", std::string_view(std::string(prefix) + '%'));
}

Domain Domain::ends_with(std::string_view field, std::string_view suffix) {
    std::string pattern = "%";
    for (const char c : suffix) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return leaf(field, "=like", std::string_view(pattern));
}

Domain Domain::operator!() const {
    if (m_everything) return any_of({});
    return Domain("\"!\"," + m_terms);
}

Domain Domain::operator&(const Domain& other) const {
    if (m_everything) return other;
    if (other.m_everything) return *this;
    return Domain(fmt::format("\"&\",{},{}", m_terms, other.m_terms));
}

Domain Domain::operator|(const Domain& other) const {
    if (m_everything || other.m_everything) return {};
    return Domain(fmt::format("\"|\",{},{}", m_terms, other.m_terms));
}

Domain Domain::any_of(const std::vector<Domain>& domains) {
    // An "or" of nothing is nothing; Odoo has no shorter form.
    if (domains.empty()) return in("id", std::vector<std::int64_t>{});
    std::string operators;
    std::string terms;
    for (const auto& domain : domains) {
        if (domain.m_everything) return {};
        operators += terms.empty() ? "" : "\"|\",";
        terms += (terms.empty() ? "" : ",") + domain.m_terms;
    }
    return Domain(operators + terms);
}

std::string Domain::json() const {
    return fmt::format("[{}]", m_terms);
}

}  // namespace ciclo::odoo
