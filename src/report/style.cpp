#include "report/style.hpp"

namespace wardwatch::report {
namespace {

// Text and its ground differ by a contrast of at least 4.5 to 1 everywhere (WCAG 2.2, 1.4.3).
constexpr std::string_view kStyleSheet = R"css(
:root{--ink:#14202b;--soft:#51616f;--line:#d9e0e6;--paper:#fff;--ground:#f2f5f7;--deep:#10222f;--accent:#0b5c7a;
--critical:#9b1318;--high:#bf3b26;--medium:#8a5a00;--low:#2b6a94;--informational:#5a6b78}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 "Segoe UI",system-ui,-apple-system,"Helvetica Neue","DejaVu Sans",Arial,sans-serif;overflow-wrap:anywhere}
main{max-width:1120px;margin:0 auto;padding:0 20px 60px}
a{color:var(--accent)}
header.top{background:var(--deep);color:#fff}
header.top div{max-width:1120px;margin:0 auto;padding:14px 20px;display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:4px 20px}
header.top b{font-size:19px;letter-spacing:.02em}
header.top span{color:#b9c8d4;font-size:14px}
nav{font-size:14px;margin:14px 0 0;display:flex;flex-wrap:wrap;gap:4px 22px}
section{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:26px 30px;margin:18px 0}
h1{font-size:29px;line-height:1.25;margin:0 0 10px;letter-spacing:-.01em}
h2{font-size:21px;line-height:1.3;margin:0 0 14px}
h2.small{font-size:14px;color:var(--soft);margin:22px 0 8px;font-weight:600}
h3{font-size:16px;margin:26px 0 8px}
p{margin:0 0 12px}
.verdict{border-top:7px solid var(--informational)}
.verdict.critical{border-top-color:var(--critical)}.verdict.high{border-top-color:var(--high)}.verdict.medium{border-top-color:var(--medium)}.verdict.low{border-top-color:var(--low)}.verdict.calm{border-top-color:#2c7a51}
.lead{font-size:18px;line-height:1.5;max-width:62em}
dl.facts{display:grid;grid-template-columns:repeat(5,1fr);gap:0;margin:20px 0 0;border:1px solid var(--line);border-radius:8px}
.facts>div{padding:12px 16px;border-left:1px solid var(--line)}.facts>div:first-child{border-left:0}
.facts dt{color:var(--soft);font-size:13px}
.facts dd{margin:2px 0 0}
.facts b{font-size:17px;line-height:1.3;display:block}
.facts small{display:block;color:var(--soft);font-size:13px;line-height:1.4;margin-top:3px}
svg.meter{width:92px;height:8px;margin:5px 7px 3px 0;display:inline-block}.meter rect{fill:#d3dce3}.meter rect.full{fill:var(--accent)}
ol.phases{list-style:none;display:grid;grid-template-columns:repeat(5,1fr);gap:6px;margin:0;padding:0}
.phases li{background:#eef2f5;color:var(--soft);border-radius:6px;padding:10px 14px;font-size:14px;line-height:1.35;border-top:4px solid #c6d1da}
.phases b,.phases span,.phases small{display:block}
.phases small{margin-top:4px;font-size:13px}
.phases li.seen{background:#fbeceb;color:var(--ink);border-top-color:var(--critical)}
.phases li.seen b{color:var(--critical)}
.pill{display:inline-block;border-radius:20px;padding:1px 12px;font-size:13px;line-height:1.6;font-weight:600;color:#fff;background:var(--informational);text-transform:capitalize;vertical-align:middle;white-space:nowrap}
.facts .pill{font-size:16px}
.pill.critical{background:var(--critical)}.pill.high{background:var(--high)}.pill.medium{background:var(--medium)}.pill.low{background:var(--low)}
.gap{background:#fff6df;border:1px solid #e6cf93;border-radius:8px;padding:12px 18px;margin:18px 0}
ol.now{padding:0;list-style:none;counter-reset:now;margin:0}
ol.now li{counter-increment:now;position:relative;padding:10px 0 10px 46px;border-top:1px solid var(--line)}
ol.now li:first-child{border-top:0}
ol.now li::before{content:counter(now);position:absolute;left:0;top:8px;width:29px;height:29px;border-radius:50%;background:var(--accent);color:#fff;text-align:center;line-height:29px;font-weight:600}
svg{max-width:100%;height:auto;display:block}
svg text{font:13px "Segoe UI",system-ui,-apple-system,"Helvetica Neue","DejaVu Sans",Arial,sans-serif;fill:var(--ink)}
svg.path{margin:6px auto}svg.path.narrow{display:none}
.node rect{fill:#eef2f5;stroke:#7d92a3;stroke-width:1.5}
.node.attacker rect{fill:#fbeceb;stroke:var(--critical)}.node.victim rect{fill:#e6f1f6;stroke:var(--accent)}
.node.relay rect{fill:#fdf3de;stroke:var(--medium)}.node.store rect{fill:#f0eaf8;stroke:#6b4fa0}
svg .role{font-size:12px;fill:var(--soft)}svg .name{font-size:15px;font-weight:600}svg .long{font-size:12px;font-weight:600}svg .more{font-size:11px;fill:var(--soft)}
.arrow{fill:none;stroke:#33485a;stroke-width:2}
marker path{fill:#33485a}
.badge rect{fill:var(--deep)}svg .badge text{fill:#fff;text-anchor:middle;font-weight:600;font-size:11px}
svg .how{font-size:12.5px;paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}
.scroll{overflow-x:auto}.scroll+p,details+p{margin-top:14px}
svg.timeline{min-width:760px;width:100%}
.grid{stroke:var(--line);fill:none}svg .tick{text-anchor:middle;font-size:12px;fill:var(--soft)}
svg .when{font-size:12px;fill:var(--soft)}svg .before{text-anchor:end}svg .inside{fill:#fff}
.timeline .critical{fill:var(--critical)}.timeline .high{fill:var(--high)}.timeline .medium{fill:var(--medium)}.timeline .low{fill:var(--low)}.timeline .informational{fill:var(--informational)}
ol.steps{padding:0;list-style:none;margin:0}
ol.steps li{display:grid;grid-template-columns:30px 200px minmax(0,1fr);gap:8px;padding:8px 0;border-top:1px solid var(--line)}
ol.steps li:first-child{border-top:0}
.steps .n{min-width:24px;height:22px;border-radius:8px;background:var(--deep);color:#fff;text-align:center;font-size:12px;line-height:22px;font-weight:600;margin-top:2px}
.steps time{color:var(--soft);font-size:14px;line-height:25px}
.why{font-size:13px}
article{border-top:1px solid var(--line);padding:18px 0}
article:first-of-type{border-top:0;padding-top:0}article:last-child{padding-bottom:0}
article h3{margin:0 0 6px;font-size:17px}
article .meta{color:var(--soft);font-size:13.5px;margin:10px 0 0}
article dl{display:grid;grid-template-columns:190px minmax(0,1fr);gap:6px 16px;margin:10px 0 0}
article dt{color:var(--soft)}article dd{margin:0}
article:target{background:#f3f8fa;box-shadow:0 0 0 12px #f3f8fa;border-radius:2px}
details{margin-top:10px}summary{cursor:pointer;color:var(--accent);font-size:14px}
table.incidents{min-width:600px}table.incidents td{overflow-wrap:break-word}
table{width:100%;border-collapse:collapse;font-size:14px}
th{text-align:left;color:var(--soft);font-weight:600;border-bottom:2px solid var(--line);padding:6px 14px 6px 0;white-space:nowrap}
td{border-bottom:1px solid var(--line);padding:7px 14px 7px 0;vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap}
table.evidence{min-width:760px}
table.evidence td{overflow-wrap:break-word}table.evidence td:first-child{min-width:220px;overflow-wrap:anywhere}.path{overflow-wrap:anywhere}
table.leaks,table.sale,table.groups,table.stores{min-width:620px}table.leaks th,table.sale th,table.groups th,table.stores th{white-space:normal;overflow-wrap:normal;vertical-align:bottom}
table.leaks td:first-child,table.leaks td:nth-child(2),table.sale td:first-child,table.sale td:nth-child(2),table.groups td:first-child{min-width:138px}table.stores td:first-child{min-width:138px}table.stores td:nth-child(4){min-width:150px}table.leaks td:nth-child(3){min-width:110px}table.leaks td:nth-child(6){min-width:136px}table.groups td:last-child{min-width:260px}
ul.ask{margin:6px 0 4px;padding-left:20px}ul.ask li{margin:3px 0}.asks>td{padding:2px 14px 16px 16px;border-left:4px solid var(--critical)}td.when,span.when{white-space:nowrap}.hash{display:block}
details td:first-child{width:170px;color:var(--soft)}
code,.hash{font-family:ui-monospace,Consolas,"DejaVu Sans Mono",monospace;font-size:12.5px}
.hash{color:var(--soft);font-size:11.5px}
.records{font-size:13.5px;margin:12px 0 0}.records code{background:var(--ground);border-radius:4px;padding:1px 6px;margin-right:2px}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(240px,1fr));gap:0 40px}
.quiet{color:var(--soft)}.bad{color:var(--critical)}
@media (max-width:820px){section{padding:24px 22px}table.leaks,table.sale,table.groups,table.stores{font-size:13px}table.stores td,table.stores th,table.leaks td,table.leaks th,table.sale td,table.sale th{padding-right:8px}table.leaks td:nth-child(6){min-width:84px}table.leaks td:first-child,table.leaks td:nth-child(2){min-width:128px}dl.facts{grid-template-columns:1fr 1fr}.facts>div{border-left:0;border-top:1px solid var(--line)}
.facts>div:first-child{border-top:0;grid-column:1/-1}ol.phases{grid-template-columns:1fr}}
@media (max-width:700px){main{padding:0 10px 40px}section{padding:20px 16px}h1{font-size:24px}.lead{font-size:17px}
ol.steps li{grid-template-columns:30px minmax(0,1fr)}.steps .what{grid-column:2}article dl{grid-template-columns:1fr;gap:2px}article dd{margin-bottom:8px}
svg.path.wide{display:none}svg.path.narrow{display:block}}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e4ebf1;--soft:#a9b8c5;--line:#34434f;--paper:#18232d;--ground:#0f171e;--deep:#2a4153;--accent:#74c3e3;
--critical:#ff8d84;--high:#ff9f80;--medium:#e9bb5e;--low:#83bbe8;--informational:#a3b3c0;color-scheme:dark}
header.top{background:#0a1117}.pill,ol.now li::before{color:#101a22}.verdict.calm{border-top-color:#5fbf8d}
.meter rect{fill:#3a4a57}.phases li{background:#202d38;border-top-color:#445563}.phases li.seen{background:#3a2325}
.gap{background:#332b18;border-color:#6b5725}.node rect{fill:#22303b;stroke:#8299aa}.node.attacker rect{fill:#3a2325}.node.victim rect{fill:#17323e}.node.relay rect{fill:#362c17}.node.store rect{fill:#2c2540;stroke:#a991e0}
.arrow{stroke:#9db1c1}marker path{fill:#9db1c1}svg .how{stroke:var(--paper)}svg .inside{fill:#101a22}article:target{background:#1d2a35;box-shadow:0 0 0 12px #1d2a35}}
@page{size:A4;margin:14mm 13mm}
@media print{body{background:#fff;font-size:10.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}main{max-width:none;padding:0}
section{border:0;border-radius:0;padding:8px 0;margin:8px 0}.verdict{border-top:6px solid}header.top{background:#fff;color:#000;border-bottom:1.5px solid #000}
header.top div{padding:0 0 4px;max-width:none}header.top span{color:#333}nav{display:none}h1{font-size:19pt}.lead{font-size:12pt}
dl.facts{grid-template-columns:repeat(5,1fr)}.facts>div,.facts>div:first-child{grid-column:auto;border-top:0;border-left:1px solid var(--line);padding:8px 10px}.facts>div:first-child{border-left:0}.facts b,.facts .pill{font-size:11pt}
ol.phases{grid-template-columns:repeat(5,1fr)}.phases li{padding:7px 9px;font-size:9pt}ol.now li{padding:6px 0 6px 42px}ol.now li::before{top:4px}
svg.path.wide{display:block}svg.path.narrow{display:none}.scroll{overflow:visible}svg.timeline,table.evidence,table.incidents{min-width:0}
.incident{break-before:page}article dl,li,tr,svg,.gap,.records{break-inside:avoid}h2,h3{break-after:avoid}thead{display:table-header-group}
article details::details-content{content-visibility:visible;display:block;height:auto}summary{list-style:none;color:var(--soft)}section>details{display:none}a{color:inherit;text-decoration:none}a.why{display:none}}
)css";

}  // namespace

std::string_view style_sheet() noexcept { return kStyleSheet; }

}  // namespace wardwatch::report
