#include "fake_odoo/scenario_base.hpp"

#include <fmt/format.h>

#include <array>

namespace ciclo::fake_odoo {
namespace {

struct City {
    const char* name;
    const char* uf;
};

constexpr std::array<std::array<const char*, 2>, 12> k_states{{{"SP", "São Paulo"},
                                                               {"RJ", "Rio de Janeiro"},
                                                               {"MG", "Minas Gerais"},
                                                               {"PR", "Paraná"},
                                                               {"SC", "Santa Catarina"},
                                                               {"RS", "Rio Grande do Sul"},
                                                               {"BA", "Bahia"},
                                                               {"PE", "Pernambuco"},
                                                               {"CE", "Ceará"},
                                                               {"GO", "Goiás"},
                                                               {"MT", "Mato Grosso"},
                                                               {"MS", "Mato Grosso do Sul"}}};
constexpr std::array<City, 18> k_cities{{{"São Paulo", "SP"},
                                         {"Campinas", "SP"},
                                         {"Ribeirão Preto", "SP"},
                                         {"Rio de Janeiro", "RJ"},
                                         {"Niterói", "RJ"},
                                         {"Belo Horizonte", "MG"},
                                         {"Uberaba", "MG"},
                                         {"Curitiba", "PR"},
                                         {"Londrina", "PR"},
                                         {"Joinville", "SC"},
                                         {"Porto Alegre", "RS"},
                                         {"Erechim", "RS"},
                                         {"Salvador", "BA"},
                                         {"Recife", "PE"},
                                         {"Fortaleza", "CE"},
                                         {"Goiânia", "GO"},
                                         {"Rondonópolis", "MT"},
                                         {"Três Lagoas", "MS"}}};
constexpr std::array k_trades{"SUPERMERCADO", "ATACADÃO",  "DISTRIBUIDORA", "PANIFICADORA",
                              "PIZZARIA",     "MERCEARIA", "COOPERATIVA",   "EMPÓRIO"};
constexpr std::array k_surnames{"BOA VISTA",       "SÃO JORGE",       "TRÊS IRMÃOS",          "IBÉRICA",
                                "CAMPEÃ",          "ESTRELA D'OESTE", "NOSSA SENHORA DA LUZ", "PRIMAVERA",
                                "ARAÚJO & FILHOS", "VALE VERDE"};
constexpr std::array k_streets{"Rua Sete de Setembro", "Avenida São João", "Alameda Santos", "Rodovia BR-101",
                               "Travessa dos Açores"};
constexpr std::array k_districts{"Centro", "Vila Industrial", "Boa Viagem", "Jardim América",
                                 "Distrito Industrial"};
constexpr std::array k_sellers{"JOÃO PEDRO ARAÚJO",     "MARIA CONCEIÇÃO LIMA", "ANTÔNIO CÉSAR NUÑEZ",
                               "LUÍS FELIPE GONÇALVES", "SÉRGIO MÜLLER",        "FLÁVIA BRANDÃO"};

struct Family {
    const char* root;
    const char* kind;
};

constexpr std::array<Family, 9> k_families{{{"CONSERVAS", "AZEITONA VERDE"},
                                            {"CONSERVAS", "AZEITONA PRETA"},
                                            {"CONSERVAS", "PIMENTA BIQUINHO"},
                                            {"CONSERVAS", "COGUMELO"},
                                            {"MOLHOS", "MOLHO SHOYU"},
                                            {"MOLHOS", "MOLHO INGLÊS"},
                                            {"MOLHOS", "MOSTARDA"},
                                            {"ÓLEOS E AZEITES", "ÓLEO DE DENDÊ"},
                                            {"ÓLEOS E AZEITES", "ÓLEO COMPOSTO"}}};

struct Package {
    const char* name;
    double net;
    double gross;
};

constexpr std::array<Package, 6> k_packages{{{"BALDE 6X2 KG", 12.0, 13.2},
                                             {"VIDRO 12X300 G", 3.6, 6.4},
                                             {"POUCH 18X150 G", 2.7, 3.05},
                                             {"LATA 6X1,8 KG", 10.8, 12.15},
                                             {"GALÃO 4X3,1 L", 12.4, 12.93},
                                             {"SACHET 24X100 G", 2.4, 3.02}}};
constexpr std::array k_brands{"CAMPO NOVO", "VILA SÃO JOÃO", "SERRA AZUL", "IPÊ"};

class Filler {
  public:
    Filler(Store& store, Random& random) : m_store(store), m_random(random) {}

    MasterData fill(int customers, int products) {
        MasterData data;
        data.companies = {1, add("res.company", "CAMPO NOVO FILIAL LTDA")};
        add_places();
        for (const char* name : k_sellers) data.sellers.push_back(add_seller(name));
        for (const char* name : {"VENDA EXTERNA", "FOOD SERVICE", "EXPORTAÇÃO"})
            data.teams.push_back(add("crm.team", name));
        for (const char* name : {"À VISTA", "21 DDL", "28 DDL", "30/60 DIAS", "30/60/90 DIAS"})
            data.terms.push_back(add("account.payment.term", name));
        for (const char* name : {"BOLETO", "PIX"}) data.providers.push_back(add("payment.provider", name));
        for (const char* name : {"UN", "CX"}) data.units.push_back(add("uom.uom", name));
        add_incoterms(data);
        add_carriers(data);
        for (int i = 0; i < customers; ++i) data.customers.push_back(add_customer(data, i));
        for (int i = 0; i < products; ++i) data.products.push_back(add_product(data, i));
        return data;
    }

  private:
    long long add(const char* model, const std::string& name) {
        return m_store.create(model, {{"name", name}});
    }

    void add_places() {
        const long long brazil = m_store.create("res.country", {{"name", "Brazil"}, {"code", "BR"}});
        for (const auto& [code, name] : k_states)
            m_states[code] =
                m_store.create("res.country.state", {{"name", name}, {"code", code}, {"country_id", brazil}});
        for (const City& city : k_cities)
            m_cities.push_back(
                m_store.create("l10n_br_ciel_it_account.res.municipio",
                               {{"name", city.name},
                                {"state_id", m_states.at(city.uf)},
                                {"codigo_ibge", std::to_string(m_random.between(1100015, 5300108))}}));
    }

    long long add_seller(const char* name) {
        return m_store.create("res.users",
                              {{"name", name}, {"login", fmt::format("vendedor{:02}", m_next_login++)}});
    }

    void add_incoterms(MasterData& data) {
        for (const auto& [code, name] : {std::pair{"CIF", "COST, INSURANCE AND FREIGHT"},
                                         std::pair{"FOB", "FREE ON BOARD"}, std::pair{"RED", "REDESPACHO"}})
            data.incoterms.push_back(m_store.create("account.incoterms", {{"code", code}, {"name", name}}));
    }

    void add_carriers(MasterData& data) {
        for (const char* name : {"FROTA PRÓPRIA", "LÍDER CARGAS", "RODOVIÁRIO AÇORIANO"})
            data.carriers.push_back(add("delivery.carrier", name));
        Values depot = address("TRANSPORTADORA REDESPACHO PAULISTA LTDA", 99);
        const long long partner = m_store.create("res.partner", depot);
        data.carriers.push_back(m_store.create(
            "delivery.carrier",
            {{"name", "TRANSPORTADORA REDESPACHO PAULISTA"}, {"l10n_br_partner_id", partner}}));
    }

    std::string cnpj(int serial) {
        return fmt::format("{:02}.{:03}.{:03}/{:04}-{:02}", m_random.between(10, 99),
                           m_random.between(0, 999), serial % 1000, 1 + serial / 1000,
                           m_random.between(10, 99));
    }

    Values address(const std::string& name, int serial) {
        const auto city =
            static_cast<std::size_t>(m_random.between(0, static_cast<long long>(k_cities.size()) - 1));
        return {{"name", name},
                {"l10n_br_razao_social", name},
                {"l10n_br_cnpj", cnpj(serial)},
                {"l10n_br_municipio_id", m_cities[city]},
                {"state_id", m_states.at(k_cities[city].uf)},
                {"zip", fmt::format("{:05}-{:03}", m_random.between(1000, 99999), m_random.between(0, 999))},
                {"street", m_random.pick(k_streets)},
                {"l10n_br_endereco_numero", std::to_string(m_random.between(1, 2999))},
                {"l10n_br_endereco_bairro", m_random.pick(k_districts)},
                {"phone",
                 fmt::format("(11) 9{:04}-{:04}", m_random.between(0, 9999), m_random.between(0, 9999))}};
    }

    long long add_customer(const MasterData& data, int serial) {
        Values values = address(
            fmt::format("{} {} {}", m_random.pick(k_trades), m_random.pick(k_surnames), serial + 1), serial);
        values["l10n_br_razao_social"] = values["name"].as_text() + " COMÉRCIO DE ALIMENTOS LTDA";
        values["agendamento"] = m_random.chance(30) ? "sim" : "nao";
        values["user_id"] = m_random.pick(data.sellers);
        return m_store.create("res.partner", values);
    }

    long long category(const std::string& name, long long parent) {
        const auto known = m_categories.find({name, parent});
        if (known != m_categories.end()) return known->second;
        const Value above = parent == 0 ? Value() : Value(parent);
        const long long id = m_store.create("product.category", {{"name", name}, {"parent_id", above}});
        return m_categories[{name, parent}] = id;
    }

    long long add_product(const MasterData& data, int serial) {
        const Family& family = m_random.pick(k_families);
        const Package& package = m_random.pick(k_packages);
        const long long leaf = category(package.name, category(family.kind, category(family.root, 0)));
        return m_store.create(
            "product.product",
            {{"name", fmt::format("{} - {} - {}", family.kind, package.name, m_random.pick(k_brands))},
             {"default_code", std::to_string(4310000 + serial * 37 % 99991)},
             {"type", "consu"},
             {"weight", package.net},
             {"gross_weight", package.gross},
             {"uom_id", m_random.pick(data.units)},
             {"categ_id", leaf}});
    }

    Store& m_store;
    Random& m_random;
    std::map<std::string, long long> m_states;
    Ids m_cities;
    std::map<std::pair<std::string, long long>, long long> m_categories;
    int m_next_login = 0;
};

}  // namespace

MasterData fill_master_data(Store& store, Random& random, int customers, int products) {
    return Filler(store, random).fill(customers, products);
}

}  // namespace ciclo::fake_odoo
