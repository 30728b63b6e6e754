#include "language/points.hpp"

#include <algorithm>
#include <array>

namespace ciclo::language {
namespace {

struct PointRow {
    std::string_view english;
    std::string_view portuguese;
};

constexpr std::array k_points{
    PointRow{"settings", "configurações"},
    PointRow{"database", "banco"},
    PointRow{"temporary tables", "temporárias"},
    PointRow{"encoding", "codificação"},
    PointRow{"connections", "conexões"},
    PointRow{"schema", "esquema"},
    PointRow{"tables", "tabelas"},
    PointRow{"search path", "search_path"},
    PointRow{"rights", "permissões"},
    PointRow{"sequences", "sequências"},
    PointRow{"no-stock codes", "sem estoque"},
    PointRow{"shipments", "embarques"},
    PointRow{"time zone", "fuso horário"},
    PointRow{"clock database", "relógio do banco"},
    PointRow{"clock odoo", "relógio do Odoo"},
    PointRow{"cycle", "ciclo"},
    PointRow{"last faturamento", "último faturam."},
    PointRow{"last integridade", "última integridade"},
    PointRow{"last faturado", "último faturado"},
    PointRow{"last carteira", "última carteira"},
    PointRow{"odoo", "Odoo"},
    PointRow{"odoo login", "login no Odoo"},
    PointRow{"odoo key", "chave do Odoo"},
    PointRow{"localisation", "localização"},
    PointRow{"odoo models", "modelos do Odoo"},
    PointRow{"odoo optional", "opcionais"},
    PointRow{"entering pedidos", "pedidos novos"},
    PointRow{"companies", "empresas"},
    PointRow{"metrics file", "métricas"},
    PointRow{"memory", "memória"},
};

}  // namespace

std::string name_of_point(std::string_view name, Language language) {
    if (language != Language::portuguese) return std::string(name);
    const auto* row =
        std::find_if(k_points.begin(), k_points.end(), [&](const auto& r) { return r.english == name; });
    return std::string(row == k_points.end() ? name : row->portuguese);
}

}  // namespace ciclo::language
