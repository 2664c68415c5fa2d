#include "report/style.hpp"

namespace wardwatch::report {

std::string_view style_sheet() noexcept {
  return R"css(
:root{--ink:#14202b;--soft:#5a6b7b;--line:#dbe2e8;--paper:#fff;--ground:#f3f6f8;--accent:#0b5c7a;
--critical:#a4161a;--high:#d1495b;--medium:#d98e04;--low:#3a7ca5;--informational:#7b8a97}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 "Segoe UI",system-ui,"Helvetica Neue",Arial,sans-serif}
main{max-width:1120px;margin:0 auto;padding:0 20px 60px}
header.top{background:#10222f;color:#fff;padding:18px 0}
header.top div{max-width:1120px;margin:0 auto;padding:0 20px;display:flex;justify-content:space-between;align-items:baseline;gap:20px}
header.top b{font-size:20px;letter-spacing:.02em}
header.top span{color:#a9bccb;font-size:14px}
section{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:26px 30px;margin:22px 0}
h1{font-size:30px;line-height:1.25;margin:0 0 10px}
h2{font-size:21px;margin:0 0 14px}
h3{font-size:16px;margin:24px 0 8px}
p{margin:0 0 12px}
.verdict{border-left:8px solid var(--informational);padding-left:24px}
.verdict.critical{border-color:var(--critical)}.verdict.high{border-color:var(--high)}.verdict.medium{border-color:var(--medium)}.verdict.low{border-color:var(--low)}
.verdict .lead{font-size:18px}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:14px;margin:20px 0 0}
.facts div{background:var(--ground);border-radius:8px;padding:12px 16px}
.facts dt,.facts small{display:block;color:var(--soft);font-size:13px}
.facts b{font-size:17px}
.pill{display:inline-block;border-radius:20px;padding:2px 12px;font-size:13px;font-weight:600;color:#fff;background:var(--informational);text-transform:capitalize}
.pill.critical{background:var(--critical)}.pill.high{background:var(--high)}.pill.medium{background:var(--medium)}.pill.low{background:var(--low)}
ol.now{padding-left:0;list-style:none;counter-reset:now;margin:0}
ol.now li{counter-increment:now;position:relative;padding:9px 0 9px 48px;border-top:1px solid var(--line)}
ol.now li:first-child{border-top:0}
ol.now li::before{content:counter(now);position:absolute;left:0;top:8px;width:30px;height:30px;border-radius:50%;background:var(--accent);color:#fff;text-align:center;line-height:30px;font-weight:600}
svg{width:100%;height:auto;display:block}
svg text{font:13px "Segoe UI",system-ui,Arial,sans-serif;fill:var(--ink)}
svg .node rect{fill:#eef3f6;stroke:#8aa1b2;stroke-width:1.5}
svg .node.attacker rect{fill:#fbe9ea;stroke:var(--critical)}svg .node.victim rect{fill:#e6f1f6;stroke:var(--accent)}
svg .node.relay rect{fill:#fdf3de;stroke:var(--medium)}svg .node.store rect{fill:#eee8f6;stroke:#6b4fa0}
svg .node .role{font-size:12px;fill:var(--soft)}svg .node .name{font-size:15px;font-weight:600}
svg .arrow{fill:none;stroke:#33485a;stroke-width:2}
svg marker path{fill:#33485a}
svg .badge circle{fill:#10222f}svg .badge text{fill:#fff;text-anchor:middle;font-weight:600;font-size:12px}
svg .bytes{text-anchor:middle;font-size:12px;fill:var(--soft)}
svg .grid{stroke:var(--line);fill:none}svg .tick{text-anchor:middle;font-size:12px;fill:var(--soft)}
svg .label{font-size:13px}
svg rect.critical{fill:var(--critical)}svg rect.high{fill:var(--high)}svg rect.medium{fill:var(--medium)}svg rect.low{fill:var(--low)}svg rect.informational{fill:var(--informational)}
ol.steps{padding-left:0;list-style:none;margin:16px 0 0}
ol.steps li{display:grid;grid-template-columns:34px 150px 1fr;gap:8px;padding:8px 0;border-top:1px solid var(--line)}
ol.steps .n{width:24px;height:24px;border-radius:50%;background:#10222f;color:#fff;text-align:center;font-size:13px;line-height:24px;font-weight:600}
ol.steps time{color:var(--soft);font-size:14px}
article{border-top:1px solid var(--line);padding:18px 0}
article:first-of-type{border-top:0;padding-top:4px}
article h3{margin:0 0 6px;font-size:17px}
article .meta{color:var(--soft);font-size:14px;margin-bottom:8px}
article dl{display:grid;grid-template-columns:150px 1fr;gap:6px 16px;margin:10px 0 0}
article dt{color:var(--soft)}article dd{margin:0}
details{margin-top:10px}summary{cursor:pointer;color:var(--accent);font-size:14px}
table{width:100%;border-collapse:collapse;font-size:14px}
th{text-align:left;color:var(--soft);font-weight:600;border-bottom:2px solid var(--line);padding:6px 10px 6px 0}
td{border-bottom:1px solid var(--line);padding:6px 10px 6px 0;vertical-align:top}
td.n,th.n{text-align:right}
code,.hash{font-family:ui-monospace,Consolas,"DejaVu Sans Mono",monospace;font-size:12.5px;overflow-wrap:anywhere}
.quiet{color:var(--soft)}.bad{color:var(--critical)}
nav{font-size:14px;margin:18px 0 0}nav a{color:var(--accent);margin-right:18px}
@media print{body{background:#fff}section{border:0;padding:12px 0;break-inside:avoid-page}header.top{background:#fff;color:#000;border-bottom:2px solid #000}header.top span{color:#333}details>*{display:block}}
@media (max-width:700px){ol.steps li{grid-template-columns:34px 1fr}ol.steps .what{grid-column:2}article dl{grid-template-columns:1fr}section{padding:18px 16px}}
)css";
}

}  // namespace wardwatch::report
