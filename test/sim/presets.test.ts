import { describe, expect, it } from "vitest";
import { make } from "../../envs/registry.js";
import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import { presets } from "../../sim/presets/registry.js";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";

/** A preset is a runnable example: what it sets can be reached, and what it says of itself is true. */
describe.each(Object.entries<ScenarioInput>(presets))("%s", (id, input) => {
  const scenario = scenarioSchema.parse(input);

  it("goes by its id, says what it is in a sentence, and where its numbers come from", () => {
    expect(scenario.name).toBe(id);
    expect(scenario.description.length).toBeGreaterThan(40);
    if (id === "campaign-season") return; // its numbers are chosen, as its own words say
    const paths = scenario.provenance.flatMap(({ path }) => path.split(", "));
    const told = (path: string) => paths.some((known) => path === known || path.startsWith(`${known}.`));
    for (const path of ["products.listPrice", "products.unitCost", "segments.price", "segments.category"])
      expect(told(path) || paths.some((known) => known.startsWith(`${path}.`)), path).toBe(true);
    for (const { path, source } of scenario.provenance) expect(source.length, path).toBeGreaterThan(40);
  });

  it("names in its provenance only fields that it sets", () => {
    for (const path of scenario.provenance.flatMap((entry) => entry.path.split(", ")))
      expect(reaches(input, path.split(".")), path).toBe(true);
  });

  it("lets a shop take every choice of its list on some day of the season", () => {
    const taken = choicesTaken(scenario);
    const { depths, menu } = scenario.promotions;
    for (let choice = 1; choice <= depths.length + menu.length; choice++)
      expect([...taken], `choice ${choice}`).toContain(choice);
  });

  it("serves nearly all demand under the background orders, but where nothing can be ordered", () => {
    const env = make("Promotion-v1", { scenario });
    const { info } = env.reset({ seed: "service", options: { role: "evaluate" } });
    const nothing = new Int32Array(info.credit.length);
    while (!env.step(nothing).terminated);
    expect(info.metrics.serviceLevel).toBeGreaterThan(0.97);
    expect(info.metrics.profit).toBeGreaterThan(0);
  });
});

/** Whether following the fields leads to something in what the user wrote; of lists, in any of their items. */
function reaches(node: unknown, path: readonly string[]): boolean {
  if (Array.isArray(node)) return node.some((item) => reaches(item, path));
  const [field, ...rest] = path;
  if (field === undefined) return true;
  return typeof node === "object" && node !== null && Object.hasOwn(node, field)
    ? reaches((node as Record<string, unknown>)[field], rest)
    : false;
}

/** Choices of the list that the guard rails allow on some day, when nothing is ever promoted. */
function choicesTaken(scenario: Scenario): Set<number> {
  const small = { ...scenario, population: 50, warmUpDays: 0 };
  const market = new Market(small, rootKey("choices", "population", 0, 0));
  market.open(rootKey("choices", "evaluate", 0, 0));
  const taken = new Set<number>();
  const last = scenario.promotions.depths.length + scenario.promotions.menu.length;
  while (market.day < scenario.horizonDays) {
    for (let choice = 1; choice <= last; choice++) {
      if (market.basketChoiceAllowed(choice)) taken.add(choice);
      for (let p = 0; p < scenario.products.length; p++) if (market.choiceAllowed(p, choice)) taken.add(choice);
    }
    market.runDay({});
  }
  return taken;
}
