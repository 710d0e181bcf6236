import { type Coverage, count, MOMENT_TRUTH, modelPanel, momentFit, shopperPanel } from "./recovery.js";

/*
 * Coverage over as many panels as asked for, 2000 if not, and over as many fits of simulated moments, 100 if not:
 * npx tsx test/experiments/calibrate/recovery-full.ts [panels] [fits]
 */
const [panels, fits] = [Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 100)];
for (const [name, make] of [
  ["conditional logit", modelPanel],
  ["simulator's shoppers", shopperPanel],
] as const) {
  const coverage: Coverage = { covered: 0, intervals: 0 };
  for (let panel = 0; panel < panels; panel++) count(make(String(panel)), coverage);
  const share = coverage.covered / coverage.intervals;
  console.log(`${name}: ${coverage.covered} of ${coverage.intervals} intervals hold the truth, ${share.toFixed(4)}`);
}

for (const stores of [true, false]) {
  const coverage: Coverage = { covered: 0, intervals: 0 };
  const byParameter = new Map<string, Coverage>();
  for (let fit = 0; fit < fits; fit++)
    for (const { name, estimate, se } of momentFit(String(fit), 1200, stores).parameters) {
      if (se === null) continue;
      const own = byParameter.get(name) ?? { covered: 0, intervals: 0 };
      const holds = Math.abs(estimate - MOMENT_TRUTH[name as keyof typeof MOMENT_TRUTH]) < 1.959964 * se;
      for (const counted of [coverage, own]) {
        counted.intervals += 1;
        if (holds) counted.covered += 1;
      }
      byParameter.set(name, own);
    }
  const where = stores ? "stores known" : "stores not known";
  console.log(`simulated moments, ${where}: ${coverage.covered} of ${coverage.intervals} intervals hold the truth`);
  for (const [name, { covered, intervals }] of byParameter) console.log(`  ${name}: ${covered} of ${intervals}`);
}
