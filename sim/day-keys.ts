import { type Key, subKey } from "./math/key.js";
import type { Population } from "./population.js";
import type { Scenario } from "./scenario.js";

/** The keys of a day's draws by purpose, taken out of the loops that draw. Two words of each thing's key lie apart or in turn. */
export class DayKeys {
  visit: Key = NO_KEY;
  /** the dial's coin */
  coin: Key = NO_KEY;
  /** whether a coupon is thought of */
  redeem: Key = NO_KEY;
  order: Key = NO_KEY;
  rotation: Key = NO_KEY;
  /** of each product, shape [products] */
  readonly race0: Int32Array;
  readonly race1: Int32Array;
  /** two words of each category's keys, shape [categories, 2] */
  readonly incidence: Int32Array;
  readonly quantity: Int32Array;
  readonly bundle: Int32Array;
  private readonly productNames: readonly string[];

  constructor(
    scenario: Scenario,
    private readonly population: Population,
  ) {
    const K = population.categories.length;
    this.productNames = scenario.products.map((product) => product.name);
    this.race0 = new Int32Array(this.productNames.length);
    this.race1 = new Int32Array(this.productNames.length);
    this.incidence = new Int32Array(2 * K);
    this.quantity = new Int32Array(2 * K);
    this.bundle = new Int32Array(2 * K);
  }

  hoist(day: Key): void {
    const { race0, race1, productNames } = this;
    this.visit = subKey(day, "visit");
    this.coin = subKey(day, "carry-over");
    this.redeem = subKey(day, "redeem");
    this.order = subKey(day, "order");
    this.rotation = subKey(day, "rotation");
    const race = subKey(day, "race");
    for (let p = 0; p < race0.length; p++) {
      const key = subKey(race, productNames[p]);
      race0[p] = key.key0;
      race1[p] = key.key1;
    }
    this.hoistByCategory(this.incidence, subKey(day, "incidence"));
    this.hoistByCategory(this.quantity, subKey(day, "quantity"));
    this.hoistByCategory(this.bundle, subKey(day, "bundle"));
  }

  private hoistByCategory(keys: Int32Array, purpose: Key): void {
    const { categories } = this.population;
    for (let k = 0; k < categories.length; k++) {
      const key = subKey(purpose, categories[k]);
      keys[2 * k] = key.key0;
      keys[2 * k + 1] = key.key1;
    }
  }
}

const NO_KEY: Key = { key0: 0, key1: 0 };
