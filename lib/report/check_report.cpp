#include <fmt/core.h>

#include <algorithm>

#include "base/secret.hpp"
#include "json/writer.hpp"
#include "language/points.hpp"
#include "report/report.hpp"

namespace ciclo::report {
namespace {

using language::Language;

// Of the longest name, "temporary tables".
constexpr int k_name_width = 16;

std::string mark(PointLevel level, Language language) {
    switch (level) {
        case PointLevel::ok:
            return "ok";
        case PointLevel::aviso:
            return "AVISO";
        case PointLevel::fail:
            return "FAIL"_tr.in(language);
    }
    return {};
}

std::string_view outcome(const CheckPoint& point) {
    if (point.level == PointLevel::fail) return name_of(point.code);
    return point.level == PointLevel::ok ? "ok" : "aviso";
}

// Further lines of a text stand under its first one.
std::string line(std::string_view level, std::string_view name, std::string text) {
    const std::string indent(2 + 5 + 2 + k_name_width + 1, ' ');
    for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
        text.insert(at + 1, indent);
    }
    return fmt::format("  {:<5}  {:<{}} {}\n", level, name, k_name_width, text);
}

language::Phrase verdict(const std::vector<CheckPoint>& points) {
    const auto code = worst(points);
    if (code != ExitCode::ok) return "{} ({}): a cycle would fail"_tr(name_of(code), number_of(code));
    const auto avisos = std::count_if(points.begin(), points.end(),
                                      [](const auto& point) { return point.level == PointLevel::aviso; });
    if (avisos == 0) return "ok: a cycle can run"_tr;
    return "ok: a cycle can run; look at what says AVISO ({})"_tr(avisos);
}

}  // namespace

std::string point_text(const CheckPoint& point, Language language) {
    auto out = line(mark(point.level, language), language::name_of_point(point.name, language),
                    point.sentence.in(language));
    if (!point.remedy.empty()) out += line("", "", "remedy: {}"_tr(point.remedy).in(language));
    return out;
}

std::string verdict_text(const std::vector<CheckPoint>& points, Language language) {
    return verdict(points).in(language) + "\n";
}

std::string check_json(const std::vector<CheckPoint>& points) {
    json::Writer writer(redact);
    const auto code = worst(points);
    writer.begin_object().key("exit_code").integer(number_of(code)).key("outcome").string(name_of(code));
    writer.key("points").begin_array();
    for (const auto& point : points) {
        writer.begin_object().key("name").string(point.name).key("outcome").string(outcome(point));
        writer.key("sentence").string(point.sentence.english());
        writer.key("remedy").string(point.remedy.english()).end_object();
    }
    writer.end_array().end_object();
    return writer.take() + "\n";
}

}  // namespace ciclo::report
