// One day of cycles as a picture: bars on a clock, marks over those that did not end well, gaps. Not for:
// what stands around it (page_cycles.cpp), nor which cycles and gaps there are (timeline.hpp).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "page/parts.hpp"
#include "page/timeline.hpp"

namespace ciclo::page {

// `longest`: of all cycles of the page, the tallest bar.
void draw_lane(Page& page, const Lane& lane, std::chrono::milliseconds longest, const std::string& title,
               const std::string& description);

// Of its bar and its mark.
std::string_view css_class(Ending ending);
// Endings differ by shape, not by colour alone: a ring, a cross, a question mark, a triangle, as markup
// around the point 0, 0. Empty for a good one.
std::string_view mark_of(Ending ending);

}  // namespace ciclo::page
