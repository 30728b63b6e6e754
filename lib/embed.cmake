# Turns .sql files into named constants (postgres::Statement), byte for byte, so that the program carries its statements.
#
#   cmake -DNAMESPACE=ciclo::carteira -DFOLDER=carteira -DSOURCES="a.sql;b.sql" -DOUT_CPP=... -DOUT_HPP=... -DDIR=... -P embed.cmake
#
# A file a-b.sql or a_b.sql becomes `a_b`. `k_all` lists every statement (a test prepares them).
string(REPLACE "," ";" SOURCES "${SOURCES}")
set(declarations "")
set(definitions "")
set(all "")
set(count 0)
foreach(source IN LISTS SOURCES)
    get_filename_component(name "${source}" NAME_WE)
    string(REGEX REPLACE "^[0-9]+[_-]" "s_" identifier "${name}")
    string(REPLACE "-" "_" identifier "${identifier}")
    file(READ "${DIR}/${source}" hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${hex}")
    # Short literals, concatenated by the compiler: a line of source stays readable for tools.
    string(REGEX REPLACE "((\\\\x[0-9a-f][0-9a-f])(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?(\\\\x[0-9a-f][0-9a-f])?)" "\"\\1\"\n" literal "${bytes}")
    string(LENGTH "${hex}" length)
    math(EXPR length "${length} / 2")
    string(APPEND declarations "extern const postgres::Statement ${identifier};\n")
    string(APPEND definitions "const postgres::Statement ${identifier}{{\n${literal}, ${length}}, \"${FOLDER}/${source}\"};\n")
    string(APPEND all "    ${identifier},\n")
    math(EXPR count "${count} + 1")
endforeach()
file(WRITE "${OUT_HPP}" "// Generated from the .sql files of this folder.\n#pragma once\n#include <array>\n#include \"postgres/statement.hpp\"\nnamespace ${NAMESPACE}::sql {\n${declarations}// Every statement of the folder, in the order of the build list.\nextern const std::array<postgres::Statement, ${count}> k_all;\n}  // namespace ${NAMESPACE}::sql\n")
file(WRITE "${OUT_CPP}" "// Generated from the .sql files of this folder.\n#include \"${HEADER_NAME}\"\nnamespace ${NAMESPACE}::sql {\n${definitions}const std::array<postgres::Statement, ${count}> k_all{{\n${all}}};\n}  // namespace ${NAMESPACE}::sql\n")
