import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type AlarmScore, addScores, precisionOf, recallOf } from "../../../experiments/anomalies/alarm-score.js";
import { demandShockTrial } from "../../../experiments/anomalies/demand-shock-trial.js";
import { missingStockTrial } from "../../../experiments/anomalies/missing-stock-trial.js";
import { type QuietShop, quietShop } from "../../../experiments/anomalies/quiet-shop.js";
import { type Foretold, scoreOfRisks, stockOutTrial } from "../../../experiments/anomalies/stock-out-trial.js";

const SEEDS = ["1", "2", "3"];
const docs = readFileSync(join(import.meta.dirname, "../../../docs/profiles.md"), "utf8");

/** The row of the table in docs/profiles.md. */
function row(alarm: string, score: AlarmScore): string {
  const share = (value: number) => value.toFixed(2).replace(/^0/, "");
  return `| ${alarm} | ${score.faults} | ${score.alarms} | ${share(precisionOf(score))} | ${share(recallOf(score))} |`;
}

describe("alarms on simulated faults, three seeds of the quiet shop", () => {
  let shops: Map<string, QuietShop>;
  beforeAll(() => {
    shops = new Map(SEEDS.map((seed) => [seed, quietShop(seed)]));
  });
  const onEach = <T>(trial: (shop: QuietShop, seed: string) => T) => SEEDS.map((seed) => trial(shops.get(seed)!, seed));

  it("missing stock: nine alarms of ten are right, two losses of three are found, half of them within three weeks", () => {
    const trials = onEach((shop, seed) => missingStockTrial(shop, seed));
    const score = addScores(trials);
    expect(precisionOf(score)).toBeGreaterThan(0.9);
    expect(recallOf(score)).toBeGreaterThan(0.66);
    const delays = trials.flatMap((trial) => trial.delays).sort((a, b) => a - b);
    expect(delays[delays.length >> 1]).toBeLessThan(21);
    expect(docs).toContain(row("something is missing, probability .95", score));
  });

  it("stock-outs: what is foretold happens as often as foretold, and even odds are a useful alarm", () => {
    const foretold: Foretold[] = onEach((shop, seed) => stockOutTrial(shop, seed)).flat();
    for (const [from, to] of [
      [0, 0.2],
      [0.2, 0.5],
      [0.5, 0.8],
      [0.8, 1.01],
    ]) {
      const some = foretold.filter(({ risk }) => risk >= from && risk < to);
      const mean = some.reduce((sum, { risk }) => sum + risk, 0) / some.length;
      const happened = some.filter(({ ranOut }) => ranOut).length / some.length;
      expect(Math.abs(happened - mean)).toBeLessThan(0.08);
    }
    const score = scoreOfRisks(foretold, 0.5);
    expect(precisionOf(score)).toBeGreaterThan(0.7);
    expect(recallOf(score)).toBeGreaterThan(0.5);
    expect(docs).toContain(row("stock-out risk above .50", score));
    expect(docs).toContain(row("stock-out risk above .25", scoreOfRisks(foretold, 0.25)));
  });

  it("a price 40% too low for a day shows in its z-score", () => {
    const score = addScores(onEach((shop, seed) => demandShockTrial(shop, seed, "spike")));
    expect(recallOf(score)).toBeGreaterThan(0.95);
    expect(precisionOf(score)).toBeGreaterThan(0.7);
    expect(docs).toContain(row("z-score beyond 3.5, prices 40% off for a day", score));
  });

  it("a price 15% too high for a fortnight shows in the CUSUM of the scores, which single scores would not show", () => {
    const score = addScores(onEach((shop, seed) => demandShockTrial(shop, seed, "shift")));
    expect(recallOf(score)).toBeGreaterThan(0.85);
    expect(precisionOf(score)).toBeGreaterThan(0.75);
    expect(docs).toContain(row("CUSUM of z-scores, prices 15% up for a fortnight", score));
  });
});
