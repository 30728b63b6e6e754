#include "fake_odoo/domain_leaf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "fake_odoo/compare.hpp"
#include "fake_odoo/odoo_error.hpp"

namespace ciclo::fake_odoo {
namespace {

constexpr std::array<std::string_view, 14> k_operators{"=",     "!=",        "<",      "<=",    ">",
                                                       ">=",    "in",        "not in", "like",  "not like",
                                                       "ilike", "not ilike", "=like",  "=ilike"};

std::string normal_operator(const Json& op, const Json& right) {
    std::string text(text_view(op));
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    if (text == "<>") text = "!=";
    if (right.IsBool() && text == "in") return "=";
    if (right.IsBool() && text == "not in") return "!=";
    if (right.IsArray() && text == "=") return "in";
    if (right.IsArray() && text == "!=") return "not in";
    return text;
}

bool is_known(std::string_view op) {
    return std::find(k_operators.begin(), k_operators.end(), op) != k_operators.end();
}

bool is_constant_leaf(const Json& token) {
    if (!token[0].IsInt() || text_view(token[1]) != "=" || !token[2].IsInt() || token[2].GetInt() != 1)
        return false;
    const int left = token[0].GetInt();
    return left == 0 || left == 1;
}

// The record is reached through a many2one: read with archived ones included, as the server does.
Predicate through_many2one(const View& view, const Field& field, const Model& model, const Predicate& inner) {
    return [&view, &field, &model, inner](long long id, const Record& record) {
        const Value link = view.store().value(model, id, record, field);
        if (link.is_unset()) return false;
        const Record* target = view.store().find(*field.target, link.as_int());
        return target != nullptr && view.is_visible(*field.target, link.as_int()) &&
               inner(link.as_int(), *target);
    };
}

Predicate through_many(const View& view, const Field& field, const Model& model, const Predicate& inner) {
    return [&view, &field, &model, inner](long long id, const Record& record) {
        const Value links = view.store().value(model, id, record, field);
        const Ids ids = links.as_ids();
        return std::any_of(ids.begin(), ids.end(), [&](long long link) {
            const Record* target = view.store().find(*field.target, link);
            return target != nullptr && view.is_visible(*field.target, link) && inner(link, *target);
        });
    };
}

Predicate compile_path(const View& view, const Model& model, const Field& field, const Leaf& rest) {
    if (field.target == nullptr)
        throw OdooError::value_error(
            fmt::format("the stand-in has no records behind {}.{}", model.name, field.name));
    const Predicate inner = compile_leaf(view, *field.target, rest);
    return field.is_many() ? through_many(view, field, model, inner)
                           : through_many2one(view, field, model, inner);
}

// The ids of `in` or `=`; nothing when the right side holds anything else.
std::optional<Ids> named_ids(const Leaf& leaf) {
    Ids ids;
    if (leaf.op == "=" && leaf.right->IsInt64()) return Ids{leaf.right->GetInt64()};
    if (leaf.op != "in" || !leaf.right->IsArray()) return std::nullopt;
    for (const auto& id : leaf.right->GetArray()) {
        if (!id.IsInt64()) return std::nullopt;
        ids.push_back(id.GetInt64());
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

Ids referring_to(const View& view, const Model& model, const Field& field, const Ids& targets) {
    Ids all;
    for (const long long target : targets) {
        const auto& found = view.store().referring(model, field, target);
        all.insert(all.end(), found.begin(), found.end());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

}  // namespace

std::string Leaf::repr() const {
    rapidjson::Document text;
    text.SetString(path.c_str(), static_cast<rapidjson::SizeType>(path.size()), text.GetAllocator());
    const std::string left = python_repr(text);
    text.SetString(op.c_str(), static_cast<rapidjson::SizeType>(op.size()), text.GetAllocator());
    return "(" + left + ", " + python_repr(text) + ", " + python_repr(*right) + ")";
}

Leaf parse_leaf(const Json& token, bool is_since_19) {
    const auto invalid = [&] {
        if (is_since_19)
            return OdooError::value_error("Domain() invalid item in domain: " + python_repr(token));
        const bool text = token.IsString();
        return OdooError::value_error("Invalid leaf " +
                                      (text ? std::string(text_view(token)) : python_repr(token, true)));
    };
    if (!token.IsArray() || token.Size() != 3 || !token[1].IsString()) throw invalid();
    Leaf leaf{.path = {}, .op = normal_operator(token[1], token[2]), .right = &token[2]};
    if (is_constant_leaf(token)) {
        leaf.is_constant = true;
        leaf.path = token[0] == 1 ? "1" : "0";
        return leaf;
    }
    if (is_since_19 && !is_known(leaf.op))
        throw OdooError::value_error("Invalid operator in condition " + python_repr(token, true));
    if (!token[0].IsString() || token[0].GetStringLength() == 0 || !is_known(leaf.op)) throw invalid();
    leaf.path = text_view(token[0]);
    return leaf;
}

Predicate compile_leaf(const View& view, const Model& model, const Leaf& leaf) {
    if (leaf.is_constant) {
        const bool answer = leaf.path == "1";
        return [answer](long long, const Record&) { return answer; };
    }
    const auto dot = leaf.path.find('.');
    const std::string name = leaf.path.substr(0, dot);
    const Field* field = view.field(model, name);
    if (field == nullptr)
        throw OdooError::value_error(fmt::format("Invalid field {}.{} in {} {}", model.name, name,
                                                 view.is_since(19) ? "condition" : "leaf", leaf.repr()));
    // Until 18 the server takes such a condition for true, with a line in its log: worse for who asks.
    if (!field->searchable.value_or(true))
        throw OdooError::value_error(
            fmt::format("Cannot convert {}.{} to SQL because it is not stored", model.name, name));
    view.check_access(model, *field);
    if (dot == leaf.path.npos) return compare(view, model, *field, leaf);
    Leaf rest = leaf;
    rest.path = leaf.path.substr(dot + 1);
    return compile_path(view, model, *field, rest);
}

void narrow(const View& view, const Model& model, const Leaf& leaf, Selection& selection) {
    if (leaf.path == "id" && leaf.right->IsInt64() && (leaf.op == ">" || leaf.op == ">=")) {
        const long long bound = leaf.right->GetInt64() - (leaf.op == ">=" ? 1 : 0);
        selection.after = std::max(selection.after, bound);
        return;
    }
    if (selection.candidates) return;
    const auto dot = leaf.path.find('.');
    const Field* field = view.field(model, leaf.path.substr(0, dot));
    if (field == nullptr) return;
    auto ids = named_ids(leaf);
    if (dot != leaf.path.npos) {
        if (field->target == nullptr) return;
        Leaf rest = leaf;
        rest.path = leaf.path.substr(dot + 1);
        Selection inner;
        narrow(view, *field->target, rest, inner);
        ids = std::move(inner.candidates);
    }
    if (!ids) return;
    if (field->source == Source::id) selection.candidates = *ids;
    if (field->source == Source::cell && field->indexed &&
        std::find(ids->begin(), ids->end(), 0) == ids->end())
        selection.candidates = referring_to(view, model, *field, *ids);
}

}  // namespace ciclo::fake_odoo
