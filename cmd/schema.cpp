#include "schema/schema.hpp"

#include "ciclo/session.hpp"
#include "cmd/commands.hpp"
#include "cmd/environment.hpp"
#include "cmd/output.hpp"

namespace ciclo::cmd {
namespace {

ExitCode apply(postgres::Connection& connection, bool with_deliveries, const Limits& limits) {
    const auto done = schema::apply(connection, with_deliveries);
    for (const auto& sentence : done) print(sentence + "\n", limits);
    if (done.empty()) print("nothing to add\n", limits);
    // A column of another type is not ours to change: say so, and do not call it done.
    schema::check(connection);
    return ExitCode::ok;
}

}  // namespace

ExitCode schema(const cli::Arguments& arguments, StopFlag& stop) {
    const auto& verb = arguments.operands.at(0);
    if (verb == "print") {
        // Needs no other setting, and no database.
        const auto settings =
            config::read(config::current_environment(), arguments.options, config::Scope::schema);
        print(schema::text(settings.config.with_deliveries), reading_time(stop));
        return ExitCode::ok;
    }
    const auto setup = set_up(arguments, stop, config::Scope::schema);
    auto connection = connect(setup.config, setup.limits, setup.log);
    if (verb == "apply") return apply(connection, setup.config.with_deliveries, setup.limits);
    schema::check(connection);
    print("every table and column is there\n", setup.limits);
    return ExitCode::ok;
}

}  // namespace ciclo::cmd
