#include "ciclo/check.hpp"

#include "cmd/commands.hpp"
#include "cmd/environment.hpp"
#include "cmd/output.hpp"
#include "report/report.hpp"

namespace ciclo::cmd {

ExitCode check(const cli::Arguments& arguments, StopFlag& stop) {
    const auto setup = set_up(arguments, stop);
    http::Curl transport(curl_options(setup.config));
    const auto points = check_everything(setup.config, transport, setup.limits, setup.log);
    const bool json = setup.config.output == config::Output::json;
    print(json ? report::check_json(points) : report::check_text(points, setup.config.language));
    return worst(points);
}

}  // namespace ciclo::cmd
