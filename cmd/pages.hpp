// Texts made from the tables of options, commands and exit codes for files outside the program: the man page,
// the completion of bash, the example of a settings file, the references in cmd/. Not for: --help (cli).
#pragma once

#include <string>
#include <string_view>

namespace ciclo::cli {

// ciclo.1 in man(7). The date is YYYY-MM-DD.
std::string man_page(std::string_view version, std::string_view date);

// What bash-completion finds under share/bash-completion/completions; needs nothing but bash.
std::string completion_script();

// cron/ciclo.env.example, with every setting: for the shell and for systemd's EnvironmentFile.
std::string settings_example();

// cmd/OPTIONS.md: commands, connections and options, in Markdown.
std::string option_reference();

// cmd/EXIT_STATUS.md, in Markdown.
std::string exit_status_reference();

}  // namespace ciclo::cli
