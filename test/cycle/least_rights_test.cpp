// What the Odoo user may not read: the groups that the README names are enough for whole cycles, a column
// whose model is closed to the user stays as it is, and the AVISO says which.
#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <sstream>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using std::chrono::minutes;

namespace {

constexpr const char* k_municipio = "l10n_br_ciel_it_account.res.municipio";

// The external ids that lib/odoo/README.md names as enough.
fake_odoo::Groups groups_of_readme() {
    std::ifstream file(CICLO_SOURCE_DIR "/lib/odoo/README.md");
    std::stringstream text;
    text << file.rdbuf();
    const auto readme = text.str();
    const std::regex group("`([a-z_]+\\.group_[a-z_]+)`");
    fake_odoo::Groups out;
    for (std::sregex_iterator it(readme.begin(), readme.end(), group), end; it != end; ++it)
        out.insert((*it)[1]);
    return out;
}

// A pedido with everything that an optional model gives, its NF, and both known here.
struct FullyKnown {
    World world;
    Order order;
    long long nf;
    long long provider;

    FullyKnown() {
        provider = world.odoo.store().create("payment.provider", {{"name", "BOLETO"}});
        order = add("VCD0000001");
        nf = world.add_nf("130001", order, {4});
        REQUIRE(world.run().code == ExitCode::ok);
        // What it read of small models is asked for again.
        world.config.sweep_interval = {};
        REQUIRE(columns("VCD0000001") == "BOLETO|LÍDER CARGAS|FOOD SERVICE|Campinas|SP|Campinas|SP");
        REQUIRE(nf_columns("130001") == "FOOD SERVICE|Campinas|SP|FOOD SERVICE|Campinas|SP");
    }

    Order add(const std::string& name) {
        return world.add_order(name, {{world.azeitona, 10}},
                               {{"payment_provider_id", provider}, {"carrier_id", world.carrier}});
    }

    std::string columns(const std::string& pedido) {
        return world.rows(
            "SELECT forma_pgto_pedido, metodo_entrega_pedido, equipe_vendas, municipio, estado,"
            " nome_cidade, cod_uf FROM carteira_principal WHERE num_pedido = '" +
            pedido + "'");
    }

    std::string nf_columns(const std::string& number) {
        return world.rows(
            "SELECT f.equipe_vendas, f.municipio, f.estado, r.equipe_vendas, r.municipio, r.estado"
            " FROM faturamento_produto f JOIN relatorio_faturamento_importado r USING (numero_nf)"
            " WHERE numero_nf = '" +
            number + "'");
    }

    // Something else of both changes, so that their rows are written; and a new pedido with an NF comes.
    CycleReport change_and_run() {
        world.advance(minutes{30});
        world.odoo.store().write("sale.order", order.id, {{"picking_note", "tarde"}});
        world.odoo.store().write("account.move", nf, {{"invoice_partner_display_name", "OUTRO NOME"}});
        world.add_nf("130002", add("VCD0000002"), {4});
        auto report = world.run_twice();
        CHECK(world.rows("SELECT observ_ped_1, nome_cliente FROM carteira_principal p JOIN"
                         " faturamento_produto f ON f.origem = p.num_pedido"
                         " WHERE num_pedido = 'VCD0000001'") == "tarde|OUTRO NOME");
        return report;
    }
};

// The AVISO of models that may not be read, "" for none.
std::string closed_models(const CycleReport& report) {
    std::string out;
    for (const auto& stage : report.stages) {
        for (const auto& notice : stage.notices) {
            if (notice.kind == "MODELO_SEM_ACESSO") out += notice.examples + "\n";
            CHECK(notice.kind != "REGISTRO_ILEGIVEL");
        }
    }
    return out;
}

long long asked(World& world, const std::string& model) {
    const auto requests = world.odoo.requests();
    return std::count_if(requests.begin(), requests.end(), [&](const auto& request) {
        return request.model == model && request.method == "search_read";
    });
}

}  // namespace

TEST_CASE("the groups that the README names are enough for whole cycles from the first one on") {
    World world;
    const auto groups = groups_of_readme();
    REQUIRE(groups == fake_odoo::Groups{"base.group_user", "account.group_account_readonly",
                                        "sales_team.group_sale_salesman_all_leads"});
    world.odoo.limit_to_groups(groups);
    const auto provider = world.odoo.store().create("payment.provider", {{"name", "BOLETO"}});
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}},
                                       {{"payment_provider_id", provider}, {"carrier_id", world.carrier}});
    world.add_nf("130001", order, {4});
    const auto report = world.run_twice();
    CHECK(world.rows("SELECT forma_pgto_pedido IS NULL, metodo_entrega_pedido, equipe_vendas, municipio,"
                     " qtd_saldo_produto_pedido FROM carteira_principal") ==
          "t|LÍDER CARGAS|FOOD SERVICE|Campinas|6.000");
    CHECK_THAT(closed_models(report), Contains("payment.provider (forma_pgto_pedido"));
}

TEST_CASE("a right that is taken away empties no column, and the AVISO names model, column and remedy once") {
    FullyKnown known;
    auto& world = known.world;
    world.odoo.limit_to_groups(groups_of_readme());
    const auto report = known.change_and_run();
    CHECK(known.columns("VCD0000001") == "BOLETO|LÍDER CARGAS|FOOD SERVICE|Campinas|SP|Campinas|SP");
    CHECK(known.columns("VCD0000002") == "|LÍDER CARGAS|FOOD SERVICE|Campinas|SP|Campinas|SP");
    const auto reported = closed_models(report);
    CHECK(std::count(reported.begin(), reported.end(), '\n') == 1);
    CHECK_THAT(reported, Contains("payment.provider") && Contains("forma_pgto_pedido") && Contains("--full"));
}

TEST_CASE("each optional model that may not be read keeps its columns; new rows have none") {
    struct Closed {
        const char* model;
        const char* carteira;     // of the new pedido
        const char* faturamento;  // of its NF
    };
    const auto closed = GENERATE(from_range(variants<Closed>(
        {Closed{k_municipio, "BOLETO|LÍDER CARGAS|FOOD SERVICE||SP||SP", "FOOD SERVICE||SP|FOOD SERVICE||SP"},
         Closed{"payment.provider", "|LÍDER CARGAS|FOOD SERVICE|Campinas|SP|Campinas|SP",
                "FOOD SERVICE|Campinas|SP|FOOD SERVICE|Campinas|SP"},
         Closed{"delivery.carrier", "BOLETO||FOOD SERVICE|Campinas|SP|Campinas|SP",
                "FOOD SERVICE|Campinas|SP|FOOD SERVICE|Campinas|SP"},
         Closed{"crm.team", "BOLETO|LÍDER CARGAS||Campinas|SP|Campinas|SP", "|Campinas|SP||Campinas|SP"}})));
    // fields_get may answer all the same, as a stock Odoo does, or be refused as well.
    const bool describes = GENERATE(true, false);
    INFO(closed.model << (describes ? " describes its fields" : " is refused as a whole"));
    FullyKnown known;
    if (describes)
        known.world.odoo.deny_records(closed.model);
    else
        known.world.odoo.deny_model(closed.model);
    const auto report = known.change_and_run();
    CHECK(known.columns("VCD0000001") == "BOLETO|LÍDER CARGAS|FOOD SERVICE|Campinas|SP|Campinas|SP");
    CHECK(known.nf_columns("130001") == "FOOD SERVICE|Campinas|SP|FOOD SERVICE|Campinas|SP");
    CHECK(known.columns("VCD0000002") == closed.carteira);
    CHECK(known.nf_columns("130002") == closed.faturamento);
    const auto reported = closed_models(report);
    CHECK(std::count(reported.begin(), reported.end(), '\n') == 1);
    CHECK_THAT(reported, Contains(closed.model));
}

TEST_CASE("an optional model that Odoo does not have counts as empty, without an AVISO") {
    FullyKnown known;
    known.world.odoo.remove_model("payment.provider");
    const auto report = known.change_and_run();
    CHECK(known.columns("VCD0000001") == "|LÍDER CARGAS|FOOD SERVICE|Campinas|SP|Campinas|SP");
    CHECK(closed_models(report).empty());
}

TEST_CASE("once the right is given, a full load fills what it kept empty", "[long]") {
    FullyKnown known;
    auto& world = known.world;
    world.odoo.deny_records("payment.provider");
    known.change_and_run();
    world.odoo.clear_restrictions();
    world.config.full = true;
    world.run_twice();
    CHECK(known.columns("VCD0000002") == known.columns("VCD0000001"));
}

TEST_CASE("a closed model is requested ahead and once more, and not at all where nothing refers to it",
          "[long]") {
    FullyKnown known;
    auto& world = known.world;
    world.odoo.deny_records("payment.provider");
    world.advance(minutes{30});
    for (int i = 0; i < 3; ++i) known.add("VCD000001" + std::to_string(i));
    world.odoo.clear_requests();
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(asked(world, "payment.provider") == 2);  // ahead, in a round that it spoils, and alone
    world.advance(std::chrono::hours{48});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.odoo.clear_requests();
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(asked(world, "payment.provider") == 0);
}

TEST_CASE("with REDESPACHO a closed delivery.carrier sets the pedido aside: it decides where the goods go") {
    FullyKnown known;
    auto& world = known.world;
    world.odoo.deny_records("delivery.carrier");
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", known.order.id, {{"incoterm", world.red}});
    CHECK(world.run().code == ExitCode::done_with_rejects);
    CHECK(known.columns("VCD0000001") == "BOLETO|LÍDER CARGAS|FOOD SERVICE|Campinas|SP|Campinas|SP");
}

TEST_CASE("a needed model that may not be read fails the cycle by name, before anything is written") {
    FullyKnown known;
    auto& world = known.world;
    world.odoo.deny_records("res.users");
    world.advance(minutes{30});
    known.add("VCD0000003");
    const auto before = world.row_versions();
    const auto report = world.run();
    CHECK(report.code == ExitCode::faturamento_failed);
    CHECK_THAT(report.error, Contains("res.users.search_read: AccessError"));
    CHECK(world.row_versions() == before);
}
