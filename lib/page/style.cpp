// The look of the page: calm, dense, legible on paper and on a telephone, in light and in dark. Colours of
// text reach a contrast of 4.5 to 1 on what they stand on; nothing is shown by colour alone.
#include "page/parts.hpp"

namespace ciclo::page {
namespace {

constexpr std::string_view k_style = R"css(
:root {
  --paper: #f4f6f8; --card: #fff; --ink: #1b2430; --soft: #55616f; --line: #dbe1e8; --faint: #eef1f5;
  --good: #1f7a5c; --good-soft: #e3f2ec; --bad: #b3261e; --bad-soft: #fbe9e7; --mark: #8a5a00; --bar: #3f7d6a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #11151b; --card: #1a2028; --ink: #e7ebf0; --soft: #a5b0bd; --line: #323c48; --faint: #232b35;
    --good: #6cc9a6; --good-soft: #16352b; --bad: #ff8f86; --bad-soft: #44201d; --mark: #e6b866; --bar: #5aa68d;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  font-variant-numeric: tabular-nums;
}
main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1rem; }
h1, h2, h3, p, ul { margin: 0; padding: 0; }
ul { list-style: none; }
h2 { font-size: 1.1rem; line-height: 1.3; margin-bottom: .25rem; }
h3 { font-size: .9rem; line-height: 1.35; font-weight: 600; }
.note { color: var(--soft); font-size: .86rem; }
section, .verdict, .tile {
  background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
}
section { padding: 1rem 1.15rem 1.1rem; margin-top: 1rem; scroll-margin-top: .5rem; }
footer { padding-block: 1.25rem 2rem; }

.verdict { margin-top: 1rem; padding: 1rem 1.15rem; border-left: .4rem solid var(--good); }
.unwell { border-left-color: var(--bad); }
.doubtful { border-left-color: var(--mark); }
.verdict h1 { font-size: .86rem; font-weight: 500; color: var(--soft); }
.verdict p { display: flex; gap: .75rem; align-items: center; font-size: 1.3rem; line-height: 1.35; font-weight: 600; margin-top: .3rem; }
.verdict p span { min-width: 0; overflow-wrap: anywhere; }
.sign { flex: none; width: 2rem; height: 2rem; fill: none; stroke: var(--card); stroke-width: 3.2; stroke-linecap: round; stroke-linejoin: round; }
.sign circle { fill: var(--good); stroke: none; }
.sign .plate { fill: var(--bad); stroke: none; }
.doubtful .sign .plate { fill: var(--mark); }

.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: .75rem; margin-top: .75rem; }
.tile { display: block; height: 100%; padding: .6rem .9rem; color: var(--soft); font-size: .86rem; line-height: 1.3; text-decoration: none; }
.tile strong { display: block; font-size: 1.5rem; line-height: 1.2; font-weight: 600; color: var(--ink); }
.tile.none strong { color: var(--soft); font-weight: 400; }
.tile:hover span, .tile:focus-visible span { text-decoration: underline; }

.stages { display: grid; grid-template-columns: repeat(4, 1fr); gap: .75rem 1.5rem; margin-top: .75rem; }
.age { font-size: 1.25rem; line-height: 1.4; font-weight: 600; }
.badge { font-size: .78rem; font-weight: 600; padding: .1rem .45rem; border-radius: 1rem; vertical-align: .15rem; color: var(--good); background: var(--good-soft); white-space: nowrap; }
.late .badge { color: var(--bad); background: var(--bad-soft); }
svg { display: block; overflow: visible; }
.meter { margin: .3rem 0; }
.meter .track { fill: var(--faint); stroke: var(--line); }
.meter .fresh { fill: var(--bar); }
.meter .late { fill: var(--bad); }
.meter .limit { stroke: var(--ink); stroke-width: 1.5; }

table { border-collapse: collapse; width: 100%; font-size: .88rem; line-height: 1.4; }
caption { text-align: left; color: var(--soft); font-size: .86rem; padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--soft); font-size: .8rem; vertical-align: bottom; border-bottom: 1px solid var(--line); }
tbody tr + tr > * { border-top: 1px solid var(--faint); }
tbody th { font-weight: 600; }
.quiet > * { color: var(--soft); font-weight: 400; }
.number { text-align: right; white-space: nowrap; }
.name { white-space: nowrap; }
.text { overflow-wrap: anywhere; min-width: 9rem; }
.scroll + .note { margin-top: .5rem; }

.lanes { margin-top: .5rem; }
.lanes th, .lanes td { vertical-align: middle; padding-block: .2rem; }
.lanes tbody tr + tr > * { border-top: 0; }
.lanes thead th { border-bottom: 0; }
.lanes tbody th { white-space: nowrap; width: 1%; }
.lanes .number { width: 1%; padding-left: .75rem; }
.lanes thead .number { white-space: normal; min-width: 3.8rem; }
.lane .day { fill: var(--faint); }
.hour { stroke: var(--line); }
.hours text, .lane text, .legend text { fill: var(--soft); font-size: 11px; }
.good { fill: var(--bar); }
.partly { fill: var(--mark); }
.failed, .killed { fill: none; stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 3 2; }
.killed { stroke: var(--soft); }
.running { fill: none; stroke: var(--good); stroke-width: 1.5; }
.mark { stroke-dasharray: none; stroke-width: 2; fill: none; }
.mark.partly { stroke: var(--mark); stroke-width: 1.5; }
.mark.failed { stroke: var(--bad); }
.mark.killed { stroke: none; }
.mark.running { fill: var(--good); stroke: none; }
.mark text { text-anchor: middle; fill: var(--soft); font-weight: 700; }
.lane .code { text-anchor: middle; fill: var(--bad); font-weight: 600; font-size: 10px; }
.gap { fill: var(--card); stroke: var(--soft); stroke-dasharray: 2 3; }
.lane .gap-words { text-anchor: middle; fill: var(--ink); }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; margin-top: .5rem; color: var(--soft); font-size: .82rem; }
.legend li { display: flex; align-items: center; gap: .4rem; }
.legend svg svg { overflow: visible; }

.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 1rem 1.5rem; margin-top: .75rem; }
.columns { margin-top: .35rem; border-bottom: 1px solid var(--line); }
.rows { fill: var(--bar); }
.axis { display: flex; justify-content: space-between; color: var(--soft); font-size: .75rem; }
details { margin-top: 1rem; }
summary { cursor: pointer; color: var(--soft); font-size: .86rem; }
.scroll { overflow-x: auto; }
details .scroll { margin-top: .5rem; }
details th, details td { padding-block: .15rem; }
details tbody th { white-space: nowrap; }
details thead th { min-width: 6rem; }

@media screen and (max-width: 44rem) {
  main, footer { padding-inline: .6rem; }
  section, .verdict { padding: .85rem; }
  .verdict p { font-size: 1.1rem; align-items: flex-start; }
  .tiles, .stages { grid-template-columns: repeat(2, 1fr); }
  .cards, .cards tbody, .cards tr, .cards caption { display: block; }
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards tr { padding: .5rem 0; }
  .cards tbody tr + tr { border-top: 1px solid var(--line); }
  .cards tbody tr + tr > * { border-top: 0; }
  .cards tbody th { display: block; font-size: .95rem; padding: 0 0 .2rem; white-space: normal; overflow-wrap: anywhere; }
  .cards td { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: .5rem; padding: .1rem 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .cards td::before { content: attr(data-label); color: var(--soft); }
  .cards td:empty { display: none; }
  .lanes, .lanes thead, .lanes tbody, .lanes caption { display: block; }
  .lanes tr { display: flex; flex-wrap: wrap; gap: 0 .9rem; margin-top: .5rem; align-items: baseline; }
  .lanes tbody th { width: auto; margin-right: auto; }
  .lanes td:empty { display: none; }
  .lanes thead tr { margin-top: 0; }
  .lanes thead th:not(.chart) { display: none; }
  .lanes th, .lanes td, .lanes .number { padding: 0; width: auto; }
  .lanes .chart { flex: 1 0 100%; order: 9; }
  .lanes td.number { font-size: .78rem; color: var(--soft); }
  .lanes td.number::before { content: attr(data-label) " "; }
}

@media print {
  :root {
    --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --faint: #eee;
    --good: #145c44; --good-soft: #fff; --bad: #9a1c15; --bad-soft: #fff; --mark: #6f4800; --bar: #3f7d6a;
  }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  @page { margin: 14mm; }
  html, body { font-size: 11px; }
  main, footer { max-width: none; padding: 0; }
  .scroll { overflow: visible; }
  .cards .name { white-space: normal; }
  .cards .text { min-width: 6rem; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: .75rem 0 0; }
  h2, h3, caption, h2 + .note, .stage h3, thead { break-after: avoid; }
  tr, li, .lanes, .panel, .verdict { break-inside: avoid; }
  thead { display: table-header-group; }
  summary { display: none; }
}
)css";

}  // namespace

std::string_view page_style() {
    return k_style;
}

}  // namespace ciclo::page
