// Statements as this database needs them: columns that came with later versions of the application get their
// value in new rows, and what names a column that is not there is left out. Not for: what a database has
// (schema).
#pragma once

#include <string>
#include <vector>

#include "postgres/connection.hpp"
#include "schema/schema.hpp"

namespace ciclo {

// The text of a statement as `shape` needs it; the same text where nothing differs. Three comments of a
// statement say what becomes of it:
//   -- Only where TABLE.COLUMN exists.
// on a line of its own: without that column the statement is left out, its text is empty.
//   , c = v.c -- where TABLE.COLUMN exists
//   , d = v.d -- where TABLE.COLUMN and TABLE.COLUMN exist
// at the end of a line: without a column the line is left out. Of assignments each begins with its comma, the
// first one's goes; where none of an UPDATE is left the whole statement is left out.
//   INSERT INTO t (a, b /* later columns of t, as in s: c d */) SELECT s.a, s.b /* their values */ FROM ...
// the columns c and d are copied from s where they exist, and those of `shape.values` are given their value;
// ", as in s: c d" may be missing.
std::string fitted(std::string_view text, const schema::Shape& shape);

// Substitutes every statement of the stages that this database needs otherwise, and makes the stand-ins of
// tables that are gone. Once in a session, before its first stage.
void fit_session(postgres::Connection& connection, const schema::Shape& shape);

}  // namespace ciclo
