// The tables of models and fields: only those that a client of ours asks for, in the order that fields_get
// gave.
#include "fake_odoo/schema.hpp"

#include <fmt/format.h>

namespace ciclo::fake_odoo {
namespace {

using Choices = std::vector<std::pair<std::string, std::string>>;

Field plain(const char* name, Type type) {
    return {.name = name, .type = type};
}
Field character(const char* name) {
    return plain(name, Type::character);
}
Field datetime(const char* name) {
    return plain(name, Type::datetime);
}
Field boolean(const char* name) {
    return plain(name, Type::boolean);
}
Field monetary(const char* name) {
    return plain(name, Type::monetary);
}
Field many2one(const char* name, const char* relation) {
    return {.name = name, .type = Type::many2one, .relation = relation};
}
Field selection(const char* name, Choices values) {
    return {.name = name, .type = Type::selection, .selection = std::move(values)};
}
Field floating(const char* name) {
    return plain(name, Type::floating);
}
Field floating(const char* name, int precision, int scale) {
    return {.name = name, .type = Type::floating, .digits = std::pair{precision, scale}};
}
Field inherited(Field field) {
    field.stored = false;
    return field;
}
Field owner(const char* name, const char* relation) {
    Field field = many2one(name, relation);
    field.indexed = true;
    field.cascade = true;
    return field;
}
Field related(Field field, const char* via, const char* of) {
    field.source = Source::related;
    field.via = via;
    field.of = of;
    return field;
}
Field children(const char* name, const char* relation, const char* of) {
    return {.name = name, .type = Type::one2many, .relation = relation, .source = Source::children, .of = of};
}
Field computed(const char* name, Type type, Source source, bool stored) {
    return {.name = name, .type = type, .stored = stored, .source = source};
}

Field only(const char* localisations, Field field) {
    field.localisations = fmt::format(" {} ", localisations);
    return field;
}
// The field `of` of the same record, as another localisation calls it.
Field alias(const char* localisations, Field field, const char* of) {
    return only(localisations, related(std::move(field), "id", of));
}
// What account.move inherits from its fiscal document, and its lines from that one's: not stored with them,
// and searched by all the same.
Field inherited_document(Field field) {
    field.stored = false;
    field.searchable = true;
    return field;
}
// The record that stands for a choice.
Field chosen(const char* localisations, Field field, const char* of) {
    field.source = Source::choice;
    field.of = of;
    return only(localisations, std::move(field));
}
Field operation_of(const char* of) {
    return chosen("oca", many2one("fiscal_operation_id", "l10n_br_fiscal.operation"), of);
}
Field without_punctuation(const char* localisations, const char* name, const char* of) {
    Field field = only(localisations, character(name));
    field.source = Source::bare;
    field.of = of;
    return field;
}

const Choices k_tipo_pedido{{"venda", "Venda"},
                            {"bonificacao", "Bonificacao"},
                            {"devolucao", "Devolucao"},
                            {"transferencia", "Transferencia"},
                            {"industrializacao", "Industrializacao"}};
const Choices k_invoice_status{{"upselling", "Upselling Opportunity"},
                               {"invoiced", "Fully Invoiced"},
                               {"to invoice", "To Invoice"},
                               {"no", "Nothing to Invoice"}};
const Choices k_order_state{
    {"draft", "Quotation"}, {"sent", "Quotation Sent"}, {"sale", "Sales Order"}, {"cancel", "Cancelled"}};
const Choices k_move_state{{"draft", "Draft"}, {"posted", "Posted"}, {"cancel", "Cancelled"}};
const Choices k_move_type{{"entry", "Journal Entry"},
                          {"out_invoice", "Customer Invoice"},
                          {"out_refund", "Customer Credit Note"},
                          {"in_invoice", "Vendor Bill"},
                          {"in_refund", "Vendor Credit Note"},
                          {"out_receipt", "Sales Receipt"},
                          {"in_receipt", "Purchase Receipt"}};
const Choices k_line_type{
    {"product", "Product"},      {"cogs", "Cost of Goods Sold"}, {"tax", "Tax"},
    {"discount", "Discount"},    {"rounding", "Rounding"},       {"payment_term", "Payment Term"},
    {"line_section", "Section"}, {"line_note", "Note"},          {"epd", "Early Payment Discount"}};

// Adds what every model has and the table did not place itself, at its end.
Model complete(Model model) {
    const std::vector<Field> magic{
        computed("id", Type::integer, Source::id, true),
        computed("display_name", Type::character, Source::display_name, false),
        many2one("create_uid", "res.users"),
        datetime("create_date"),
        many2one("write_uid", "res.users"),
        datetime("write_date"),
    };
    for (const Field& field : magic)
        if (model.find(field.name) == nullptr) model.fields.push_back(field);
    return model;
}

Model account_move() {
    Field partner = many2one("partner_id", "res.partner");
    partner.indexed = true;
    Field number = alias("native", character("l10n_latam_document_number"), "l10n_br_numero_nota_fiscal");
    number.stored = false;
    number.searchable = false;
    return {"account.move",
            "Journal Entry",
            "date desc, name desc, invoice_date desc, id desc",
            {character("name"),
             plain("date", Type::date),
             selection("state", k_move_state),
             selection("move_type", k_move_type),
             many2one("company_id", "res.company"),
             many2one("reversed_entry_id", "account.move"),
             children("line_ids", "account.move.line", "move_id"),
             children("invoice_line_ids", "account.move.line", "move_id"),
             plain("invoice_date", Type::date),
             partner,
             character("invoice_partner_display_name"),
             computed("amount_untaxed", Type::monetary, Source::untaxed, true),
             computed("amount_total", Type::monetary, Source::total, true),
             many2one("invoice_user_id", "res.users"),
             character("invoice_origin"),
             many2one("invoice_incoterm_id", "account.incoterms"),
             character("payment_state"),
             datetime("create_date"),
             datetime("write_date"),
             many2one("team_id", "crm.team"),
             only("ciel", character("l10n_br_numero_nota_fiscal")),
             only("ciel", character("l10n_br_chave_nf")),
             only("ciel", selection("l10n_br_tipo_pedido", k_tipo_pedido)),
             only("ciel", character("l10n_br_cnpj")),
             inherited_document(alias("oca", character("document_number"), "l10n_br_numero_nota_fiscal")),
             inherited_document(alias("oca", monetary("fiscal_amount_untaxed"), "amount_untaxed")),
             inherited_document(alias("oca", monetary("fiscal_amount_total"), "amount_total")),
             inherited_document(operation_of("l10n_br_tipo_pedido")),
             number,
             chosen("native", many2one("l10n_latam_document_type_id", "l10n_latam.document.type"),
                    "l10n_br_tipo_pedido")}};
}

Model account_move_line() {
    Field sale_lines{.name = "sale_line_ids", .type = Type::many2many, .relation = "sale.order.line"};
    sale_lines.indexed = true;
    return {"account.move.line",
            "Journal Item",
            "date desc, move_name desc, id",
            {owner("move_id", "account.move"),
             related(character("move_name"), "move_id", "name"),
             related(selection("parent_state", k_move_state), "move_id", "state"),
             related(selection("move_type", k_move_type), "move_id", "move_type"),
             related(plain("date", Type::date), "move_id", "date"),
             related(many2one("company_id", "res.company"), "move_id", "company_id"),
             related(many2one("partner_id", "res.partner"), "move_id", "partner_id"),
             character("name"),
             selection("display_type", k_line_type),
             many2one("product_id", "product.product"),
             floating("quantity", 16, 3),
             floating("price_unit", 16, 4),
             computed("price_subtotal", Type::monetary, Source::subtotal, true),
             plain("price_total", Type::monetary),
             datetime("write_date"),
             sale_lines,
             only("ciel", floating("l10n_br_total_nfe", 16, 2)),
             boolean("is_downpayment"),
             many2one("product_uom_id", "uom.uom"),
             inherited_document(alias("oca", monetary("fiscal_amount_untaxed"), "price_subtotal")),
             inherited_document(alias("oca", monetary("fiscal_amount_total"), "l10n_br_total_nfe"))}};
}

Model sale_order() {
    return {"sale.order",
            "Sales Order",
            "date_order desc, id desc",
            {character("name"),
             many2one("company_id", "res.company"),
             many2one("partner_id", "res.partner"),
             selection("state", k_order_state),
             datetime("create_date"),
             datetime("commitment_date"),
             datetime("date_order"),
             many2one("partner_shipping_id", "res.partner"),
             many2one("payment_term_id", "account.payment.term"),
             many2one("user_id", "res.users"),
             many2one("team_id", "crm.team"),
             children("order_line", "sale.order.line", "order_id"),
             {.name = "invoice_ids",
              .type = Type::many2many,
              .relation = "account.move",
              .stored = false,
              .source = Source::invoices},
             selection("invoice_status", k_invoice_status),
             computed("amount_untaxed", Type::monetary, Source::untaxed, true),
             datetime("write_date"),
             many2one("carrier_id", "delivery.carrier"),
             many2one("incoterm", "account.incoterms"),
             only("ciel", selection("l10n_br_tipo_pedido", k_tipo_pedido)),
             only("ciel", character("l10n_br_pedido_compra")),
             operation_of("l10n_br_tipo_pedido"),
             alias("oca native", character("client_order_ref"), "l10n_br_pedido_compra"),
             many2one("payment_provider_id", "payment.provider"),
             plain("picking_note", Type::text),
             {.name = "tag_ids", .type = Type::many2many, .relation = "crm.tag"}}};
}

Model sale_order_line() {
    return {"sale.order.line",
            "Sales Order Line",
            "order_id, sequence, id",
            {owner("order_id", "sale.order"),
             plain("sequence", Type::integer),
             related(many2one("company_id", "res.company"), "order_id", "company_id"),
             related(many2one("order_partner_id", "res.partner"), "order_id", "partner_id"),
             related(selection("state", k_order_state), "order_id", "state"),
             selection("display_type", {{"line_section", "Section"}, {"line_note", "Note"}}),
             many2one("product_id", "product.product"),
             plain("name", Type::text),
             floating("product_uom_qty", 16, 3),
             many2one("product_uom", "uom.uom"),
             floating("price_unit", 16, 4),
             computed("price_subtotal", Type::monetary, Source::subtotal, true),
             {.name = "invoice_lines",
              .type = Type::many2many,
              .relation = "account.move.line",
              .source = Source::linked,
              .of = "sale_line_ids"},
             floating("qty_invoiced", 16, 3),
             selection("invoice_status", k_invoice_status),
             datetime("write_date"),
             floating("qty_cancelado"),
             floating("qty_saldo"),
             boolean("is_downpayment"),
             alias("oca", monetary("fiscal_amount_untaxed"), "price_subtotal"),
             // The same under its name since 19.
             related(many2one("product_uom_id", "uom.uom"), "id", "product_uom")}};
}

Model res_partner() {
    return {"res.partner",
            "Contact",
            "display_name, id desc",
            {character("name"),
             many2one("parent_id", "res.partner"),
             many2one("user_id", "res.users"),
             many2one("commercial_partner_id", "res.partner"),
             only("ciel", character("l10n_br_cpf")),
             boolean("active"),
             character("street"),
             character("zip"),
             many2one("state_id", "res.country.state"),
             character("phone"),
             only("ciel", character("l10n_br_cnpj")),
             only("ciel", character("l10n_br_razao_social")),
             only("ciel", many2one("l10n_br_municipio_id", "l10n_br_ciel_it_account.res.municipio")),
             only("ciel", character("l10n_br_endereco_bairro")),
             only("ciel", character("l10n_br_endereco_numero")),
             alias("oca", character("cnpj_cpf"), "l10n_br_cnpj"),
             without_punctuation("oca native", "vat", "l10n_br_cnpj"),
             alias("oca", character("legal_name"), "l10n_br_razao_social"),
             alias("oca native", many2one("city_id", "res.city"), "l10n_br_municipio_id"),
             alias("oca native", character("street_name"), "street"),
             alias("oca native", character("street_number"), "l10n_br_endereco_numero"),
             alias("oca", character("district"), "l10n_br_endereco_bairro"),
             alias("native", character("street2"), "l10n_br_endereco_bairro"),
             selection("agendamento", {{"sim", "Sim"}, {"nao", "Nao"}}),
             character("type")}};
}

const Choices k_product_type{
    {"consu", "Consumable"}, {"service", "Service"}, {"product", "Storable Product"}};

Model product_product() {
    Field gross_weight = inherited(floating("gross_weight", 16, 2));
    gross_weight.rounded = true;
    return {"product.product",
            "Product Variant",
            "default_code, name, id",
            {related(inherited(character("code")), "id", "default_code"), character("default_code"),
             many2one("product_tmpl_id", "product.template"), boolean("active"), floating("weight", 16, 2),
             inherited(character("name")), inherited(selection("type", k_product_type)),
             inherited(many2one("uom_id", "uom.uom")), inherited(many2one("categ_id", "product.category")),
             gross_weight}};
}

Model product_template() {
    return {"product.template",
            "Product",
            "name, id",
            {character("name"), selection("type", k_product_type), many2one("categ_id", "product.category"),
             character("default_code"), boolean("active"), floating("weight", 16, 2),
             floating("gross_weight", 16, 2)}};
}

Model product_category() {
    return {"product.category",
            "Product Category",
            "complete_name, id",
            {character("name"), computed("complete_name", Type::character, Source::complete_name, true),
             many2one("parent_id", "product.category"),
             computed("parent_path", Type::character, Source::parent_path, true)}};
}

Model named(const char* name, const char* label) {
    return {name, label, "id", {character("name")}};
}

std::vector<Model> small_models() {
    return {
        {"delivery.carrier",
         "Shipping Methods",
         "id",
         {character("name"), boolean("active"), only("ciel", many2one("l10n_br_partner_id", "res.partner")),
          alias("oca", many2one("partner_id", "res.partner"), "l10n_br_partner_id"),
          alias("native", many2one("l10n_br_edi_transporter_id", "res.partner"), "l10n_br_partner_id")}},
        {"l10n_br_ciel_it_account.res.municipio",
         "Municipio",
         "name, id",
         {character("name"), many2one("state_id", "res.country.state"), character("codigo_ibge")}},
        {"res.country", "Country", "name, id", {character("name"), character("code")}},
        {"res.country.state",
         "Country state",
         "code, id",
         {many2one("country_id", "res.country"), character("name"), character("code")}},
        {"account.incoterms", "Incoterms", "id", {character("name"), character("code"), boolean("active")}},
        {"res.users",
         "User",
         "name, login",
         {character("login"),
          boolean("active"),
          inherited(datetime("login_date")),
          inherited(character("name")),
          inherited(character("lang")),
          inherited(character("tz")),
          character("totp_secret"),
          many2one("company_id", "res.company"),
          {.name = "company_ids", .type = Type::many2many, .relation = "res.company"}}},
        {"res.users.apikeys",
         "Users API Keys",
         "id",
         {character("name"), many2one("user_id", "res.users"), character("scope"),
          datetime("expiration_date")}},
        {"crm.tag", "CRM Tag", "id", {character("name"), plain("color", Type::integer)}},
        {"crm.team", "Sales Team", "id", {character("name"), boolean("active")}},
        {"account.payment.term", "Payment Terms", "id", {character("name"), boolean("active")}},
        {"uom.uom",
         "Product Unit of Measure",
         "id",
         {character("name"), boolean("active"), floating("factor"), many2one("category_id", "uom.category"),
          character("parent_path"), floating("relative_factor"), many2one("relative_uom_id", "uom.uom"),
          floating("factor_inv"), floating("rounding"),
          selection("uom_type", {{"bigger", "Bigger"}, {"reference", "Reference"}, {"smaller", "Smaller"}})}},
        {"l10n_br_fiscal.operation",
         "Fiscal Operation",
         "id",
         {character("code"), character("name")},
         " oca "},
        named("payment.provider", "Payment Provider"),
        named("res.company", "Companies"),
    };
}

}  // namespace

std::vector<Model> model_tables() {
    std::vector<Model> models{account_move(), account_move_line(), sale_order(),       sale_order_line(),
                              res_partner(),  product_product(),   product_template(), product_category()};
    for (Model& model : small_models()) models.push_back(std::move(model));
    for (Model& model : models) model = complete(std::move(model));
    return models;
}

}  // namespace ciclo::fake_odoo
