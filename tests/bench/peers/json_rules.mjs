// json_rules.mjs RULES HOSTS COUNT SECONDS OUT: the rules of table.py in json-rules-engine.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { Engine } = createRequire(process.cwd() + "/")("json-rules-engine");
const [rules, hosts, count, seconds, out] = process.argv.slice(2);
const engine = new Engine(JSON.parse(readFileSync(rules, "utf8")), { allowUndefinedFacts: true });
const all = readFileSync(hosts, "utf8").split("\n").slice(0, Number(count)).filter(Boolean).map(x => JSON.parse(x));

async function judge(host) {
  const { events } = await engine.run(host);
  let applies = false, worst = 0;
  for (const { type } of events) {
    if (type === "applies") applies = true;
    else worst = Math.max(worst, Number(type));
  }
  return applies ? worst : -1;
}

const lines = [];
for (const host of all) {
  const v = await judge(host);
  lines.push(v < 0 ? "--" : `${v}${v}`);
}
writeFileSync(out, lines.join("\n") + "\n");
let judged = 0;
const start = process.cpuUsage();
const spent = () => { const { user, system } = process.cpuUsage(start); return (user + system) * 1e3; };
do {
  for (const host of all) {
    await judge(host);
    if (++judged % 64 === 0 && spent() >= seconds * 1e9) break;
  }
} while (spent() < seconds * 1e9);
console.log(spent() / judged);
