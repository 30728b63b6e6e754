#include "support/exposition.hpp"

#include <algorithm>
#include <cmath>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

namespace ciclo::test {
namespace {

void require(bool holds, const std::string& rule) {
    if (!holds) throw std::runtime_error(rule);
}

std::set<std::string> words_of(const std::string& name) {
    std::set<std::string> out;
    std::istringstream stream(name);
    for (std::string word; std::getline(stream, word, '_');) out.insert(word);
    return out;
}

const std::regex k_snake_case("[a-z_][a-z0-9_]*");

void check_name(const std::string& name) {
    require(std::regex_match(name, k_snake_case), "a metric's name in snake case");
    const auto words = words_of(name);
    for (const auto* word : {"minutes", "hours", "days", "milliseconds", "kibibytes", "kilobytes", "bits",
                             "s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "m", "h", "d"}) {
        require(words.count(word) == 0, "base units, not abbreviated");
    }
    for (const auto* word : {"gauge", "counter", "summary", "histogram"}) {
        require(words.count(word) == 0, "no type in a name");
    }
}

void check_type(const std::string& name, const std::string& type) {
    require(type == "gauge" || type == "counter", "a type that this test knows");
    require((type == "counter") == name.ends_with("_total"), "a counter, and no other, ends in _total");
    for (const auto* suffix : {"_count", "_sum", "_bucket"}) {
        require(!name.ends_with(suffix), "no suffix of a histogram");
    }
}

// One label value from after its opening quote; leaves `at` behind the closing one.
std::string label_value(const std::string& line, std::size_t& at) {
    std::string out;
    for (; at < line.size() && line[at] != '"'; ++at) {
        if (line[at] != '\\') {
            out += line[at];
            continue;
        }
        ++at;
        require(at < line.size() && std::string("\\\"n").find(line[at]) != std::string::npos,
                "a known escape");
        out += line[at] == 'n' ? '\n' : line[at];
    }
    require(at < line.size(), "a closing quote");
    ++at;
    return out;
}

// "{a="b",c="d"}" from its opening brace on; leaves `at` behind the closing one.
std::map<std::string, std::string> labels_of(const std::string& line, std::size_t& at) {
    std::map<std::string, std::string> out;
    do {
        ++at;
        const auto equals = line.find("=\"", at);
        require(equals != std::string::npos, "a label's value in quotes");
        const auto name = line.substr(at, equals - at);
        require(std::regex_match(name, k_snake_case), "a label's name in snake case");
        require(name != "le" && name != "quantile" && !name.starts_with("__"), "no reserved label");
        at = equals + 2;
        require(out.emplace(name, label_value(line, at)).second, "each label once");
    } while (at < line.size() && line[at] == ',');
    require(at < line.size() && line[at] == '}', "a closing brace");
    ++at;
    return out;
}

void check_number(const std::string& text) {
    std::size_t end = 0;
    const auto number = std::stod(text, &end);
    require(end == text.size() && std::isfinite(number), "a number, and no time after it");
}

}  // namespace

Exposition::Exposition(const std::string& text) {
    require(text.ends_with('\n'), "the last line ends with a line feed");
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        try {
            read(line);
        } catch (const std::exception& error) {
            throw std::runtime_error("'" + line + "': " + error.what());
        }
    }
}

void Exposition::read(const std::string& line) {
    require(!line.empty(), "no empty line");
    line.starts_with('#') ? read_comment(line) : read_sample(line);
}

Exposition::Family& Exposition::family(const std::string& name) {
    check_name(name);
    require(name == m_current || m_families.count(name) == 0, "the lines of one metric stand together");
    m_current = name;
    return m_families[name];
}

void Exposition::read_comment(const std::string& line) {
    std::istringstream stream(line);
    std::string hash;
    std::string keyword;
    std::string name;
    std::string rest;
    stream >> hash >> keyword >> name >> std::ws;
    std::getline(stream, rest);
    auto& metric = family(name);
    require(!metric.has_samples, "HELP and TYPE stand before the samples");
    require(!rest.empty(), "a help, and a type");
    if (keyword == "HELP") {
        require(!metric.has_help && rest.find('\\') == std::string::npos, "one help, without escapes");
        metric.has_help = true;
    } else {
        require(keyword == "TYPE" && metric.type.empty(), "HELP or TYPE, once");
        check_type(name, rest);
        metric.type = rest;
    }
}

void Exposition::read_sample(const std::string& line) {
    auto at = line.find_first_of("{ ");
    require(at != std::string::npos, "a value");
    Sample sample{line.substr(0, at), {}, {}};
    auto& metric = family(sample.metric);
    require(metric.has_help && !metric.type.empty(), "HELP and TYPE before the first sample");
    metric.has_samples = true;
    if (line[at] == '{') sample.labels = labels_of(line, at);
    require(at < line.size() && line[at] == ' ', "a blank before the value");
    sample.value = line.substr(at + 1);
    check_number(sample.value);
    require(value(sample.metric, sample.labels).empty(), "no two samples with the same labels");
    m_samples.push_back(std::move(sample));
}

std::string Exposition::value(const std::string& metric,
                              const std::map<std::string, std::string>& labels) const {
    const auto found = std::find_if(m_samples.begin(), m_samples.end(),
                                    [&](const auto& s) { return s.metric == metric && s.labels == labels; });
    return found == m_samples.end() ? std::string() : found->value;
}

bool Exposition::has(const std::string& metric) const {
    return m_families.count(metric) != 0;
}

}  // namespace ciclo::test
