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
  /** what she starts with */
  home: { lastBought: number[]; storeValue: number };
  member: boolean;
  gone: boolean;
  /** level of the coupon held, 0 none, and the days from which and until which it can be used */
  coupon: number;
  couponFrom: number;
  couponUntil: number;
}

/** What a day holds beside prices, for those scenarios that have it; what is left out does nothing. */
export interface PlainToday {
  /** level of the coupon sent to each segment this morning, 0 none */
  couponTo?: number[];
  /** share off for members */
  memberDepth?: number[];
  /** buy so many, get so many free; by product */
  bundles?: ({ buy: number; free: number } | null)[];
  gifts?: ({ worth: number } | null)[];
  /** spend so much, get so much off */
  threshold?: { spend: number; off: number };
  /** utility of being shown, or not, by segment and product */
  shown?: number[][];
  visitLift?: number[];
  incidenceLift?: number[][];
  adstock?: number[];
}

export interface PlainDay {
  churned: number[];
  acquired: number[];
  redeemed: number[];
  /** paid by each segment, money */
  revenue: number[];
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
          home: { lastBought: [...lastBought], storeValue: mean(home) },
          member: draw("member") < segment.members,
          gone: false,
          coupon: 0,
          couponFrom: 0,
          couponUntil: 0,
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

  /** One day; shoppers come in the order of their segments. */
  runDay(
    root: Key,
    day: number,
    price: number[],
    season: number,
    campaignLift: number,
    today: PlainToday = {},
  ): PlainDay {
    const { products, segments, quantityCap, links } = this.scenario;
    const { coupons } = this.scenario.promotions;
    const key = subKey(root, day);
    const draw = (name: number, ...labels: string[]) => {
      const own = labels.reduce(subKey, key);
      return uniformAt(own.key0, own.key1, name);
    };
    const none = segments.map(() => 0);
    const result: PlainDay = {
      visits: [...none],
      units: products.map(() => 0),
      demand: products.map(() => 0),
      churned: [...none],
      acquired: [...none],
      redeemed: [...none],
      revenue: [...none],
    };
    for (const shopper of this.shoppers) {
      const level = today.couponTo?.[shopper.segment] ?? 0;
      if (!coupons || level === 0 || shopper.gone) continue;
      shopper.coupon = level;
      shopper.couponFrom = day + coupons.lagDays;
      shopper.couponUntil = day + coupons.lagDays + coupons.validDays;
    }
    for (const shopper of this.shoppers) {
      const segment = segments[shopper.segment];
      const s = shopper.segment;
      const { display, giftTaste, bundle, filler, redemption, wear } = segment.promotion;
      for (const [k, category] of this.categories.entries())
        shopper.pantry[k] *= { ...segment.category, ...segment.categories[category] }.pantryKeep;
      shopper.fatigue *= segment.promotion.fatigueKeep;
      shopper.satisfaction *= 1 - segment.visit.stockOutForget;
      if (shopper.coupon > 0 && day >= shopper.couponUntil) shopper.coupon = 0;
      const atHand = shopper.coupon > 0 && day >= shopper.couponFrom ? shopper.coupon : 0;
      if (shopper.gone) {
        const { acquisition, advertising } = segment.churn as NonNullable<typeof segment.churn>;
        if (draw(shopper.name, "join") < sigmoid(logit(acquisition) + advertising * (today.adstock?.[s] ?? 0))) {
          result.acquired[s] += 1;
          Object.assign(shopper, structuredClone(this.newcomer(shopper)));
        }
        continue;
      }
      const attraction =
        segment.visit.base +
        season +
        segment.visit.campaignResponse * campaignLift +
        (today.visitLift?.[s] ?? 0) +
        (atHand > 0 ? segment.visit.notice : 0) +
        segment.visit.storeValue * (shopper.storeValue - this.typicalStoreValue[s]) +
        shopper.satisfaction;
      if (draw(shopper.name, "visit") >= sigmoid(attraction)) continue;
      result.visits[s] += 1;
      const couponDepth = atHand > 0 && coupons ? coupons.depths[atHand - 1] : 0;
      const thinks =
        atHand > 0 && draw(shopper.name, "redeem") < sigmoid(redemption.base + redemption.depth * couponDepth);
      const memberDepth = (p: number) => (shopper.member ? (today.memberDepth?.[p] ?? 0) : 0);
      const charged = (p: number) => cents(price[p] * (1 - memberDepth(p)));
      const perceived = (p: number) => {
        const group = today.bundles?.[p];
        const free = group ? (bundle * group.free) / (group.buy + group.free) : 0;
        return charged(p) * (1 - free) * (thinks ? 1 - couponDepth : 1);
      };
      const badges = (p: number) =>
        (price[p] < products[p].listPrice ? display["percent-off"] : 0) +
        (memberDepth(p) > 0 ? display["member-price"] : 0) +
        (today.bundles?.[p] ? display["buy-x-get-y"] : 0) +
        (today.gifts?.[p] ? display.gift + (giftTaste * (today.gifts[p]?.worth ?? 0)) / products[p].listPrice : 0) +
        (today.threshold ? display["spend-threshold"] : 0) +
        (thinks ? display.coupon : 0);
      const seen: number[] = [];
      const offers =
        products.some((product, p) => price[p] < product.listPrice) ||
        [today.memberDepth, today.bundles, today.gifts].some((kind) => kind?.some((one) => one)) ||
        today.threshold !== undefined;
      const fatigue = shopper.fatigue;
      const basket = new Map<number, number>();
      const weightOf = new Map<number, number>();
      const tookFrom = new Set<string>();
      for (const [k, category] of this.categories.entries()) {
        const response = { ...segment.category, ...segment.categories[category] };
        const there = this.productsOf(category);
        const utility = (p: number) => {
          const q = perceived(p);
          const r = shopper.reference[p] * products[p].listPrice;
          return (
            shopper.appeal[p] -
            shopper.beta * Math.log(q / products[p].listPrice) +
            segment.price.gain * Math.max(0, (r - q) / r) -
            segment.price.loss * Math.max(0, (q - r) / r) +
            badges(p) / (1 + wear * fatigue) +
            (today.shown?.[s][p] ?? 0) +
            (p === shopper.lastBought[k] ? segment.choice.loyalty : 0)
          );
        };
        const weight = new Map(there.map((p) => [p, Math.exp(utility(p))]));
        for (const [p, w] of weight) weightOf.set(p, w);
        const sum = (list: number[]) => list.reduce((total, p) => total + (weight.get(p) ?? 0), 0);
        const inStock = there.filter((p) => this.stock[p] > 0);
        const value = inStock.length > 0 ? Math.log(sum(inStock)) : this.typicalValue[s][k] - 3;
        seen.push(value);
        let linked = 0;
        for (const link of links) {
          if (!link.categories.includes(category)) continue;
          const other = link.categories[0] === category ? link.categories[1] : link.categories[0];
          if (this.categories.indexOf(other) > k) continue;
          const usual = sigmoid({ ...segment.category, ...segment.categories[other] }.incidence);
          linked += link.lift * ((tookFrom.has(other) ? 1 : 0) - usual);
        }
        const chance = (categoryValue: number) =>
          sigmoid(
            response.incidence +
              (today.incidenceLift?.[s][k] ?? 0) +
              linked +
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
            segment.quantity.base + segment.quantity.price * Math.log(products[p].listPrice / perceived(p)),
          );
          const wish = 1 + Math.min(quantityCap - 1, poisson(draw(shopper.name, "quantity", category), extra));
          const group = today.bundles?.[p];
          if (!group || wish % (group.buy + group.free) === 0) return wish;
          const size = group.buy + group.free;
          const full = Math.ceil(wish / size) * size;
          const completes = wish % size >= group.buy || draw(shopper.name, "bundle", category) < bundle;
          return completes && full <= quantityCap ? full : wish;
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
          basket.set(taken, sold);
          tookFrom.add(category);
        }
        shopper.satisfaction -= met * segment.visit.stockOutDrop;
      }
      const keep = segment.visit.storeMemory;
      shopper.storeValue = keep * shopper.storeValue + (1 - keep) * mean(seen);
      const rho = segment.price.referenceMemory;
      shopper.reference = shopper.reference.map((r, p) => rho * r + (1 - rho) * (perceived(p) / products[p].listPrice));
      if (offers) shopper.fatigue += 1;

      const lineCost = (p: number, n: number) => {
        const group = today.bundles?.[p];
        const size = group ? group.buy + group.free : 1;
        const free = group ? Math.floor(n / size) * group.free + Math.max(0, (n % size) - group.buy) : 0;
        return charged(p) * (n - free);
      };
      const lines = () => [...basket].reduce((sum, [p, n]) => sum + lineCost(p, n), 0);
      const couponOff = () => (thinks && coupons ? cents(Math.min(coupons.maxOff, couponDepth * lines())) : 0);
      const { threshold } = today;
      // the cheapest of: nothing, the threshold, the coupon, both; a coupon can bring a basket below the threshold
      const ways = () =>
        [false, true].flatMap((coupon) => {
          const spend = lines() - (coupon ? couponOff() : 0);
          const off = threshold && spend >= threshold.spend - 1e-9 ? threshold.off : 0;
          return [{ coupon, spend, pays: spend - off }];
        });
      const best = () => ways().reduce((one, other) => (other.pays < one.pays - 1e-9 ? other : one));
      const gap = threshold ? threshold.spend - best().spend : 0;
      if (threshold && basket.size > 0 && gap > 1e-9 && gap <= filler.reach * threshold.spend + 1e-9) {
        const x = filler.base + (filler.saving * (threshold.off - gap)) / gap;
        if (draw(shopper.name, "filler") < sigmoid(x)) {
          const options = products.flatMap((_, p) => {
            const n = Math.ceil(gap / price[p] - 1e-9);
            if (n > this.stock[p] || n + (basket.get(p) ?? 0) > quantityCap) return [];
            const appeal = (weightOf.get(p) ?? 0) * (gap / (n * price[p])) ** shopper.beta;
            return [{ p, n, at: -Math.log(draw(shopper.name, "filler", products[p].name)) / appeal }];
          });
          const [filling] = options.sort((one, other) => one.at - other.at);
          if (filling) {
            result.units[filling.p] += filling.n;
            result.demand[filling.p] += filling.n;
            this.stock[filling.p] -= filling.n;
            shopper.pantry[this.categories.indexOf(products[filling.p].category)] += filling.n;
            basket.set(filling.p, (basket.get(filling.p) ?? 0) + filling.n);
          }
        }
      }
      result.revenue[s] += best().pays;
      for (const p of basket.keys()) if (today.gifts?.[p]) shopper.satisfaction += segment.visit.giftJoy;
      if (best().coupon && couponOff() > 0) {
        shopper.coupon = 0;
        result.redeemed[s] += 1;
      }
      if (segment.churn) {
        const { hazard, dissatisfaction } = segment.churn;
        if (draw(shopper.name, "leave") < sigmoid(logit(hazard) - dissatisfaction * shopper.satisfaction)) {
          shopper.gone = true;
          shopper.coupon = 0;
          result.churned[s] += 1;
        }
      }
    }
    return result;
  }

  /** What a shopper is on her first day. */
  private newcomer({ segment, home }: PlainShopper): Partial<PlainShopper> {
    return {
      gone: false,
      reference: this.scenario.products.map(() => 1),
      pantry: this.typicalPantry[segment],
      lastBought: home.lastBought,
      storeValue: home.storeValue,
      fatigue: 0,
      satisfaction: 0,
    };
  }

  private productsOf(category: string): number[] {
    return this.scenario.products.flatMap((product, p) => (product.category === category ? [p] : []));
  }
}

export const plainRoot = (seed: string) => rootKey(seed, "evaluate", 0, 0);

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}

/** whole hundredths, halves up */
function cents(amount: number): number {
  return Math.floor(amount * 100 + 0.5 + 1e-9) / 100;
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
  const before = known.get(p);
  if (before !== undefined) return before;
  let low = -9;
  let high = 9;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < p) low = middle;
    else high = middle;
  }
  known.set(p, (low + high) / 2);
  return (low + high) / 2;
}

/** populations of one key ask for the same quantiles again and again */
const known = new Map<number, number>();

function normalBelow(x: number): number {
  const steps = 400;
  const width = Math.abs(x) / steps;
  let sum = 1 + Math.exp((-x * x) / 2);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * Math.exp((-i * width * i * width) / 2);
  const area = (sum * width) / 3 / SQRT2PI;
  return x > 0 ? 0.5 + area : 0.5 - area;
}
