// Reads Prometheus' text format (version 0.0.4) as strictly as its readers may, and with the rules of
// `promtool check metrics` about names. Not for: histograms and summaries.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace ciclo::test {

struct Sample {
    std::string metric;
    std::map<std::string, std::string> labels;
    std::string value;
};

class Exposition {
  public:
    // Throws std::runtime_error that names the line and the rule that it breaks.
    explicit Exposition(const std::string& text);

    [[nodiscard]] const std::vector<Sample>& samples() const { return m_samples; }
    // The value of the one sample with these labels, "" when there is none.
    [[nodiscard]] std::string value(const std::string& metric,
                                    const std::map<std::string, std::string>& labels = {}) const;
    [[nodiscard]] bool has(const std::string& metric) const;

  private:
    struct Family {
        bool has_help = false;
        std::string type;
        bool has_samples = false;
    };

    void read(const std::string& line);
    void read_comment(const std::string& line);
    void read_sample(const std::string& line);
    // The family that the line belongs to; the lines of one stand together.
    Family& family(const std::string& name);

    std::map<std::string, Family> m_families;
    std::string m_current;
    std::vector<Sample> m_samples;
};

}  // namespace ciclo::test
