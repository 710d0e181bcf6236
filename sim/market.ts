import { type Calendar, createCalendar } from "./calendar.js";
import { CohortDay } from "./cohort-day.js";
import type { Decisions } from "./decisions.js";
import { CLOCK, createState, SALES_WINDOW, type State } from "./layout.js";
import type { DayReport } from "./ledger.js";
import { type Key, subKey } from "./math/key.js";
import { toSteps } from "./money.js";
import { createPopulation, type Population } from "./population.js";
import { createPromotionDesk, NEVER, type PromotionDesk } from "./promotions/desk.js";
import type { Scenario } from "./scenario.js";
import { ShopperDay } from "./shopper-day.js";
import type { Today } from "./today.js";

/**
 * A market: one replicate's shoppers and one shop, simulated by the day. It knows no reward and no agent.
 *
 * All that changes lies in one buffer, so `snapshot`, `restore` and `fork` are copies, and whatever was restored goes on
 * to the bit as before. Draws are keyed by the root given to `open`: equal roots mean equal luck, whatever is decided.
 *
 *     const market = new Market(scenario, rootKey("7", "population", 0, 0));
 *     market.open(rootKey("7", "evaluate", 0, 0));
 *     const report = market.runDay({ depth, order });
 */
export class Market {
  readonly population: Population;
  readonly calendar: Calendar;
  /** of the last day run; overwritten by the next */
  readonly report: DayReport;
  private readonly state: State;
  private readonly bytes: Uint8Array;
  /** the arrays of the last day's report, which lie side by side */
  private readonly lastReport: Uint8Array;
  private readonly desk: PromotionDesk;
  private readonly crowd: Crowd;
  private readonly leadTime: Int32Array;
  private readonly slots: number;
  private readonly nothingOrdered: Float64Array;
  private readonly today: Today;

  /** @param population   the root of the replicate's shoppers, or shoppers to share with another market */
  constructor(
    readonly scenario: Scenario,
    population: Key | Population,
  ) {
    this.population = "entity" in population ? population : createPopulation(scenario, population);
    this.calendar = createCalendar(scenario.calendar);
    this.state = createState(scenario, this.population);
    this.bytes = new Uint8Array(this.state.buffer);
    const { grossSales, segmentSatisfaction } = this.state;
    const reportEnd = segmentSatisfaction.byteOffset + segmentSatisfaction.byteLength;
    this.lastReport = this.bytes.subarray(grossSales.byteOffset, reportEnd);
    this.nothingOrdered = new Float64Array(orderPlaces(scenario));
    this.desk = createPromotionDesk(scenario, this.population, this.state, (product) => this.crowd.reprice(product));
    const CrowdOfDay = scenario.fidelity === "cohort" ? CohortDay : ShopperDay;
    this.crowd = new CrowdOfDay(scenario, this.population, this.state, this.desk);
    this.leadTime = Int32Array.from(scenario.products, (product) => product.leadTimeDays);
    this.slots = this.state.pipeline.length / scenario.products.length;
    const S = scenario.segments.length;
    this.today = {
      key: { key0: 0, key1: 0 },
      day: -scenario.warmUpDays,
      visitLift: new Float64Array(S),
      incidenceLift: new Float64Array(S * this.population.categories.length),
      adstock: new Float64Array(S),
      anchored: false,
    };
    this.report = reportOver(this.state);
    this.fillFirstDay();
  }

  /** The day that runs next; the first scored day is 0, warm-up days are negative. */
  get day(): number {
    return this.state.clock[CLOCK.day];
  }

  get categories(): readonly string[] {
    return this.population.categories;
  }

  get categoryOf(): Int32Array {
    return this.population.categoryOf;
  }

  /** Whose luck the coming days draw from. The state stays as it is. */
  open(root: Key): void {
    this.state.clock[CLOCK.root0] = root.key0;
    this.state.clock[CLOCK.root1] = root.key1;
  }

  /**
   * Runs a day: deliveries, offers and orders, shoppers, books.
   *
   * @param decisions   what the guard rails refuse becomes none and is counted in the report
   */
  runDay(decisions: Decisions): DayReport {
    const { clock } = this.state;
    const day = clock[CLOCK.day];
    const campaign = this.calendar.campaignAt(day);
    clock[CLOCK.reportDay] = day;
    clock[CLOCK.reportCampaign] = campaign;
    this.lastReport.fill(0);
    this.receiveAndOrder(day, decisions.order ?? this.nothingOrdered);
    this.desk.open(decisions, campaign);
    this.fillToday(day, campaign);
    if (decisions.coupon) this.crowd.sendCoupons(decisions.coupon, day);
    this.crowd.run(this.today);
    this.closeBooks(day, campaign);
    clock[CLOCK.day] = day + 1;
    return this.report;
  }

  /** After the last warm-up day: clears the campaigns' books and marks the memory that the dial returns to. */
  endWarmUp(): void {
    const { state } = this;
    state.given.fill(0);
    state.lastOffer.fill(NEVER);
    state.clock[CLOCK.anchored] = 1;
    if (this.scenario.carryOver < 1) this.crowd.markAnchor();
  }

  /**
   * After the last scored day: units left or on order go from cost to min(cost, salvage). Adds the loss to the report's
   * `writeOff` and answers its sum, whole money steps.
   */
  writeDown(): number {
    const { products, moneyStep } = this.scenario;
    let sum = 0;
    for (let p = 0; p < products.length; p++) {
      const { unitCost, salvageValue } = products[p];
      const loss = toSteps((this.stock(p) + this.onOrder(p)) * Math.max(0, unitCost - salvageValue), moneyStep);
      this.state.writeOff[p] += loss;
      sum += loss;
    }
    return sum;
  }

  /** Whether the guard rails allow an offer on the day that runs next; depth 0 always. */
  offerAllowed(product: number, depth: number): boolean {
    return this.desk.allowed(product, depth, this.campaignAt(this.day));
  }

  /** Money left to give away under the rules of the day that runs next; Infinity where there is no limit. */
  budgetLeft(): number {
    const campaign = this.campaignAt(this.day);
    const rules = campaign >= 0 ? campaign : this.scenario.calendar.campaigns.length;
    return this.desk.budgetLeft(rules) * this.scenario.moneyStep;
  }

  /** Days until an offer on the product is allowed again, 0 when free. */
  coolDownLeft(product: number): number {
    return this.desk.coolDownLeft(product, this.campaignAt(this.day));
  }

  campaignAt(day: number): number {
    return this.calendar.campaignAt(day);
  }

  /** Units on the shelf now. */
  stock(product: number): number {
    return this.state.stock[product];
  }

  /** Units ordered that are not there yet. */
  onOrder(product: number): number {
    const { pipeline } = this.state;
    let sum = 0;
    for (let slot = 0; slot < this.slots; slot++) sum += pipeline[slot * this.leadTime.length + product];
    return sum;
  }

  /** Units sold a day: mean of the last 28 days (fewer at the start), days with a stock-out left out unless all had one. */
  meanSales(product: number): number {
    const { recentSum, recentSumOut, recentDaysOut, clock } = this.state;
    const known = Math.min(SALES_WINDOW, clock[CLOCK.day] + this.scenario.warmUpDays);
    const fullDays = known - recentDaysOut[product];
    if (fullDays > 0) return (recentSum[product] - recentSumOut[product]) / fullDays;
    return known > 0 ? recentSum[product] / known : 0;
  }

  /** The whole state as plain bytes. */
  snapshot(): ArrayBuffer {
    return this.state.buffer.slice(0);
  }

  /** @throws RangeError when the snapshot is of another scenario's market */
  restore(snapshot: ArrayBuffer): void {
    if (snapshot.byteLength !== this.bytes.length)
      throw new RangeError(`restore: a snapshot of ${snapshot.byteLength} bytes, this market has ${this.bytes.length}`);
    this.bytes.set(new Uint8Array(snapshot));
  }

  /** A second market with the same shoppers, state and luck. */
  fork(): Market {
    const twin = new Market(this.scenario, this.population);
    twin.bytes.set(this.bytes);
    return twin;
  }

  private fillToday(day: number, campaign: number): void {
    const { today, scenario, state } = this;
    const root = { key0: state.clock[CLOCK.root0], key1: state.clock[CLOCK.root1] };
    const season = this.calendar.season(day);
    const lift = campaign >= 0 ? scenario.calendar.campaigns[campaign].visitLift : 0;
    today.key = subKey(root, day);
    today.day = day;
    today.anchored = state.clock[CLOCK.anchored] === 1;
    for (let s = 0; s < today.visitLift.length; s++)
      today.visitLift[s] = season + scenario.segments[s].visit.campaignResponse * lift;
  }

  private fillFirstDay(): void {
    const { state, scenario } = this;
    state.clock[CLOCK.day] = -scenario.warmUpDays;
    state.clock[CLOCK.reportDay] = -scenario.warmUpDays - 1;
    state.clock[CLOCK.reportCampaign] = -1;
    state.lastOffer.fill(NEVER);
    state.price.set(this.desk.listPrice);
    for (let p = 0; p < scenario.products.length; p++) state.stock[p] = scenario.products[p].initialStock;
    this.crowd.begin();
    if (scenario.carryOver < 1) this.crowd.markAnchor();
  }

  /** Sales of today in the place of those SALES_WINDOW days ago. */
  private rememberSales(p: number, at: number): void {
    const { state } = this;
    const { recentUnits, recentStockOut } = state;
    state.recentSum[p] += state.units[p] - recentUnits[at];
    state.recentSumOut[p] += state.stockOut[p] * state.units[p] - recentStockOut[at] * recentUnits[at];
    state.recentDaysOut[p] += state.stockOut[p] - recentStockOut[at];
    recentUnits[at] = state.units[p];
    recentStockOut[at] = state.stockOut[p];
  }

  private receiveAndOrder(day: number, order: Float64Array): void {
    const { stock, pipeline, received, ordered, ordering } = this.state;
    const { products, moneyStep } = this.scenario;
    const P = products.length;
    const today = modulo(day, this.slots) * P;
    for (let p = 0; p < P; p++) {
      received[p] = pipeline[today + p];
      pipeline[today + p] = 0;
      if (order[p] > 0) {
        ordered[p] = order[p];
        ordering[p] = toSteps(products[p].orderingCost, moneyStep);
        if (this.leadTime[p] === 0) received[p] += order[p];
        else pipeline[modulo(day + this.leadTime[p], this.slots) * P + p] += order[p];
      }
      stock[p] += received[p];
    }
  }

  private closeBooks(day: number, campaign: number): void {
    const { state, desk } = this;
    const { products, moneyStep, calendar } = this.scenario;
    const P = products.length;
    const today = modulo(day, SALES_WINDOW) * P;
    for (let p = 0; p < P; p++) {
      const { unitCost, holdingCost, listPrice } = products[p];
      const rules = desk.rulesAt(p, campaign);
      const funding = campaign === rules ? calendar.campaigns[campaign].vendorFunding : 0;
      state.grossSales[p] = state.units[p] * desk.listPrice[p];
      state.discount[p] = state.promotedUnits[p] * (desk.listPrice[p] - state.price[p]);
      state.vendorFunding[p] = toSteps(state.promotedUnits[p] * funding * listPrice, moneyStep);
      state.unitCost[p] = toSteps(state.units[p] * unitCost, moneyStep);
      state.holding[p] = toSteps(state.stock[p] * holdingCost, moneyStep);
      state.given[rules] += state.discount[p];
      state.onOrder[p] = this.onOrder(p);
      this.rememberSales(p, today + p);
    }
  }
}

/** Who comes and buys: every shopper, or counts of them. */
interface Crowd {
  /** memory as it is on the first day */
  begin(): void;
  /** marks the memory that the dial's days start from */
  markAnchor(): void;
  run(today: Today): void;
  /** puts coupons into shoppers' hands, as in `Decisions.coupon` */
  sendCoupons(levels: ArrayLike<number>, day: number): void;
  /** brings the tables of a product in line with its price now */
  reprice(product: number): void;
}

function reportOver(state: State): DayReport {
  const { clock } = state;
  return {
    get day() {
      return clock[CLOCK.reportDay];
    },
    get campaign() {
      return clock[CLOCK.reportCampaign];
    },
    get refused() {
      return clock[CLOCK.refused];
    },
    money: {
      grossSales: state.grossSales,
      discount: state.discount,
      vendorFunding: state.vendorFunding,
      unitCost: state.unitCost,
      ordering: state.ordering,
      holding: state.holding,
      writeOff: state.writeOff,
      giftCost: state.giftCost,
      purchaseVariance: state.purchaseVariance,
    },
    store: state.store,
    depth: state.depth,
    offer: state.offer,
    price: state.price,
    regularPrice: state.regularPrice,
    units: state.units,
    promotedUnits: state.promotedUnits,
    mechanicUnits: state.mechanicUnits,
    mechanicDiscount: state.mechanicDiscount,
    demand: state.demand,
    stock: state.stock,
    onOrder: state.onOrder,
    received: state.received,
    ordered: state.ordered,
    expired: state.expired,
    stockOut: state.stockOut,
    active: state.active,
    churned: state.churned,
    acquired: state.acquired,
    couponsSent: state.couponsSent,
    couponsRedeemed: state.couponsRedeemed,
    rivalDiscount: state.rivalDiscount,
    adstock: state.adstock,
    visits: state.visits,
    buyers: state.buyers,
    segmentUnits: state.segmentUnits,
    segmentRevenue: state.segmentRevenue,
    segmentDiscount: state.segmentDiscount,
    segmentSatisfaction: state.segmentSatisfaction,
  };
}

/** Places of an order: one for each supplier of each product, one where a product has none of its own. */
export function orderPlaces({ products }: Scenario): number {
  return products.reduce((sum, { suppliers }) => sum + Math.max(1, suppliers.length), 0);
}

function modulo(a: number, n: number): number {
  return ((a % n) + n) % n;
}
