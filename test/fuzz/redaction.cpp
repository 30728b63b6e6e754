// A secret, in the first line of the input, within a text, in the rest, in each form that writers give it: it
// never comes out.
#include <fmt/core.h>

#include <cctype>
#include <vector>

#include "base/log.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "fuzz/target.hpp"
#include "json/value.hpp"
#include "json/writer.hpp"

namespace ciclo::fuzz {
namespace {

// RFC 3986, section 2.1.
std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain =
            byte < 0x80 && (std::isalnum(byte) != 0 || std::string_view("-._~").find(c) < 4);
        out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return out;
}

std::string json_escaped(std::string_view text) {
    json::Writer writer;
    writer.string(text);
    const auto quoted = writer.take();
    return quoted.substr(1, quoted.size() - 2);
}

// Stars, which blank; U+FFFD, which stands for what is no text; control characters, which no setting takes.
bool is_usable(std::string_view secret) {
    return secret.size() >= 4 && visible(secret) == secret && secret.find('*') == std::string_view::npos &&
           secret.find("\xEF\xBF\xBD") == std::string_view::npos;
}

void check_text(const std::string& text, std::string_view secret) {
    const auto blanked = redact(text);
    require(blanked.find(secret) == std::string::npos, "the secret is blanked", blanked);
    require(redact(blanked) == blanked, "what is blanked stays so", blanked);
    json::Writer writer(redact);
    writer.string(text);
    const auto written = json::Document::parse(writer.take());
    require(written.root().string().find(secret) == std::string_view::npos, "JSON does not hold the secret");
}

void check_log(const std::string& text, std::string_view secret) {
    std::vector<std::string> lines;
    Log log([&](std::string_view line) { lines.emplace_back(line); });
    log.info(text, {{"value", text}});
    require(lines.back().find(visible(redact(text))) != std::string::npos, "a line shows what is blanked");
    require_visible(lines.back());
    log.set_format(LogFormat::json);
    log.info(text, {{"value", text}});
    require_visible(lines.back());
    const auto line = json::Document::parse(lines.back());
    for (const auto* key : {"message", "value"}) {
        require(line.root().at(key).string().find(secret) == std::string_view::npos,
                "a line of the log does not hold the secret", lines.back());
    }
}

}  // namespace

void redaction(std::string_view input) {
    const auto secret = next_line(input);
    if (!is_usable(secret)) return;
    forget_secrets();
    register_secret(secret);
    const auto half = input.size() / 2;
    for (const auto& form : {std::string(secret), json_escaped(secret), percent_encoded(secret)}) {
        const auto text = fmt::format("{}{}{}", input.substr(0, half), form, input.substr(half));
        check_text(text, secret);
        check_log(text, secret);
        require(redact(text).find(form) == std::string::npos, "no form of the secret is left", form);
    }
    forget_secrets();
}

}  // namespace ciclo::fuzz
