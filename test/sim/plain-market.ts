import { hashText, type Key, rootKey, subKey, uniformAt, wordAt } from "../../sim/math/key.js";
import type { Scenario } from "../../sim/scenario.js";

/**
 * The equations of docs/model.md once more, shopper by shopper with objects and this engine's own Math, to check the
 * market against. It has no offers' guard rails and no books; it shares with the market only the scenario and the keys.
 */
export interface PlainShopper {
  name: number;
  segment: number;
  beta: number;
  appeal: number[];
  reference: number[];
  pantry: number[];
  lastBought: number[];
  storeValue: number;
  fatigue: number;
  satisfaction: number;
}

export interface PlainDay {
  visits: number[];
  units: number[];
  demand: number[];
}

const SQRT2PI = Math.sqrt(2 * Math.PI);

export class PlainMarket {
  readonly categories: string[];
  readonly shoppers: PlainShopper[] = [];
  readonly stock: number[];
  private readonly typicalValue: number[][] = [];
  private readonly typicalPantry: number[][] = [];
  private readonly typicalStoreValue: number[] = [];

  constructor(
    private readonly scenario: Scenario,
    population: Key,
  ) {
    this.categories = [...new Set(scenario.products.map((product) => product.category))];
    this.stock = scenario.products.map((product) => product.initialStock);
    const total = scenario.segments.reduce((sum, segment) => sum + segment.share, 0);
    scenario.segments.forEach((segment, s) => {
      const size = Math.round((segment.share / total) * scenario.population);
      const own = { key0: hashText(segment.name), key1: hashText(segment.name, 0x510e527f) };
      const values: number[][] = this.categories.map(() => []);
      const homes: number[] = [];
      for (let number = 0; number < size; number++) {
        const name = wordAt(own.key0, own.key1, number) | 0;
        const draw = (...labels: string[]) => {
          const key = labels.reduce(subKey, population);
          return uniformAt(key.key0, key.key1, name);
        };
        const spread = segment.price.sensitivitySpread;
        const beta = segment.price.sensitivity * Math.exp(spread * quantile(draw("beta")) - (spread * spread) / 2);
        const tastes = Object.entries(segment.choice.attributeTaste).map(([attribute, taste]) => ({
          attribute,
          level: taste.mean + taste.spread * quantile(draw("attribute", attribute)),
        }));
        const appeal = scenario.products.map(
          (product) =>
            product.appeal +
            (segment.choice.appeal[product.name] ?? 0) +
            segment.choice.tasteSpread * quantile(draw("taste", product.name)) +
            tastes.reduce((sum, { attribute, level }) => sum + level * (product.attributes[attribute] ?? 0), 0),
        );
        const lastBought = this.categories.map((category) => {
          const there = this.productsOf(category);
          const arrivals = there.map(
            (p) => -Math.log(draw("favourite", scenario.products[p].name)) / Math.exp(appeal[p]),
          );
          return there[arrivals.indexOf(Math.min(...arrivals))];
        });
        const home = this.categories.map((category, k) =>
          Math.log(
            this.productsOf(category).reduce(
              (sum, p) => sum + Math.exp(appeal[p] + (p === lastBought[k] ? segment.choice.loyalty : 0)),
              0,
            ),
          ),
        );
        for (const [k, value] of home.entries()) values[k].push(value);
        homes.push(mean(home));
        this.shoppers.push({
          name,
          segment: s,
          beta,
          appeal,
          reference: scenario.products.map(() => 1),
          pantry: [],
          lastBought,
          storeValue: mean(home),
          fatigue: 0,
          satisfaction: 0,
        });
      }
      this.typicalValue.push(values.map(mean));
      this.typicalStoreValue.push(mean(homes));
      const visit = sigmoid(segment.visit.base + mean(scenario.calendar.weekday));
      this.typicalPantry.push(
        this.categories.map((category) => {
          const { incidence, pantryKeep } = { ...segment.category, ...segment.categories[category] };
          const bought =
            visit * sigmoid(incidence) * (1 + Math.min(scenario.quantityCap - 1, Math.exp(segment.quantity.base)));
          return (pantryKeep * bought) / (1 - pantryKeep);
        }),
      );
    });
    for (const shopper of this.shoppers) shopper.pantry = [...this.typicalPantry[shopper.segment]];
  }

  /** One day; shoppers come in the order of `queue`, names of shoppers. */
  runDay(root: Key, day: number, price: number[], season: number, campaignLift: number): PlainDay {
    const { products, segments, quantityCap } = this.scenario;
    const key = subKey(root, day);
    const draw = (name: number, ...labels: string[]) => {
      const own = labels.reduce(subKey, key);
      return uniformAt(own.key0, own.key1, name);
    };
    const result: PlainDay = {
      visits: segments.map(() => 0),
      units: products.map(() => 0),
      demand: products.map(() => 0),
    };
    for (const shopper of this.shoppers) {
      const segment = segments[shopper.segment];
      const s = shopper.segment;
      for (const [k, category] of this.categories.entries())
        shopper.pantry[k] *= { ...segment.category, ...segment.categories[category] }.pantryKeep;
      shopper.fatigue *= segment.promotion.fatigueKeep;
      shopper.satisfaction *= 1 - segment.visit.stockOutForget;
      const attraction =
        segment.visit.base +
        season +
        segment.visit.campaignResponse * campaignLift +
        segment.visit.storeValue * (shopper.storeValue - this.typicalStoreValue[s]) +
        shopper.satisfaction;
      if (draw(shopper.name, "visit") >= sigmoid(attraction)) continue;
      result.visits[s] += 1;
      const seen: number[] = [];
      const offers = products.some((product, p) => price[p] < product.listPrice);
      const fatigue = shopper.fatigue;
      for (const [k, category] of this.categories.entries()) {
        const response = { ...segment.category, ...segment.categories[category] };
        const there = this.productsOf(category);
        const utility = (p: number) => {
          const q = price[p];
          const r = shopper.reference[p] * products[p].listPrice;
          return (
            shopper.appeal[p] -
            shopper.beta * Math.log(q / products[p].listPrice) +
            segment.price.gain * Math.max(0, (r - q) / r) -
            segment.price.loss * Math.max(0, (q - r) / r) +
            (q < products[p].listPrice
              ? segment.promotion.display["percent-off"] / (1 + segment.promotion.wear * fatigue)
              : 0) +
            (p === shopper.lastBought[k] ? segment.choice.loyalty : 0)
          );
        };
        const weight = new Map(there.map((p) => [p, Math.exp(utility(p))]));
        const sum = (list: number[]) => list.reduce((total, p) => total + (weight.get(p) ?? 0), 0);
        const inStock = there.filter((p) => this.stock[p] > 0);
        const value = inStock.length > 0 ? Math.log(sum(inStock)) : this.typicalValue[s][k] - 3;
        seen.push(value);
        const chance = (categoryValue: number) =>
          sigmoid(
            response.incidence +
              response.value * (categoryValue - this.typicalValue[s][k]) -
              response.pantry * (shopper.pantry[k] - this.typicalPantry[s][k]),
          );
        const u = draw(shopper.name, "incidence", category);
        const wants = u < chance(Math.log(sum(there)));
        const buys = inStock.length > 0 && u < chance(value);
        if (!wants && !buys) continue;
        const first = (list: number[]) =>
          list
            .map((p) => ({ p, at: -Math.log(draw(shopper.name, "race", products[p].name)) / (weight.get(p) ?? 0) }))
            .sort((a, b) => a.at - b.at)[0].p;
        const units = (p: number) => {
          const extra = Math.exp(
            segment.quantity.base + segment.quantity.price * Math.log(products[p].listPrice / price[p]),
          );
          return 1 + Math.min(quantityCap - 1, poisson(draw(shopper.name, "quantity", category), extra));
        };
        const wanted = first(there);
        result.demand[wanted] += units(wanted);
        let met = this.stock[wanted] > 0 ? 0 : 1;
        if (buys) {
          const taken = first(inStock);
          const sold = Math.min(units(taken), this.stock[taken]);
          if (sold < units(taken) && taken === wanted) met = 1;
          this.stock[taken] -= sold;
          result.units[taken] += sold;
          shopper.pantry[k] += sold;
          shopper.lastBought[k] = taken;
        }
        shopper.satisfaction -= met * segment.visit.stockOutDrop;
      }
      const keep = segment.visit.storeMemory;
      shopper.storeValue = keep * shopper.storeValue + (1 - keep) * mean(seen);
      const rho = segment.price.referenceMemory;
      shopper.reference = shopper.reference.map((r, p) => rho * r + (1 - rho) * (price[p] / products[p].listPrice));
      if (offers) shopper.fatigue += 1;
    }
    return result;
  }

  private productsOf(category: string): number[] {
    return this.scenario.products.flatMap((product, p) => (product.category === category ? [p] : []));
  }
}

export const plainRoot = (seed: string) => rootKey(seed, "evaluate", 0, 0);

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0) / numbers.length;
}

function poisson(u: number, rate: number): number {
  let count = 0;
  let term = Math.exp(-rate);
  let reached = term;
  while (u > reached) {
    count += 1;
    term *= rate / count;
    reached += term;
  }
  return count;
}

/** normal quantile by bisection of a Simpson integral: slow, and owing nothing to the market's own */
function quantile(p: number): number {
  let low = -9;
  let high = 9;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function normalBelow(x: number): number {
  const steps = 400;
  const width = Math.abs(x) / steps;
  let sum = 1 + Math.exp((-x * x) / 2);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * Math.exp((-i * width * i * width) / 2);
  const area = (sum * width) / 3 / SQRT2PI;
  return x > 0 ? 0.5 + area : 0.5 - area;
}
