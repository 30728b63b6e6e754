#include "staging/cnpj.hpp"

#include <algorithm>

namespace ciclo::staging {
namespace {

constexpr std::size_t k_cnpj_length = 14;
constexpr std::size_t k_cpf_length = 11;
// The last places of both: check digits, never letters.
constexpr std::size_t k_check_digits = 2;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return c >= 'A' && c <= 'Z';
}

char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string bare(std::string_view typed) {
    constexpr std::string_view k_punctuation = "./- \t";
    std::string out;
    for (const char c : typed) {
        if (k_punctuation.find(c) == std::string_view::npos) out += upper(c);
    }
    return out;
}

bool is_cnpj(std::string_view text) {
    if (text.size() != k_cnpj_length) return false;
    const auto root = text.substr(0, k_cnpj_length - k_check_digits);
    const auto check = text.substr(root.size());
    return std::all_of(root.begin(), root.end(), [](char c) { return is_digit(c) || is_letter(c); }) &&
           std::all_of(check.begin(), check.end(), is_digit);
}

bool is_cpf(std::string_view text) {
    return text.size() == k_cpf_length && std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

std::string punctuated_cnpj(std::string_view typed) {
    auto text = bare(typed);
    if (is_cnpj(text)) return text.insert(12, "-").insert(8, "/").insert(5, ".").insert(2, ".");
    if (is_cpf(text)) return text.insert(9, "-").insert(6, ".").insert(3, ".");
    return std::string(typed);
}

}  // namespace ciclo::staging
