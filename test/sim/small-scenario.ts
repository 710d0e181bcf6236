import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario.js";

/** Two segments, three products in two categories, one campaign: small enough to reason about, with every part in use. */
export const smallInput: ScenarioInput = {
  name: "small",
  population: 200,
  horizonDays: 20,
  warmUpDays: 14,
  tailDays: 10,
  products: [
    {
      name: "tea",
      category: "drinks",
      listPrice: 3.5,
      unitCost: 2,
      appeal: 0.4,
      attributes: { organic: 1 },
      holdingCost: 0.013,
      orderingCost: 2.5,
      leadTimeDays: 2,
      caseSize: 6,
      maxCases: 8,
      initialStock: 60,
      salvageValue: 0.7,
    },
    {
      name: "coffee",
      category: "drinks",
      listPrice: 6.25,
      unitCost: 4,
      appeal: 0.1,
      holdingCost: 0.02,
      orderingCost: 3,
      leadTimeDays: 3,
      caseSize: 4,
      maxCases: 9,
      initialStock: 50,
      salvageValue: 1,
    },
    {
      name: "oats",
      category: "food",
      listPrice: 2.2,
      unitCost: 1.3,
      appeal: 0,
      attributes: { organic: 0.5 },
      holdingCost: 0.01,
      orderingCost: 1,
      leadTimeDays: 0,
      caseSize: 5,
      maxCases: 10,
      initialStock: 70,
      salvageValue: 0.5,
    },
  ],
  segments: [
    {
      name: "keen",
      share: 3,
      visit: { base: -0.4, campaignResponse: 1.3 },
      price: { sensitivity: 4, sensitivitySpread: 0.3, gain: 1.1, loss: 2 },
      choice: {
        loyalty: 0.2,
        tasteSpread: 0.6,
        attributeTaste: { organic: { mean: 0.2, spread: 0.4 } },
        appeal: { oats: 0.3 },
      },
      category: { incidence: 0.1, value: 0.9, pantry: 0.5, pantryKeep: 0.9 },
      categories: { food: { incidence: -0.3, value: 0.8, pantry: 0.4, pantryKeep: 0.85 } },
      quantity: { base: -0.8, price: 1.6 },
    },
    {
      name: "calm",
      share: 2,
      visit: { base: -0.8 },
      price: { sensitivity: 1.2, gain: 0.4, loss: 0.7 },
      choice: { loyalty: 0.9 },
      category: { incidence: -0.2, value: 0.5, pantry: 0.6, pantryKeep: 0.92 },
    },
  ],
  calendar: {
    startDate: "2026-03-02",
    weekday: [0, 0.05, 0, 0, 0.1, 0.2, -0.1],
    yearly: { amplitude: 0.1, peakDay: 100 },
    holidays: [{ name: "spring", date: "03-08", days: 2, visitLift: 0.4 }],
    campaigns: [
      {
        name: "fair",
        firstDay: 5,
        lastDay: 11,
        visitLift: 0.3,
        vendorFunding: 0.1,
        depthLimit: 0.35,
        budget: 400,
        coolDownDays: 1,
        marginFloor: -0.2,
      },
    ],
  },
  promotions: {
    depths: [0.1, 0.25, 0.4],
    everyday: { depthLimit: 0.3, budget: 900, coolDownDays: 3, marginFloor: -0.5 },
  },
};

export function smallScenario(changes: Partial<ScenarioInput> = {}): Scenario {
  return scenarioSchema.parse({ ...structuredClone(smallInput), ...changes });
}
