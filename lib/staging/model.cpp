#include "staging/model.hpp"

#include <algorithm>
#include <array>

namespace ciclo::staging {
namespace {

using enum Kind;

// The defaults are the names of the CIEL IT localisation; what others call them is in localisation.cpp.
constexpr std::array k_move_fields{
    Field{"name", "name", text},
    Field{"state", "state", text},
    Field{"move_type", "move_type", text},
    Field{"company_id", "company_id", reference},
    Field{"partner_id", "partner_id", reference},
    Field{"invoice_origin", "invoice_origin", text},
    Field{"date", "date", date},
    Field{"invoice_date", "invoice_date", date, true},
    Field{"create_date", "create_date", datetime},
    Field{"write_date", "write_date", datetime},
    Field{"invoice_user_id", "invoice_user_id", reference},
    Field{"invoice_incoterm_id", "invoice_incoterm_id", reference},
    Field{"team_id", "team_id", reference, true},
    Field{"invoice_partner_display_name", "invoice_partner_display_name", text},
    Field{"l10n_br_numero_nota_fiscal", "numero_nf", key},
    Field{"l10n_br_tipo_pedido", "tipo_pedido", word},
    Field{"l10n_br_cnpj", "cnpj", cnpj, true},
    Field{"invoice_line_ids", "line_ids", references, true},
    Field{"amount_untaxed", "amount_untaxed", total, true},
    Field{"amount_total", "amount_total", total, true},
};

constexpr std::array k_outside_move_fields{
    Field{"move_type", "move_type", text},
    Field{"company_id", "company_id", reference},
    Field{"l10n_br_tipo_pedido", "tipo_pedido", word},
    Field{"l10n_br_numero_nota_fiscal", "numero_nf", key},
};

constexpr std::array k_move_line_fields{
    Field{"move_id", "move_id", reference},
    Field{"product_id", "product_id", reference},
    Field{"quantity", "quantity", decimal},
    Field{"price_unit", "price_unit", decimal},
    Field{"price_total", "price_total", decimal},
    Field{"price_subtotal", "price_subtotal", total, true},
    Field{"l10n_br_total_nfe", "total_nfe", decimal, true},
    Field{"display_type", "display_type", text},
    Field{"sale_line_ids", "sale_line_ids", references},
    Field{"is_downpayment", "is_downpayment", flag, true},
    Field{"product_uom_id", "uom_id", reference, true},
};

// The NF that a credit note reverses, and what came back.
constexpr std::array k_return_fields{Field{"reversed_entry_id", "reversed_entry_id", reference, true}};
constexpr std::array k_return_line_fields{
    Field{"move_id", "move_id", reference},
    Field{"product_id", "product_id", reference},
    Field{"quantity", "quantity", total},
};

constexpr std::array k_apart_line_fields{
    Field{"move_id", "move_id", reference},
    Field{"quantity", "quantity", total},
    Field{"sale_line_ids", "sale_line_ids", references},
    Field{"move_type", "move_type", text},
};

constexpr std::array k_needed_line_fields{
    Field{"move_id", "move_id", reference},
    Field{"quantity", "quantity", total},
    Field{"sale_line_ids", "sale_line_ids", references},
    Field{"move_type", "move_type", text},
    Field{"parent_state", "state", text},
};

constexpr std::array k_order_fields{
    Field{"name", "name", key},
    Field{"state", "state", text},
    Field{"company_id", "company_id", reference},
    Field{"partner_id", "partner_id", reference},
    Field{"partner_shipping_id", "partner_shipping_id", reference},
    Field{"user_id", "user_id", reference},
    Field{"team_id", "team_id", reference},
    Field{"create_date", "create_date", datetime},
    Field{"write_date", "write_date", datetime},
    Field{"date_order", "date_order", datetime},
    Field{"commitment_date", "commitment_date", datetime},
    Field{"payment_term_id", "payment_term_id", reference},
    Field{"payment_provider_id", "payment_provider_id", reference, true},
    Field{"incoterm", "incoterm_id", reference, true},
    Field{"carrier_id", "carrier_id", reference, true},
    Field{"picking_note", "picking_note", text, true},
    Field{"l10n_br_tipo_pedido", "tipo_pedido", word},
    Field{"l10n_br_pedido_compra", "pedido_compra", text, true},
    Field{"tag_ids", "tag_ids", references, true},
    Field{"order_line", "line_ids", references},
    Field{"amount_untaxed", "amount_untaxed", total, true},
};

// What the lists of changes hold: enough to tell what has to be read.
constexpr std::array k_stamp_fields{Field{"write_date", "write_date", datetime}};
constexpr std::array k_line_stamp_fields{Field{"order_id", "order_id", reference},
                                         Field{"write_date", "write_date", datetime}};
constexpr std::array k_move_stamp_fields{
    Field{"write_date", "write_date", datetime}, Field{"move_type", "move_type", text},
    Field{"l10n_br_tipo_pedido", "tipo_pedido", word}, Field{"company_id", "company_id", reference}};

constexpr std::array k_order_line_fields{
    Field{"order_id", "order_id", reference},
    Field{"product_id", "product_id", reference},
    Field{"product_uom", "uom_id", reference, false, "product_uom_id"},
    Field{"product_uom_qty", "quantity", decimal},
    Field{"qty_invoiced", "qty_invoiced", decimal},
    Field{"qty_saldo", "qty_saldo", decimal, true},
    Field{"qty_cancelado", "qty_cancelado", decimal, true},
    Field{"price_unit", "price_unit", decimal},
    Field{"price_subtotal", "price_subtotal", total, true},
    Field{"display_type", "display_type", text},
    Field{"is_downpayment", "is_downpayment", flag, true},
};

constexpr std::array k_sweep_fields{
    Field{"name", "name", key},
    Field{"state", "state", text},
    Field{"write_date", "write_date", datetime},
    Field{"company_id", "company_id", reference},
    Field{"l10n_br_tipo_pedido", "tipo_pedido", word},
};

constexpr std::array k_name_field{Field{"name", "name", text}};
constexpr std::array k_order_name_fields{Field{"name", "name", key},
                                         Field{"create_date", "create_date", datetime}};
constexpr std::array k_sale_line_fields{Field{"order_id", "order_id", reference},
                                        Field{"product_uom", "uom_id", reference, false, "product_uom_id"}};

// What makes two units comparable: their category until 18, the first of the path from 19 on; what `factor`
// means differs likewise (staging/tables.sql).
constexpr std::array k_uom_fields{Field{"name", "name", text}, Field{"factor", "factor", total, true},
                                  Field{"category_id", "category_id", reference, true, {}, true},
                                  Field{"parent_path", "path", text, true, {}, true}};

constexpr std::array k_partner_fields{
    Field{"name", "name", text},
    Field{"parent_id", "parent_id", reference, true},
    Field{"commercial_partner_id", "commercial_id", reference, true},
    Field{"l10n_br_cnpj", "cnpj", cnpj},
    Field{"l10n_br_cpf", "cpf", cnpj, true},
    Field{"l10n_br_razao_social", "razao_social", text, true},
    Field{"l10n_br_municipio_id", "municipio_id", reference},
    Field{"state_id", "state_id", reference},
    Field{"user_id", "user_id", reference},
    Field{"zip", "zip", text},
    Field{"street", "street", text},
    Field{"phone", "phone", text},
    Field{"l10n_br_endereco_bairro", "bairro", text, true},
    Field{"l10n_br_endereco_numero", "numero", text, true},
    Field{"agendamento", "agendamento", flag, true},
};

constexpr std::array k_product_fields{
    Field{"name", "name", text},
    Field{"default_code", "default_code", text},
    Field{"weight", "weight", decimal},
    Field{"gross_weight", "gross_weight", decimal, true},
    Field{"categ_id", "category_id", reference},
};

constexpr std::array k_category_fields{Field{"name", "name", text},
                                       Field{"parent_id", "parent_id", reference}};
constexpr std::array k_carrier_fields{Field{"name", "name", text},
                                      Field{"l10n_br_partner_id", "partner_id", reference, true}};
constexpr std::array k_municipio_fields{Field{"name", "name", text},
                                        Field{"state_id", "state_id", reference}};
constexpr std::array k_tag_fields{Field{"name", "name", text}, Field{"color", "color", decimal}};
constexpr std::array k_state_fields{Field{"name", "name", text}, Field{"code", "code", text},
                                    Field{"country_id", "country_id", reference}};
constexpr std::array k_coded_fields{Field{"name", "name", text}, Field{"code", "code", text}};

constexpr std::array k_references{
    Reference{"stg_move", "partner_id", "stg_partner"},
    Reference{"stg_move", "invoice_user_id", "stg_user"},
    Reference{"stg_move", "invoice_incoterm_id", "stg_incoterm"},
    Reference{"stg_move", "team_id", "stg_team"},
    Reference{"stg_move_line", "product_id", "stg_product"},
    Reference{"stg_return_line", "product_id", "stg_product"},
    Reference{"stg_order", "partner_id", "stg_partner"},
    Reference{"stg_order", "partner_shipping_id", "stg_partner"},
    Reference{"stg_order", "user_id", "stg_user"},
    Reference{"stg_order", "team_id", "stg_team"},
    Reference{"stg_order", "payment_term_id", "stg_payment_term"},
    Reference{"stg_order", "payment_provider_id", "stg_payment_provider"},
    Reference{"stg_order", "incoterm_id", "stg_incoterm"},
    Reference{"stg_order", "carrier_id", "stg_carrier"},
    Reference{"stg_order_tag", "tag_id", "stg_tag", "stg_order"},
    Reference{"stg_order_line", "product_id", "stg_product"},
    Reference{"stg_order_line", "uom_id", "stg_uom"},
    Reference{"stg_move_line", "uom_id", "stg_uom"},
    Reference{"stg_sale_line", "uom_id", "stg_uom"},
    Reference{"stg_partner", "municipio_id", "stg_municipio"},
    Reference{"stg_partner", "state_id", "stg_state"},
    Reference{"stg_partner", "user_id", "stg_user"},
    Reference{"stg_lacking_partner", "parent_id", "stg_partner", "stg_partner"},
    Reference{"stg_lacking_partner", "commercial_id", "stg_partner", "stg_partner"},
    Reference{"stg_doubtful_state", "country_id", "stg_country", "stg_state"},
    Reference{"stg_municipio", "state_id", "stg_state"},
    Reference{"stg_carrier", "partner_id", "stg_partner"},
    Reference{"stg_product", "category_id", "stg_category"},
    Reference{"stg_category", "parent_id", "stg_category"},
    Reference{"stg_sale_line", "order_id", "stg_order_name"},
};

Model list(std::string_view name, std::string_view table, std::span<const Field> fields,
           std::string_view parent_model = {}, std::string_view parent_field = {}) {
    Model model{name, table, fields, false, parent_model, parent_field};
    model.is_list = true;
    return model;
}

Model small(std::string_view name, std::string_view table, std::span<const Field> fields) {
    Model model{name, table, fields};
    model.is_small = true;
    return model;
}

Model optional(std::string_view name, std::string_view table, std::span<const Field> fields,
               std::string_view columns) {
    auto model = small(name, table, fields);
    model.optional = true;
    model.columns = columns;
    return model;
}

Model whole(Model model) {
    model.is_read_whole = true;
    return model;
}

}  // namespace

const Model k_move{"account.move", "stg_move", k_move_fields};
const Model k_outside_move{"account.move", "stg_outside_move", k_outside_move_fields};
const Model k_move_line{"account.move.line", "stg_move_line", k_move_line_fields, false,
                        "account.move",      "move_id"};
const Model k_needed_line{"account.move.line", "stg_needed_line", k_needed_line_fields, false,
                          "account.move",      "move_id"};
const Model k_apart_line{"account.move.line", "stg_apart_line", k_apart_line_fields, false,
                         "account.move",      "move_id"};
const Model k_return{"account.move", "stg_return", k_return_fields};
const Model k_return_line{"account.move.line", "stg_return_line", k_return_line_fields, false,
                          "account.move",      "move_id"};
const Model k_order{"sale.order", "stg_order", k_order_fields};
const Model k_order_line{"sale.order.line", "stg_order_line", k_order_line_fields, false,
                         "sale.order",      "order_id"};
const Model k_order_stamp = list("sale.order", "stg_order_stamp", k_stamp_fields);
const Model k_line_stamp =
    list("sale.order.line", "stg_line_stamp", k_line_stamp_fields, "sale.order", "order_id");
const Model k_move_stamp = list("account.move", "stg_move_stamp", k_move_stamp_fields);
const Model k_partner_stamp = list("res.partner", "stg_partner_stamp", k_stamp_fields);
const Model k_sweep{"sale.order", "stg_sweep", k_sweep_fields};
const Model k_order_name{"sale.order", "stg_order_name", k_order_name_fields};
const Model k_sale_line{"sale.order.line", "stg_sale_line", k_sale_line_fields, false,
                        "sale.order",      "order_id"};
const Model k_product{"product.product", "stg_product", k_product_fields};

std::span<const Model> models() {
    static const std::array k_models{
        k_move,
        k_outside_move,
        k_move_line,
        k_needed_line,
        k_apart_line,
        k_return,
        k_return_line,
        k_order,
        k_order_line,
        k_order_stamp,
        k_line_stamp,
        k_move_stamp,
        k_partner_stamp,
        k_sweep,
        k_order_name,
        k_sale_line,
        Model{"res.partner", "stg_partner", k_partner_fields},
        k_product,
        whole(small("product.category", "stg_category", k_category_fields)),
        optional("delivery.carrier", "stg_carrier", k_carrier_fields, "metodo_entrega_pedido"),
        optional("l10n_br_ciel_it_account.res.municipio", "stg_municipio", k_municipio_fields,
                 "municipio, nome_cidade"),
        small("res.country.state", "stg_state", k_state_fields),
        optional("res.country", "stg_country", k_coded_fields, "estado, cod_uf"),
        whole(small("account.incoterms", "stg_incoterm", k_coded_fields)),
        small("res.users", "stg_user", k_name_field),
        whole(optional("crm.team", "stg_team", k_name_field, "equipe_vendas")),
        whole(optional("crm.tag", "stg_tag", k_tag_fields, "tags_pedido")),
        whole(small("account.payment.term", "stg_payment_term", k_name_field)),
        small("uom.uom", "stg_uom", k_uom_fields),
        whole(optional("payment.provider", "stg_payment_provider", k_name_field, "forma_pgto_pedido")),
    };
    return k_models;
}

const Model& model_of(std::string_view table) {
    const auto all = models();
    return *std::find_if(all.begin(), all.end(), [&](const auto& model) { return model.table == table; });
}

std::span<const Reference> references() {
    return k_references;
}

}  // namespace ciclo::staging
