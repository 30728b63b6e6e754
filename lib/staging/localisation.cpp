#include "staging/localisation.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"

namespace ciclo::staging {
namespace {

using config::Localisation;

constexpr std::string_view k_municipio = "l10n_br_ciel_it_account.res.municipio";

// OCA/l10n-brazil. Fields of l10n_br_fiscal.document and of its lines are fields of account.move and of its
// lines too, which inherit them. The totals are the fiscal ones: account.move's own leave out goods whose
// CFOP makes no claim (bonificações).
constexpr std::array k_oca_fields{
    FieldNames{"account.move.l10n_br_numero_nota_fiscal", {"document_number"}},
    FieldNames{"account.move.l10n_br_tipo_pedido", {"fiscal_operation_id"}},
    FieldNames{"account.move.l10n_br_cnpj"},
    FieldNames{"account.move.amount_untaxed", {"fiscal_amount_untaxed", "amount_untaxed"}},
    FieldNames{"account.move.amount_total", {"fiscal_amount_total", "amount_total"}},
    FieldNames{"account.move.line.price_subtotal", {"fiscal_amount_untaxed", "price_subtotal"}},
    FieldNames{"account.move.line.l10n_br_total_nfe", {"fiscal_amount_total", "amount_total"}},
    FieldNames{"sale.order.l10n_br_tipo_pedido", {"fiscal_operation_id"}},
    FieldNames{"sale.order.l10n_br_pedido_compra", {"client_order_ref"}},
    FieldNames{"sale.order.line.price_subtotal", {"fiscal_amount_untaxed", "price_subtotal"}},
    // Until 17 punctuated, with an alias for older programs; from 18 on vat alone, bare.
    FieldNames{"res.partner.l10n_br_cnpj", {"cnpj_cpf", "vat"}},
    FieldNames{"res.partner.l10n_br_cpf"},
    FieldNames{"res.partner.l10n_br_razao_social", {"legal_name"}},
    FieldNames{"res.partner.l10n_br_municipio_id", {"city_id"}},
    // `street` has the number behind the name.
    FieldNames{"res.partner.street", {"street_name", "street"}},
    FieldNames{"res.partner.l10n_br_endereco_bairro", {"district"}},
    FieldNames{"res.partner.l10n_br_endereco_numero", {"street_number"}},
    FieldNames{"delivery.carrier.l10n_br_partner_id", {"partner_id"}},
};

// Odoo's own: l10n_br, l10n_latam_invoice_document, base_address_extended.
constexpr std::array k_native_fields{
    FieldNames{"account.move.l10n_br_numero_nota_fiscal", {"l10n_latam_document_number"}},
    FieldNames{"account.move.l10n_br_tipo_pedido", {"l10n_latam_document_type_id"}},
    FieldNames{"account.move.l10n_br_cnpj"},
    FieldNames{"account.move.line.l10n_br_total_nfe"},
    FieldNames{"sale.order.l10n_br_tipo_pedido"},
    FieldNames{"sale.order.l10n_br_pedido_compra", {"client_order_ref"}},
    FieldNames{"res.partner.l10n_br_cnpj", {"vat"}},
    // Until 17; since then a person's CPF is in vat too.
    FieldNames{"res.partner.l10n_br_cpf", {"l10n_br_cpf_code"}, true, true},
    FieldNames{"res.partner.l10n_br_razao_social"},
    FieldNames{"res.partner.l10n_br_municipio_id", {"city_id"}, true},
    FieldNames{"res.partner.street", {"street_name", "street"}},
    FieldNames{"res.partner.l10n_br_endereco_bairro", {"street2"}},
    FieldNames{"res.partner.l10n_br_endereco_numero", {"street_number"}},
    // Of its electronic documents (l10n_br_edi).
    FieldNames{"delivery.carrier.l10n_br_partner_id", {"l10n_br_edi_transporter_id"}},
};

constexpr std::array k_extended_address{ModelName{k_municipio, "res.city"}};

constexpr std::array k_profiles{
    Profile{Localisation::ciel, "ciel", "CIEL IT", {}, {}, KindsBy::text, {}, {}, false},
    Profile{Localisation::oca, "oca", "OCA", k_oca_fields, k_extended_address, KindsBy::record,
            "l10n_br_fiscal.operation", "code", true},
    Profile{Localisation::native,
            "native",
            "native",
            k_native_fields,
            k_extended_address,
            KindsBy::nothing,
            {},
            {},
            true},
};

constexpr std::array<std::string_view, 2> k_marks{"l10n_br_numero_nota_fiscal", "l10n_br_tipo_pedido"};

// The letters that Portuguese writes with accents, as UTF-8 has them behind its first byte.
constexpr char k_latin1 = '\xC3';
struct Accented {
    char plain;
    std::string_view codes;
};
constexpr std::array k_accented{
    Accented{'a', "\x80\x81\x82\x83\x84\xA0\xA1\xA2\xA3\xA4"},
    Accented{'c', "\x87\xA7"},
    Accented{'e', "\x88\x89\x8A\x8B\xA8\xA9\xAA\xAB"},
    Accented{'i', "\x8C\x8D\x8E\x8F\xAC\xAD\xAE\xAF"},
    Accented{'n', "\x91\xB1"},
    Accented{'o', "\x92\x93\x94\x95\x96\xB2\xB3\xB4\xB5\xB6"},
    Accented{'u', "\x99\x9A\x9B\x9C\xB9\xBA\xBB\xBC"},
};

std::string without_accents(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto* letter = k_accented.end();
        if (text[i] == k_latin1 && i + 1 < text.size()) {
            letter = std::find_if(k_accented.begin(), k_accented.end(), [&](const auto& accented) {
                return accented.codes.find(text[i + 1]) != std::string_view::npos;
            });
        }
        if (letter == k_accented.end()) {
            out += text[i];
        } else {
            out += letter->plain;
            ++i;
        }
    }
    return out;
}

}  // namespace

std::span<const Profile> profiles() {
    return k_profiles;
}

const Profile& profile_of(Localisation localisation) {
    return *std::find_if(k_profiles.begin(), k_profiles.end(),
                         [&](const auto& profile) { return profile.localisation == localisation; });
}

std::string_view model_name(const Profile& profile, const Model& model) {
    const auto it = std::find_if(profile.models.begin(), profile.models.end(),
                                 [&](const auto& row) { return row.model == model.name; });
    return it == profile.models.end() ? model.name : it->name;
}

const FieldNames* names_of(const Profile& profile, const Model& model, const Field& field) {
    const auto full_name = fmt::format("{}.{}", model.name, field.name);
    const auto it = std::find_if(profile.fields.begin(), profile.fields.end(),
                                 [&](const auto& row) { return row.field == full_name; });
    return it == profile.fields.end() ? nullptr : &*it;
}

std::span<const std::string_view> mark_fields() {
    return k_marks;
}

std::string kind_word(std::string_view code) {
    std::string out;
    for (const char c : lower(without_accents(without_outer_blanks(code)))) {
        const bool is_kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        if (is_kept)
            out += c;
        else if (!out.ends_with('_'))
            out += '_';
    }
    return out;
}

}  // namespace ciclo::staging
