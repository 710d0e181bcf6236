import { type CohortTypes, createCohortTypes } from "./cohort-types.js";
import { exp, log, sigmoid } from "./math/elementary.js";
import { hashText, type Key, subKey, uniformAt, wordAt } from "./math/key.js";
import { normalQuantile } from "./math/samplers.js";
import type { Scenario } from "./scenario.js";
import { arrangeShelf, type Shelf } from "./shelf.js";

/** Shoppers stand in blocks of one segment; a day permutes the blocks, not every shopper (a third of the cost). */
export const BLOCK = 64;

/**
 * Who the shoppers are: what never changes within a replicate. Shared by all forks of a market; read only. Arrays by
 * shopper are empty in cohort fidelity.
 */
export interface Population extends Shelf {
  /** number of shoppers */
  readonly size: number;
  /** of them, by segment, shape [segments] */
  readonly sizes: readonly number[];
  /** what stands for the shoppers in cohort fidelity */
  readonly types: CohortTypes | null;
  /** 32-bit name of each shopper in the draws, shape [shoppers] */
  readonly entity: Int32Array;
  /** price sensitivity, shape [shoppers] */
  readonly beta: Float32Array;
  /** 1 for members; shape [shoppers], empty where no segment has any */
  readonly member: Uint8Array;
  /** a[s,p] + taste[i] . x[p]: utility at list price, shape [shoppers, products] */
  readonly appeal: Float32Array;
  /** product thought of as bought last when the warm-up starts, shape [shoppers, categories] */
  readonly favourite: Int16Array;
  /** mean category value at list prices, shape [shoppers] */
  readonly homeValue: Float32Array;
  /** CV0[s,k], the mean over the segment at list prices, shape [segments, categories] */
  readonly typicalValue: Float64Array;
  /** S0[s,k], units at home where buying at the mean chance balances consumption, shape [segments, categories] */
  readonly typicalPantry: Float64Array;
  /** SV0[s], shape [segments] */
  readonly typicalStoreValue: Float64Array;
  /** first shopper, number of shoppers and segment of each block, shape [blocks] */
  readonly blockStart: Int32Array;
  readonly blockSize: Int32Array;
  readonly blockSegment: Int32Array;
}

/**
 * Draws the shoppers of a replicate. Every draw is keyed by segment name, shopper number and product (or attribute)
 * name, so that a product more leaves the others' tastes as they were.
 */
export function createPopulation(scenario: Scenario, key: Key): Population {
  const { products, segments } = scenario;
  const N = scenario.population;
  const P = products.length;
  const shelf = arrangeShelf(products);
  const { categories, categoryProducts, categoryStart } = shelf;
  const K = categories.length;
  const sizes = apportion(
    segments.map((segment) => segment.share),
    scenario.population,
  );
  if (scenario.fidelity === "cohort") return cohortPopulation(scenario, shelf, sizes);
  const entity = new Int32Array(N);
  const beta = new Float32Array(N);
  const memberships = segments.some((segment) => segment.members > 0);
  const member = new Uint8Array(memberships ? N : 0);
  const appeal = new Float32Array(N * P);
  const favourite = new Int16Array(N * K);
  const homeValue = new Float32Array(N);
  const typicalValue = new Float64Array(segments.length * K);
  const typicalStoreValue = new Float64Array(segments.length);
  const blocks: [start: number, size: number, segment: number][] = [];

  const betaKey = subKey(key, "beta");
  const memberKey = subKey(key, "member");
  const tasteKeys = products.map((product) => subKey(subKey(key, "taste"), product.name));
  const favouriteKeys = products.map((product) => subKey(subKey(key, "favourite"), product.name));
  let first = 0;
  segments.forEach((segment, s) => {
    const { sensitivity, sensitivitySpread } = segment.price;
    const shopperKey = { key0: hashText(segment.name), key1: hashText(segment.name, 0x510e527f) };
    const attributes = Object.entries(segment.choice.attributeTaste).map(([name, { mean, spread }]) => ({
      mean,
      spread,
      key: subKey(subKey(key, "attribute"), name),
      levels: products.map((product) => product.attributes[name] ?? 0),
    }));
    const baseAppeal = products.map((product) => product.appeal + (segment.choice.appeal[product.name] ?? 0));
    for (let i = first; i < first + sizes[s]; i++) {
      const name = wordAt(shopperKey.key0, shopperKey.key1, i - first) | 0;
      entity[i] = name;
      const z = normalQuantile(uniformAt(betaKey.key0, betaKey.key1, name));
      beta[i] = sensitivity * exp(sensitivitySpread * z - 0.5 * sensitivitySpread * sensitivitySpread);
      if (memberships) member[i] = uniformAt(memberKey.key0, memberKey.key1, name) < segment.members ? 1 : 0;
      for (let p = 0; p < P; p++) {
        const { key0, key1 } = tasteKeys[p];
        appeal[i * P + p] = baseAppeal[p] + segment.choice.tasteSpread * normalQuantile(uniformAt(key0, key1, name));
      }
      for (const { mean, spread, key, levels } of attributes) {
        const taste = mean + spread * normalQuantile(uniformAt(key.key0, key.key1, name));
        for (let p = 0; p < P; p++) appeal[i * P + p] += taste * levels[p];
      }
      for (let k = 0; k < K; k++) {
        let value = 0;
        let best = -1;
        let soonest = Infinity;
        for (let c = categoryStart[k]; c < categoryStart[k + 1]; c++) {
          const p = categoryProducts[c];
          const weight = exp(appeal[i * P + p]);
          const { key0, key1 } = favouriteKeys[p];
          const arrival = -log(uniformAt(key0, key1, name)) / weight;
          value += weight;
          if (arrival < soonest) {
            soonest = arrival;
            best = p;
          }
        }
        favourite[i * K + k] = best;
        value += exp(appeal[i * P + best]) * (exp(segment.choice.loyalty) - 1);
        homeValue[i] += log(value) / K;
        typicalValue[s * K + k] += log(value) / sizes[s];
      }
      typicalStoreValue[s] += homeValue[i] / sizes[s];
    }
    for (let start = first; start < first + sizes[s]; start += BLOCK)
      blocks.push([start, Math.min(BLOCK, first + sizes[s] - start), s]);
    first += sizes[s];
  });
  return {
    ...shelf,
    size: N,
    sizes,
    types: null,
    entity,
    beta,
    member,
    appeal,
    favourite,
    homeValue,
    typicalValue,
    typicalPantry: typicalPantry(scenario, categories),
    typicalStoreValue,
    blockStart: Int32Array.from(blocks, (block) => block[0]),
    blockSize: Int32Array.from(blocks, (block) => block[1]),
    blockSegment: Int32Array.from(blocks, (block) => block[2]),
  };
}

/** The same without a shopper: types in their place, whatever their number. */
function cohortPopulation(scenario: Scenario, shelf: Shelf, sizes: readonly number[]): Population {
  const types = createCohortTypes(scenario, shelf);
  return {
    ...shelf,
    size: scenario.population,
    sizes,
    types,
    entity: new Int32Array(0),
    beta: new Float32Array(0),
    member: new Uint8Array(0),
    appeal: new Float32Array(0),
    favourite: new Int16Array(0),
    homeValue: new Float32Array(0),
    typicalValue: types.typicalValue,
    typicalPantry: typicalPantry(scenario, shelf.categories),
    typicalStoreValue: types.typicalStoreValue,
    blockStart: new Int32Array(0),
    blockSize: new Int32Array(0),
    blockSegment: new Int32Array(0),
  };
}

/** S0 = delta / (1 - delta) x visits x incidence x quantity, all of an ordinary day; shape [segments, categories] */
function typicalPantry({ segments, calendar, quantityCap }: Scenario, categories: readonly string[]): Float64Array {
  const pantry = new Float64Array(segments.length * categories.length);
  segments.forEach((segment, s) => {
    const visit = sigmoid(segment.visit.base + mean(calendar.weekday));
    const quantity = 1 + Math.min(quantityCap - 1, exp(segment.quantity.base));
    for (let k = 0; k < categories.length; k++) {
      const { incidence, pantryKeep } = { ...segment.category, ...segment.categories[categories[k]] };
      pantry[s * categories.length + k] = (pantryKeep / (1 - pantryKeep)) * visit * sigmoid(incidence) * quantity;
    }
  });
  return pantry;
}

/** Whole numbers in proportion to `shares` that sum to `total`: largest remainders, ties to the first. */
export function apportion(shares: readonly number[], total: number): number[] {
  const sum = shares.reduce((a, b) => a + b, 0);
  const exact = shares.map((share) => (share / sum) * total);
  const sizes = exact.map(Math.floor);
  const byRemainder = exact.map((_, s) => s).sort((a, b) => exact[b] - sizes[b] - (exact[a] - sizes[a]) || a - b);
  const left = total - sizes.reduce((a, b) => a + b, 0);
  for (let r = 0; r < left; r++) sizes[byRemainder[r]] += 1;
  return sizes;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0) / numbers.length;
}
