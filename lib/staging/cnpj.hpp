// How a CNPJ or CPF is written. Not for: whether it is a right one (check digits).
#pragma once

#include <string>
#include <string_view>

namespace ciclo::staging {

// A CNPJ as 12.345.678/0001-90 (since 2026 its first 12 places may be letters: upper case), a CPF as
// 123.456.789-09, whatever of dots, dashes, slashes and blanks was typed. Anything else comes back as it is.
std::string punctuated_cnpj(std::string_view typed);

}  // namespace ciclo::staging
