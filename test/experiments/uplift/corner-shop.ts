import { openStage, playSeason, type Script } from "../../../experiments/uplift/season.js";
import type { Decisions } from "../../../sim/decisions.js";
import type { DayReport } from "../../../sim/ledger.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../../sim/scenario.js";

/** One segment of shoppers who all come every other day or so, full shelves, one category. */
export function cornerShop(
  segment: Omit<ScenarioInput["segments"][number], "name" | "share">,
  changes: Partial<ScenarioInput> = {},
): Scenario {
  return scenarioSchema.parse({
    name: "corner-shop",
    population: 2,
    horizonDays: 28,
    warmUpDays: 20,
    products: ["tea", "coffee"].map((name) => ({
      name,
      category: "drinks",
      listPrice: 10,
      unitCost: 6,
      initialStock: 1e6,
    })),
    segments: [{ name: "all", share: 1, ...segment }],
    ...changes,
  });
}

/** A script that gives away some depth on some products on some days of the horizon. */
export function scriptOf(
  scenario: Scenario,
  decide: (day: number) => Decisions | undefined,
  names: { seed?: string } = {},
): Script {
  const { horizonDays, tailDays } = scenario;
  const days = Array.from({ length: horizonDays + tailDays }, (_, day) => (day < horizonDays && decide(day)) || {});
  return { scenario, seed: names.seed ?? "1", episode: 0, days, profit: Number.NaN };
}

/** Depths by product. */
export function depths(...shares: number[]): Decisions {
  return { depth: Float64Array.from(shares) };
}

/** Plays the script's season, all of it. */
export function play(script: Script, onDay: (report: DayReport) => void): void {
  const { days } = script;
  playSeason(openStage(script), { until: days.length, decide: (day) => days[day], onDay });
}
