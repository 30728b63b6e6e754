#include "fake_odoo/methods.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "fake_odoo/odoo_error.hpp"
#include "fake_odoo/record_text.hpp"
#include "fake_odoo/search.hpp"

namespace ciclo::fake_odoo {
namespace {

void check_keywords(const Call& call, std::string_view where, std::initializer_list<std::string_view> known) {
    for (const auto& member : call.kwargs->GetObject()) {
        const std::string_view name = text_view(member.name);
        if (name == "context" || std::find(known.begin(), known.end(), name) != known.end()) continue;
        throw OdooError::type_error(
            fmt::format("BaseModel.{}() got an unexpected keyword argument '{}'", where, name));
    }
}

bool active_test(const Call& call) {
    const auto context = call.kwargs->FindMember("context");
    if (context == call.kwargs->MemberEnd() || !context->value.IsObject()) return true;
    const auto test = context->value.FindMember("active_test");
    return test == context->value.MemberEnd() || !(test->value.IsFalse() || test->value.IsNull());
}

long long integer(const Json* value) {
    if (value == nullptr || value->IsNull() || value->IsFalse()) return 0;
    if (!value->IsInt64()) throw OdooError::type_error("an integer is required");
    return value->GetInt64();
}

std::vector<std::string> texts(const Json* value) {
    std::vector<std::string> all;
    if (value == nullptr || !value->IsArray()) return all;
    for (const auto& item : value->GetArray())
        if (item.IsString()) all.emplace_back(text_view(item));
    return all;
}

// Display names are computed only for the default.
bool with_names(const Call& call) {
    const Json* load = call.argument(100, "load");
    return load == nullptr || *load == "_classic_read";
}

Search search_of(const Call& call, rapidjson::SizeType offset_at) {
    const Json* order = call.argument(offset_at + 2, "order");
    if (const long long limit = integer(call.argument(offset_at + 1, "limit")); limit < 0)
        throw OdooError("psycopg2.errors.InvalidRowCountInLimitClause", "LIMIT must not be negative\n");
    return {.domain = call.argument(0, "domain"),
            .order = order != nullptr && order->IsString() ? std::string(text_view(*order)) : std::string(),
            .offset = integer(call.argument(offset_at, "offset")),
            .limit = integer(call.argument(offset_at + 1, "limit")),
            .active_test = active_test(call)};
}

Result listed(const View& view, const Model& model, const Found& found,
              const std::vector<std::string>& fields, bool names) {
    const RecordText format(view, model, fields, names);
    Result result{"[", {}};
    for (const auto& [id, record] : found) {
        if (!result.ends.empty()) result.text += ", ";
        format.append(result.text, id, *record);
        result.ends.push_back(result.text.size());
    }
    result.text += "]";
    return result;
}

Result search_read(const View& view, const Model& model, const Call& call) {
    check_keywords(call, view.is_since(19) ? "_read_format" : "read",
                   {"domain", "fields", "offset", "limit", "order", "load"});
    const auto fields = texts(call.argument(1, "fields"));
    const Found found = search(view, model, search_of(call, 2));
    return listed(view, model, found, fields, with_names(call));
}

Result search_ids(const View& view, const Model& model, const Call& call) {
    check_keywords(call, "search", {"domain", "offset", "limit", "order"});
    Result result{"[", {}};
    for (const auto& [id, record] : search(view, model, search_of(call, 1))) {
        if (!result.ends.empty()) result.text += ", ";
        result.text += std::to_string(id);
        result.ends.push_back(result.text.size());
    }
    result.text += "]";
    return result;
}

Result search_count(const View& view, const Model& model, const Call& call) {
    check_keywords(call, "search_count", {"domain", "limit"});
    const Search all{.domain = call.argument(0, "domain"),
                     .order = "id",
                     .limit = integer(call.argument(1, "limit")),
                     .active_test = active_test(call)};
    return {std::to_string(search(view, model, all).size()), {}};
}

// Takes archived records too, and leaves out ids that do not exist.
Result read(const View& view, const Model& model, const Call& call) {
    const Json* ids = call.argument(0, "ids");
    const auto fields = texts(call.argument(1, "fields"));
    Found found;
    const auto add = [&](const Json& id) {
        const Record* record = view.store().find(model, integer(&id));
        if (record == nullptr) return;
        if (!view.is_visible(model, id.GetInt64()))
            throw OdooError::access_error(
                fmt::format("Due to security restrictions, you are not allowed to access '{}' "
                            "({}) records.",
                            model.label, model.name));
        found.emplace_back(id.GetInt64(), record);
    };
    if (ids != nullptr && ids->IsArray())
        for (const auto& id : ids->GetArray()) add(id);
    else if (ids != nullptr)
        add(*ids);
    return listed(view, model, found, fields, with_names(call));
}

// One attribute of fields_get; empty when the field has no such attribute.
std::string attribute(const Field& field, std::string_view name) {
    if (name == "digits" && field.digits)
        return fmt::format("[{}, {}]", field.digits->first, field.digits->second);
    if (name == "name") return json_string(field.name);
    if (name == "relation" && !field.relation.empty()) return json_string(field.relation);
    if (name == "searchable" && field.searchable) return *field.searchable ? "true" : "false";
    if (name == "selection" && field.type == Type::selection) {
        std::string keys;
        for (const auto& [key, label] : field.selection)
            keys += (keys.empty() ? "" : ", ") + ("[" + json_string(key) + ", " + json_string(label) + "]");
        return "[" + keys + "]";
    }
    if (name == "store") return field.stored ? "true" : "false";
    if (name == "type") return json_string(name_of(field.type));
    return {};
}

std::string description(const Field& field, const std::vector<std::string>& wanted) {
    // The server lists its attributes by name.
    static constexpr std::array<std::string_view, 7> k_attributes{
        "digits", "name", "relation", "searchable", "selection", "store", "type"};
    std::string text;
    for (const std::string_view name : k_attributes) {
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), name) == wanted.end()) continue;
        const std::string value = attribute(field, name);
        if (!value.empty()) text += (text.empty() ? "" : ", ") + json_string(name) + ": " + value;
    }
    return "{" + text + "}";
}

// Unknown and forbidden fields are left out without a word.
Result fields_get(const View& view, const Model& model, const Call& call) {
    check_keywords(call, "fields_get", {"allfields", "attributes"});
    const auto wanted = texts(call.argument(0, "allfields"));
    const auto attributes = texts(call.argument(1, "attributes"));
    std::string text;
    for (const Field& field : model.fields) {
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), field.name) == wanted.end()) continue;
        if (view.field(model, field.name) == nullptr || view.is_denied(model, field)) continue;
        text += (text.empty() ? "" : ", ") + json_string(field.name) + ": " + description(field, attributes);
    }
    return {"{" + text + "}", {}};
}

Result nothing(const View&, const Model&, const Call&) {
    return {};
}

// Of JSON-2: whose key it is.
Result context_get(const View& view, const Model& model, const Call&) {
    const Record* user = view.store().find(model, view.uid());
    const auto text = [&](const char* field) {
        const Value& cell = user == nullptr ? Value() : user->cells[model.find(field)->cell];
        return cell.is_unset() ? std::string("false") : json_string(cell.as_text());
    };
    return {fmt::format("{{\"lang\": {}, \"tz\": {}, \"uid\": {}}}", text("lang"), text("tz"), view.uid()),
            {}};
}

std::string private_name(const View& view, const Call& call) {
    if (view.is_since(19)) return fmt::format("'{}.{}'", call.model, call.method);
    return view.is_since(18) ? call.method : fmt::format("{}.{}", call.model, call.method);
}

std::string unknown_method(const View& view, const Call& call) {
    if (view.is_since(18) && !view.is_since(19))
        return fmt::format("The method '{}' does not exist on the model '{}'", call.method, call.model);
    return fmt::format("The method '{}.{}' does not exist", call.model, call.method);
}

void check_companies(const View& view, const Call& call) {
    const auto context = call.kwargs->FindMember("context");
    if (context == call.kwargs->MemberEnd() || !context->value.IsObject()) return;
    const auto companies = context->value.FindMember("allowed_company_ids");
    if (companies == context->value.MemberEnd() || !companies->value.IsArray()) return;
    for (const auto& id : companies->value.GetArray())
        if (!view.store().exists("res.company", integer(&id)))
            throw OdooError::access_error("Access to unauthorized or invalid companies.");
}

struct Method {
    std::string_view name;
    Result (*run)(const View&, const Model&, const Call&);
};

constexpr std::array<Method, 7> k_methods{{{"search_read", search_read},
                                           {"search", search_ids},
                                           {"search_count", search_count},
                                           {"read", read},
                                           {"fields_get", fields_get},
                                           {"check_access_rule", nothing},
                                           {"context_get", context_get}}};

}  // namespace

const Json* Call::argument(rapidjson::SizeType position, const char* name) const {
    const auto named = kwargs->FindMember(name);
    if (named != kwargs->MemberEnd()) return &named->value;
    return position < args->Size() ? &(*args)[position] : nullptr;
}

Result run(const View& view, const Call& call) {
    const Model& model = view.model(call.model);
    if (call.method.starts_with('_'))
        throw OdooError::access_error(
            fmt::format("Private methods (such as {}) cannot be called remotely.", private_name(view, call)));
    const auto method = std::find_if(k_methods.begin(), k_methods.end(),
                                     [&](const Method& m) { return m.name == call.method; });
    if (method == k_methods.end()) throw OdooError("builtins.AttributeError", unknown_method(view, call));
    check_companies(view, call);
    view.check_access(model);
    if (method->name != "fields_get") view.check_records(model);
    return method->run(view, model, call);
}

}  // namespace ciclo::fake_odoo
