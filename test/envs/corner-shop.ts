import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";

/** Three products in two categories, one campaign on days 4 to 6 that covers tea alone, a week's horizon. */
export function cornerShop(changes: Partial<ScenarioInput> = {}): Scenario {
  return scenarioSchema.parse({
    name: "corner-shop",
    population: 300,
    horizonDays: 12,
    warmUpDays: 10,
    tailDays: 5,
    products: [
      { ...TEA, name: "green", listPrice: 4, unitCost: 2 },
      { ...TEA, name: "black", listPrice: 3, unitCost: 1.5, salvageValue: 1 },
      {
        name: "rye",
        category: "bread",
        listPrice: 2.5,
        unitCost: 1.25,
        holdingCost: 0.01,
        leadTimeDays: 1,
        caseSize: 10,
        maxCases: 20,
        initialStock: 150,
      },
    ],
    segments: [{ name: "all", share: 1 }],
    calendar: {
      startDate: "2026-01-07",
      campaigns: [
        {
          name: "tea-week",
          firstDay: 4,
          lastDay: 6,
          categories: ["tea"],
          depthLimit: 0.3,
          vendorFunding: 0.1,
          budget: 60,
        },
      ],
    },
    promotions: { depths: [0.1, 0.2, 0.3], everyday: { depthLimit: 0.2, coolDownDays: 3 } },
    ...changes,
  } satisfies ScenarioInput);
}

const TEA = {
  category: "tea",
  holdingCost: 0.02,
  orderingCost: 5,
  leadTimeDays: 2,
  caseSize: 12,
  maxCases: 10,
  initialStock: 120,
} as const;
