import { beforeAll, describe, expect, it } from "vitest";
import type { Background } from "../../envs/levers/background.js";
import type { BackgroundPolicy } from "../../envs/levers/lever.js";
import { orderUpTo } from "../../envs/levers/order-up-to.js";
import type { MarketOptions } from "../../envs/market-env.js";
import { make } from "../../envs/registry.js";
import { EventLog } from "../../sim/events.js";
import type { DayReport } from "../../sim/ledger.js";
import { doubleEleven } from "../../sim/presets/double-eleven.js";
import { fashionMarkdown } from "../../sim/presets/fashion-markdown.js";
import { groceryWeekly } from "../../sim/presets/grocery-weekly.js";
import { perishables } from "../../sim/presets/perishables.js";
import { type Scenario, scenarioSchema } from "../../sim/scenario.js";

/**
 * What each preset is there to show, in whole seasons under common luck. Differences between policies are paired over
 * seeds and held to three standard errors, or are so large that one season tells.
 */
const SEEDS = ["0", "1", "2"];

describe("double-eleven", () => {
  const scenario = scenarioSchema.parse(doubleEleven);
  const ELEVENTH = 51;
  const units: number[] = [];
  let withThreshold: number[];
  let without: number[];
  beforeAll(() => {
    season(scenario, "0", { promotion: "calendar" }, (report) => units.push(sum(report.units)));
    withThreshold = basketsOf(ELEVENTH, thresholdOn(ELEVENTH));
    without = basketsOf(ELEVENTH, promoteNothing);
  });

  it("sells at least six ordinary days on 11 November, and two on 12.12", () => {
    const ordinary = median(units.slice(0, 91));
    expect(units[ELEVENTH]).toBeGreaterThan(6 * ordinary);
    expect(units[80]).toBeGreaterThan(2 * ordinary);
    expect(Math.max(...units)).toBe(units[ELEVENTH]);
  });

  it("falls below an ordinary day in the week after: the festival borrows from it", () => {
    const before = sum(units.slice(16, 28)) / 12;
    expect(sum(units.slice(ELEVENTH + 1, ELEVENTH + 8)) / 7).toBeLessThan(0.9 * before);
  });

  it("lifts baskets over a threshold of 300: for each that stops short of it, more come to just above than without it", () => {
    const justOver = (baskets: number[]) => baskets.filter((paid) => paid >= 300 && paid < 400).length;
    const justUnder = (baskets: number[]) => baskets.filter((paid) => paid >= 200 && paid < 300).length;
    expect(justOver(withThreshold) / justUnder(withThreshold)).toBeGreaterThan(
      1.3 * (justOver(without) / justUnder(without)),
    );
  });

  it("sells out its forty flash-sale sunscreens between midnight and two, at .6 of the price", () => {
    const sunscreen = scenario.products.findIndex(({ name }) => name === "防晒乳");
    const flashSale: BackgroundPolicy = (shop, sheet) => {
      promoteNothing(shop, sheet);
      if (shop.market.day === ELEVENTH) sheet.offer[sunscreen] = scenario.promotions.depths.length + 1;
    };
    const log = new EventLog(1, ["purchase"]);
    const hours: number[] = [];
    let promoted = 0;
    season(
      shortened({ ...scenario, population: 3000 }, ELEVENTH + 1),
      "0",
      { promotion: flashSale },
      ({ day, promotedUnits }) => {
        if (day === ELEVENTH) {
          promoted = promotedUnits[sunscreen];
          const { product, discount, units, hour } = log.columns;
          for (let e = 0; e < log.length; e++) {
            if (product[e] !== sunscreen || discount[e] === 0) continue;
            hours.push(hour[e]);
            expect(discount[e]).toBeLessThanOrEqual(units[e] * (6900 - 4140));
          }
        }
        log.clear();
      },
      log,
    );
    expect(promoted).toBe(40);
    expect(Math.max(...hours)).toBeLessThanOrEqual(2);
  });

  /** what each basket of the day comes to at list prices, over three seeds */
  function basketsOf(day: number, promotion: BackgroundPolicy): number[] {
    const baskets: number[] = [];
    for (const seed of SEEDS) {
      const log = new EventLog(1, ["purchase"]);
      season(
        shortened(scenario, ELEVENTH + 1),
        seed,
        { promotion },
        (report) => {
          if (report.day === day) baskets.push(...spentBy(log, scenario));
          log.clear();
        },
        log,
      );
    }
    return baskets;
  }
});

describe("grocery-weekly", () => {
  const scenario = scenarioSchema.parse(groceryWeekly);
  const week: BackgroundPolicy = ({ market }, sheet) => {
    sheet.depth.fill(0);
    sheet.offer.fill(0);
    sheet.basketOffer = 0;
    if (market.day >= 28 && market.day < 42) sheet.depth.fill(0.2);
  };

  it("a rival that follows takes back part of what two weeks at 20% off gain", () => {
    const free = {
      ...scenario,
      promotions: { ...scenario.promotions, everyday: { ...scenario.promotions.everyday, coolDownDays: 0 } },
    };
    const gain = (response: number) => (seed: string) => {
      const market: Scenario = {
        ...shortened(free, 56),
        rivals: [
          {
            name: "follower",
            categories: [],
            process: { kind: "follower", response, lagDays: 1, depth: 0, chance: 0, days: 1 },
          },
        ],
      };
      return sold(market, seed, week) - sold(market, seed, promoteNothing);
    };
    expect(standardised(SEEDS.map(gain(0)), SEEDS.map(gain(1)))).toBeGreaterThan(3);
    expect(sum(SEEDS.map(gain(1)))).toBeGreaterThan(0);
  });

  it("three for two fills baskets: buyers of it take more units than at the same per cent off", () => {
    const choices = scenario.promotions.depths.length;
    const threeForTwo = onPasta((sheet, p) => {
      sheet.offer[p] = choices + 3;
    });
    const third = onPasta((sheet, p) => {
      sheet.depth[p] = 1 / 3;
    });
    expect(unitsPerPurchase(threeForTwo)).toBeGreaterThan(1.1 * unitsPerPurchase(third));
    expect(unitsPerPurchase(third)).toBeGreaterThan(1.05 * unitsPerPurchase(promoteNothing));
  });

  it("members take the members' price: their part of the promoted units is their part of the shoppers or more", () => {
    const choices = scenario.promotions.depths.length;
    const offered = onPasta((sheet, p) => {
      sheet.offer[p] = choices + 2;
    });
    let promoted = 0;
    let units = 0;
    season(shortened(scenario, 7), "0", { promotion: offered }, ({ promotedUnits, units: all }) => {
      for (const p of pasta) {
        promoted += promotedUnits[p];
        units += all[p];
      }
    });
    expect(promoted / units).toBeGreaterThan(0.56);
    expect(promoted).toBeLessThan(units);
  });

  const pasta = scenario.products.flatMap(({ category }, p) => (category === "pasta" ? [p] : []));

  /** in the first week, when the leaflet has pasta */
  function onPasta(write: (sheet: Parameters<BackgroundPolicy>[1], product: number) => void): BackgroundPolicy {
    return ({ market }, sheet) => {
      sheet.depth.fill(0);
      sheet.offer.fill(0);
      sheet.basketOffer = 0;
      if (market.day < 7) for (const p of pasta) write(sheet, p);
    };
  }

  function unitsPerPurchase(promotion: BackgroundPolicy): number {
    const log = new EventLog(1, ["purchase"]);
    let purchases = 0;
    let units = 0;
    season(
      shortened(scenario, 7),
      "0",
      { promotion },
      () => {
        for (let e = 0; e < log.length; e++) {
          if (!pasta.includes(log.columns.product[e])) continue;
          purchases += 1;
          units += log.columns.units[e];
        }
        log.clear();
      },
      log,
    );
    return units / purchases;
  }
});

describe("fashion-markdown", () => {
  const scenario = scenarioSchema.parse(fashionMarkdown);
  const bought = sum(scenario.products.map((product) => product.initialStock));
  const priced = (factorOn: (day: number) => number) =>
    SEEDS.map((seed) =>
      season(scenario, seed, {
        pricing: ({ market }, sheet) => void sheet.price.fill(factorOn(market.day)),
      }),
    );

  it("is left with a quarter to a half of its styles at full price, and a markdown of the last three weeks sells more of them", () => {
    const list = priced(() => 1);
    const late = priced((day) => (day < 63 ? 1 : 0.7));
    for (const { units } of list) {
      expect(units / bought).toBeGreaterThan(0.5);
      expect(units / bought).toBeLessThan(0.75);
    }
    expect(
      standardised(
        late.map(({ units }) => units),
        list.map(({ units }) => units),
      ),
    ).toBeGreaterThan(3);
  });

  it("earns more by marking down late than never, and less by marking down too early or too deep", () => {
    const profits = (factorOn: (day: number) => number) => priced(factorOn).map(({ profit }) => profit);
    const never = profits(() => 1);
    const late = profits((day) => (day < 63 ? 1 : 0.7));
    expect(standardised(late, never)).toBeGreaterThan(3);
    expect(
      standardised(
        late,
        profits((day) => (day < 14 ? 1 : 0.5)),
      ),
    ).toBeGreaterThan(3);
    expect(
      standardised(
        late,
        profits((day) => (day < 63 ? 1 : 0.3)),
      ),
    ).toBeGreaterThan(3);
  });

  it("cannot be ordered again: what was bought is sold or left", () => {
    const { units, left } = season(scenario, "0", {});
    expect(units + left).toBe(bought);
  });
});

describe("perishables", () => {
  const scenario = scenarioSchema.parse(perishables);
  /** every day, of every product, a part of the mean sales from nearby, in whole cases */
  const daily =
    (part: number): BackgroundPolicy =>
    ({ meanSales }, { order }) => {
      order.fill(0);
      scenario.products.forEach(({ caseSize }, p) => {
        order[2 * p] = Math.ceil((part * meanSales[p]) / caseSize) * caseSize;
      });
    };
  const run = (restock: BackgroundPolicy) => SEEDS.map((seed) => season(scenario, seed, { restock }));

  it("smaller orders leave less to throw away, and more shoppers before empty shelves", () => {
    const large = run(daily(1.1));
    const small = run(daily(0.9));
    const wasted = (seasons: Figures[]) => seasons.map(({ expired, received }) => expired / received);
    const missed = (seasons: Figures[]) => seasons.map((figures) => figures.missed);
    expect(standardised(wasted(large), wasted(small))).toBeGreaterThan(3);
    expect(standardised(missed(small), missed(large))).toBeGreaterThan(3);
  });

  it("the market's goods cost less than the neighbour's, and come later", () => {
    const fromMarket: BackgroundPolicy = (shop, sheet) => {
      orderUpTo(shop, sheet);
      for (let place = 0; place < sheet.order.length; place += 2) {
        sheet.order[place + 1] = Math.max(sheet.order[place], sheet.order[place + 1]);
        sheet.order[place] = 0;
      }
    };
    const near = run(orderUpTo);
    const far = run(fromMarket);
    for (let r = 0; r < near.length; r++) {
      expect(near[r].variance).toBe(0);
      expect(far[r].variance).toBeLessThan(0);
      expect(far[r].missed).toBeGreaterThan(near[r].missed);
    }
  });
});

interface Figures {
  profit: number;
  units: number;
  /** units on the shelf at the end */
  left: number;
  received: number;
  expired: number;
  /** part of the demand that shelves could not serve */
  missed: number;
  /** paid beyond the products' unit cost, money steps; below 0 saved */
  variance: number;
}

const promoteNothing: BackgroundPolicy = (_, sheet) => {
  sheet.depth.fill(0);
  sheet.offer.fill(0);
  sheet.basketOffer = 0;
};

/** The threshold of 300 less 50, on one day. */
function thresholdOn(day: number): BackgroundPolicy {
  return (shop, sheet) => {
    promoteNothing(shop, sheet);
    const { depths, menu } = shop.scenario.promotions;
    if (shop.market.day === day) sheet.basketOffer = depths.length + menu.length;
  };
}

/** A season that the background decides: the env's own lever, of promotions or else of prices, is left idle. */
function season(
  scenario: Scenario,
  seed: string,
  background: Background,
  onDay?: (report: DayReport) => void,
  record?: EventLog,
): Figures {
  const figures: Figures = { profit: 0, units: 0, left: 0, received: 0, expired: 0, missed: 0, variance: 0 };
  let demand = 0;
  const options: MarketOptions = {
    scenario,
    background,
    record,
    onDay(report) {
      figures.units += sum(report.units);
      figures.left = sum(report.stock);
      figures.received += sum(report.received);
      figures.expired += sum(report.expired);
      figures.variance += sum(report.money.purchaseVariance);
      demand += sum(report.demand);
      onDay?.(report);
    },
  };
  const env = background.promotion ? make("Pricing-v1", options) : make("Promotion-v1", options);
  const idle = background.promotion ? scenario.pricing.multipliers.indexOf(1) : 0;
  const { info } = env.reset({ seed, options: { role: "evaluate" } });
  const action = new Int32Array(info.credit.length).fill(idle);
  while (!env.step(action).terminated);
  figures.profit = info.metrics.profit;
  figures.missed = 1 - figures.units / demand;
  return figures;
}

/** The first days of a season, and no tail. */
function shortened(scenario: Scenario, horizonDays: number): Scenario {
  return { ...scenario, horizonDays, tailDays: 0 };
}

function sold(scenario: Scenario, seed: string, promotion: BackgroundPolicy): number {
  return season(scenario, seed, { promotion }).units;
}

/** What each basket in the log would cost at list prices, money. */
function spentBy({ length, columns }: EventLog, { products }: Scenario): number[] {
  const spent = new Map<number, number>();
  for (let e = 0; e < length; e++)
    spent.set(
      columns.shopper[e],
      (spent.get(columns.shopper[e]) ?? 0) + columns.units[e] * products[columns.product[e]].listPrice,
    );
  return [...spent.values()];
}

function sum(numbers: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i];
  return total;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** mean paired difference over its standard error */
function standardised(a: readonly number[], b: readonly number[]): number {
  const differences = a.map((x, i) => x - b[i]);
  const mean = sum(differences) / differences.length;
  const variance = differences.reduce((total, y) => total + (y - mean) ** 2, 0) / (differences.length - 1);
  return mean / Math.sqrt(variance / differences.length);
}
