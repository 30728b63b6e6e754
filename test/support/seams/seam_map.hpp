// Who makes and uses each staging table, and who writes which column of the tables that stay: the seams
// between the folders of lib/ that no include shows.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "seams/source_tree.hpp"
#include "seams/sql_seams.hpp"

namespace ciclo::test {

// The first file of a folder that does it, by folder.
using Files = std::map<std::string, std::string>;

struct StagingTable {
    std::string maker;  // a file
    Made kind;
    Files filled;
    Files read;
};

struct Writer {
    std::string file;
    bool only_in_new_rows;
};

struct SeamMap {
    std::map<std::string, StagingTable> staging;
    std::map<std::string, std::map<std::string, std::map<std::string, Writer>>>
        written;  // table, column, folder
    std::vector<std::string>
        faults;  // sentences: a table that nobody makes, fills or reads, or that two make
};

// Statements of .sql files, and what string literals of C++ hold of SQL or of names of staging tables. Throws
// std::runtime_error that names the file for what cannot be read.
SeamMap draw(const std::vector<Source>& sources);

// A sentence for each staging table that a folder uses and whose maker it does not know by its link lines.
std::vector<std::string> sideways(const SeamMap& map, const Links& links);

}  // namespace ciclo::test
