// What the Brazilian localisations call things, and how a CNPJ is written.
#include "staging/localisation.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "staging/cnpj.hpp"
#include "staging/kinds.hpp"

using namespace ciclo;
using namespace ciclo::staging;
using Catch::Matchers::Contains;
using config::Localisation;

namespace {

config::Config settings(Localisation localisation, std::map<std::string, std::string> fields = {}) {
    config::Config config;
    config.localisation = localisation;
    config.fields = std::move(fields);
    return config;
}

bool asks_for(const config::Config& config, const std::string& model, const std::string& field) {
    const auto wanted = Catalog::wanted(config);
    const auto found = wanted.find(model);
    return found != wanted.end() &&
           std::find(found->second.begin(), found->second.end(), field) != found->second.end();
}

// A server that has every field that is asked for, of a type that fits, but for what `change` does to it.
template <typename Change>
Discovery discovered(const config::Config& config, const Change& change) {
    odoo::ModelFields types;
    for (const auto& [model, fields] : Catalog::wanted(config)) {
        auto& known = types[model];
        for (const auto& field : fields) known[field] = {"char"};
    }
    change(types);
    return Catalog::compare(types, config);
}

// Without the faults of types, which these tests are not about.
std::string lacking(const config::Config& config, const std::vector<std::string>& absent) {
    const auto found = discovered(config, [&](odoo::ModelFields& types) {
        for (const auto& field : absent) types["account.move"].erase(field);
    });
    return found.lacking ? *found.lacking + "; " + found.remedy.english() : std::string();
}

}  // namespace

TEST_CASE("a CNPJ is written with its punctuation, whatever was typed", "[cnpj]") {
    for (const auto* typed :
         {"12345678000190", "12.345.678/0001-90", "12345678/0001-90", " 12 345 678 0001 90 "})
        CHECK(punctuated_cnpj(typed) == "12.345.678/0001-90");
}

TEST_CASE("a CNPJ of letters keeps them, in upper case, and ends in two digits", "[cnpj]") {
    CHECK(punctuated_cnpj("12ABC34501DE35") == "12.ABC.345/01DE-35");
    CHECK(punctuated_cnpj("12.abc.345/01de-35") == "12.ABC.345/01DE-35");
    CHECK(punctuated_cnpj("12abc34501de3x") == "12abc34501de3x");
}

TEST_CASE("a CPF is written as one, and has no letters", "[cnpj]") {
    CHECK(punctuated_cnpj("12345678909") == "123.456.789-09");
    CHECK(punctuated_cnpj("123.456.789-09") == "123.456.789-09");
    CHECK(punctuated_cnpj("1234567890a") == "1234567890a");
}

TEST_CASE("what is neither stays as it was typed", "[cnpj]") {
    for (const auto* typed : {"", "ISENTO", "1234567800019", "123456780001901", "BR12345678000190",
                              "12345678,000190", "12.345.678/0001-9", "Ñ2345678000190", "- / ."})
        CHECK(punctuated_cnpj(typed) == typed);
}

TEST_CASE("the word of a kind is its code without accents, case and blanks") {
    CHECK(kind_word("Venda") == "venda");
    CHECK(kind_word("  Bonificação ") == "bonificacao");
    CHECK(kind_word("Devolução de Venda") == "devolucao_de_venda");
    CHECK(kind_word("VD-ATIVO") == "vd-ativo");
    CHECK(kind_word("ÁÉÍÓÚÂÊÔÃÕÀÇÜÑ") == "aeiouaeoaoacun");
    CHECK(kind_word("a ·(b") == "a_b");
    CHECK(kind_word("") == "");
}

TEST_CASE("every name that a localisation changes is one that is read") {
    for (const auto& profile : profiles()) {
        INFO(profile.word);
        for (const auto& row : profile.fields) {
            INFO(row.field);
            const auto all = models();
            CHECK(std::any_of(all.begin(), all.end(), [&](const Model& model) {
                return std::any_of(model.fields.begin(), model.fields.end(), [&](const Field& field) {
                    return names_of(profile, model, field) == &row;
                });
            }));
        }
        for (const auto& row : profile.models) {
            const auto all = models();
            CHECK(std::any_of(all.begin(), all.end(), [&](const Model& model) {
                return model.name == row.model && model_name(profile, model) == row.name;
            }));
        }
    }
}

TEST_CASE("each localisation asks for its own names, and for none of CIEL IT's") {
    for (const auto localisation : {Localisation::oca, Localisation::native}) {
        for (const auto& [model, fields] : Catalog::wanted(settings(localisation))) {
            CHECK_THAT(model, !Contains("ciel"));
            for (const auto& field : fields) {
                // Asked for to tell which localisation is there.
                if (model == "account.move" && field == "l10n_br_numero_nota_fiscal") continue;
                INFO(model << "." << field);
                const bool is_of_odoo = field == "l10n_br_cpf_code" || field == "l10n_br_edi_transporter_id";
                CHECK((!field.starts_with("l10n_br_") || is_of_odoo));
            }
        }
    }
    CHECK(asks_for(settings(Localisation::oca), "account.move", "document_number"));
    CHECK(asks_for(settings(Localisation::oca), "res.partner", "cnpj_cpf"));
    CHECK(asks_for(settings(Localisation::oca), "res.partner", "vat"));
    CHECK(asks_for(settings(Localisation::oca), "l10n_br_fiscal.operation", "code"));
    CHECK(asks_for(settings(Localisation::native), "account.move", "l10n_latam_document_number"));
    CHECK(asks_for(settings(Localisation::native), "res.city", "state_id"));
    CHECK_FALSE(asks_for(settings(Localisation::ciel), "res.city", "name"));
}

TEST_CASE("a field is named by its default in the localisation, or by CIEL IT's") {
    for (const auto* key : {"res.partner.legal_name", "res.partner.l10n_br_razao_social"}) {
        const auto config = settings(Localisation::oca, {{key, "x_razao"}});
        CHECK(asks_for(config, "res.partner", "x_razao"));
        CHECK_FALSE(asks_for(config, "res.partner", "legal_name"));
    }
    CHECK(asks_for(settings(Localisation::oca, {{"res.city.name", "x_nome"}}), "res.city", "x_nome"));
    CHECK(asks_for(settings(Localisation::oca, {{"l10n_br_fiscal.operation.code", "name"}}),
                   "l10n_br_fiscal.operation", "name"));
    const auto of_another = discovered(settings(Localisation::ciel, {{"res.partner.legal_name", "x"}}),
                                       [](odoo::ModelFields&) {});
    CHECK(of_another.faults.at("").front() ==
          "res.partner.legal_name=x: 'res.partner.legal_name' is not a field that is read");
}

TEST_CASE("of a field's names the first that the server has is read") {
    const auto name = [](bool has_first) {
        const auto found = discovered(settings(Localisation::oca), [&](odoo::ModelFields& types) {
            if (!has_first) types["res.partner"].erase("cnpj_cpf");
        });
        for (const auto& model : models()) {
            if (model.table == "stg_partner") return found.catalog.field_name(model, "cnpj");
        }
        return std::string();
    };
    CHECK(name(true) == "cnpj_cpf");
    CHECK(name(false) == "vat");
}

TEST_CASE("a localisation that the server lacks is one line of error, which names the one that it has") {
    CHECK(lacking(settings(Localisation::oca), {}).empty());
    // One of the two is a right that is missing.
    CHECK(lacking(settings(Localisation::oca), {"document_number"}).empty());
    CHECK(lacking(settings(Localisation::oca),
                  {"document_number", "fiscal_operation_id", "l10n_latam_document_number"}) ==
          "this Odoo has no OCA localisation: account.move has no field document_number, "
          "fiscal_operation_id; use --localisation ciel (CICLO_LOCALISATION), whose fields this Odoo has");
    CHECK_THAT(lacking(settings(Localisation::ciel), {"l10n_br_numero_nota_fiscal", "l10n_br_tipo_pedido",
                                                      "document_number", "l10n_latam_document_number"}),
               Catch::StartsWith("this Odoo has no CIEL IT localisation: ") &&
                   Contains("ciel, oca or native; if it is this one"));
    // A person knows better.
    CHECK(lacking(settings(Localisation::oca, {{"account.move.document_number", "x_numero"}}),
                  {"x_numero", "fiscal_operation_id"})
              .empty());
}

TEST_CASE("kinds are searched for as the server has them") {
    const std::vector<std::string> wanted{"venda", "bonificacao"};
    const auto ciel = discovered(settings(Localisation::ciel), [](odoo::ModelFields&) {});
    CHECK(of_kinds(ciel.catalog, k_order, wanted).json() ==
          R"([["l10n_br_tipo_pedido","in",["venda","bonificacao"]]])");
    CHECK(staged_kinds(ciel.catalog, wanted) == std::vector<std::string>{"bonificacao", "venda"});
    CHECK(has_kinds(ciel.catalog, k_order));
    const auto native = discovered(settings(Localisation::native), [](odoo::ModelFields& types) {
        types["account.move"]["l10n_latam_document_type_id"] = {"many2one", "l10n_latam.document.type"};
    });
    CHECK_FALSE(has_kinds(native.catalog, k_order));
    CHECK(of_kinds(native.catalog, k_order, wanted).json() == "[]");
    CHECK(of_other_kinds(native.catalog, k_order, wanted).json() == R"([["id","in",[]]])");
    CHECK(of_kinds(native.catalog, k_move, wanted).json() ==
          R"([["l10n_latam_document_type_id","!=",false]])");
    CHECK(of_other_kinds(native.catalog, k_move, wanted).json() ==
          R"([["l10n_latam_document_type_id","=",false]])");
    const auto staged = staged_kinds(native.catalog, wanted);
    CHECK(std::find(staged.begin(), staged.end(), k_any_kind) != staged.end());
}
