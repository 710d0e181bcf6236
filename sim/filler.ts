import type { State } from "./layout.js";
import { exp, log } from "./math/elementary.js";
import { type Key, subKey, uniformAt } from "./math/key.js";
import type { OffersOfDay, Till } from "./promotions/offers-of-day.js";
import type { Scenario } from "./scenario.js";

/** What is asked of a till about a basket near a tier. */
type NearTill = Pick<Till, "outOfReach" | "missing" | "wouldSave" | "tierSpend">;

/**
 * What a shopper near a spend threshold adds to reach it. With m missing to a tier of spend t that would then take o off:
 *
 *     thinks of it where  m <= reach t;  adds something with  sigmoid(base + saving (o - m) / m)
 *     which: exponential race over products in stock, in the fewest units n that reach the tier, of weight
 *     exp(u) (m / (n q))^beta: as good as it is to her otherwise, and the dearer beyond need the less
 */
export class Filler {
  /** of the last basket asked about: product, -1 none, and units */
  product = -1;
  units = 0;
  private readonly reach: Float64Array;
  private readonly base: Float64Array;
  private readonly saving: Float64Array;
  private readonly quantityCap: number;
  /** money steps to the tier, of the last basket found tempting */
  private missing = 0;
  private readonly names: readonly string[];
  private readonly race0: Int32Array;
  private readonly race1: Int32Array;
  private think0 = 0;
  private think1 = 0;

  constructor(
    { segments, products, quantityCap }: Scenario,
    private readonly state: State,
    private readonly offers: OffersOfDay,
  ) {
    const column = (name: "reach" | "base" | "saving") =>
      Float64Array.from(segments, ({ promotion }) => promotion.filler[name]);
    this.reach = column("reach");
    this.base = column("base");
    this.saving = column("saving");
    this.quantityCap = quantityCap;
    this.names = products.map((product) => product.name);
    this.race0 = new Int32Array(products.length);
    this.race1 = new Int32Array(products.length);
  }

  hoistKeys(dayKey: Key): void {
    const think = subKey(dayKey, "filler");
    this.think0 = think.key0;
    this.think1 = think.key1;
    for (let p = 0; p < this.names.length; p++) {
      const key = subKey(think, this.names[p]);
      this.race0[p] = key.key0;
      this.race1[p] = key.key1;
    }
  }

  /**
   * Fills `product` and `units` for a basket that lies in the till.
   *
   * @param weight   exp(u) of every product as she met it on this visit, shape [products]
   * @param inBasket units of every product already in her basket: the quantity cap holds for both; shape [products]
   */
  think(till: Till, s: number, name: number, beta: number, weight: Float64Array, inBasket: Float64Array): void {
    this.product = -1;
    if (this.isTempting(till, s, name)) this.pick(name, beta, weight, inBasket);
  }

  /** The first half of `think`: whether she adds something, if there is anything. */
  isTempting(till: NearTill, s: number, name: number): boolean {
    if (till.outOfReach(this.reach[s])) return false;
    const missing = till.missing();
    if (missing <= 0 || missing > this.reach[s] * till.tierSpend) return false;
    const x = this.base[s] + (this.saving[s] * (till.wouldSave - missing)) / missing;
    this.missing = missing;
    return uniformAt(this.think0, this.think1, name) * (1 + exp(-x)) < 1;
  }

  /** The other half: what. */
  pick(name: number, beta: number, weight: Float64Array, inBasket: Float64Array): void {
    const { missing } = this;
    const { price } = this.offers;
    const { stock } = this.state;
    this.product = -1;
    let soonest = Infinity;
    for (let p = 0; p < price.length; p++) {
      const needed = Math.ceil(missing / price[p]);
      if (needed > stock[p] || needed + inBasket[p] > this.quantityCap) continue;
      const cost = needed * price[p];
      const u = uniformAt(this.race0[p], this.race1[p], name);
      // -ln u > 1 - u, and the factor of the weight is 1 at the most
      if (1 - u >= soonest * weight[p]) continue;
      const appeal = weight[p] * exp(beta * log(missing / cost));
      const arrival = -log(u) / appeal;
      if (arrival < soonest) {
        soonest = arrival;
        this.product = p;
        this.units = needed;
      }
    }
  }
}
