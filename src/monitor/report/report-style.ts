/** Colours of both themes as on the page; one letter a class, for there are thousands. */
export const REPORT_STYLE = `:root{color-scheme:light dark;--p:#fff;--i:#14181d;--f:#646d79;--l:#d5dae1;--w:#2f6fde;--a:#bf3b12;--s:#f0f2f5;--h0:#f3f6fa;--h1:#dbe6f4;--h2:#b4cbe8;--h3:#fbe9c6;--h4:#f6cd85;--h5:#e8953a;--h6:#c4531a;--h7:#7d2408}
@media(prefers-color-scheme:dark){:root{--p:#101418;--i:#e9ecef;--f:#8d97a3;--l:#333b45;--w:#5f97f5;--a:#ff8a5c;--s:#191f26;--h0:#161b21;--h1:#1b2939;--h2:#26405f;--h3:#4b3f22;--h4:#7d6226;--h5:#c98a2e;--h6:#f3ae57;--h7:#ffe3b8}}
*{box-sizing:border-box}body{max-width:1000px;margin:0 auto;padding:24px 20px 60px;background:var(--p);color:var(--i);font:13px/1.45 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1{font-size:22px;margin:0}h2{font-size:15px;margin:26px 0 8px}h3{font-size:14px;margin:0}p{margin:4px 0}.f{color:var(--f)}.x{color:var(--a)}svg{display:block;width:100%;height:auto}
article{border-top:1px solid var(--l);padding:10px 0;break-inside:avoid}dl{margin:6px 0 0}dl div{display:grid;grid-template-columns:100px 1fr;gap:10px}dt{color:var(--f)}dd{margin:0}
.t{font-size:9px;fill:var(--f)}.e{text-anchor:end}.w{fill:var(--w)}.a{fill:var(--a)}.s,.n{fill:var(--s)}.b{fill:var(--w);fill-opacity:.2}.l{fill:none;stroke:var(--w);stroke-width:1.4}.d{stroke-dasharray:4 3}.g{stroke:var(--f);stroke-width:.8}.r{fill:none;stroke:var(--i);stroke-width:1}
${Array.from({ length: 8 }, (_, i) => `.h${i}{fill:var(--h${i})}.k${i}{background:var(--h${i})}`).join('')}.k{display:inline-block;width:11px;height:11px;border:1px solid var(--l);vertical-align:-1px}
.c{display:grid;grid-template-columns:repeat(auto-fill,minmax(220px,1fr));gap:14px 20px}.c>section{break-inside:avoid;min-width:0}.m{border-bottom:1px solid var(--l)}
@media print{body{max-width:none;padding:0}@page{margin:14mm}}`;
