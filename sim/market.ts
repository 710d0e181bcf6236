import { type Books, createBooks } from "./books.js";
import { type Calendar, createCalendar } from "./calendar.js";
import { CohortDay } from "./cohort-day.js";
import type { Decisions } from "./decisions.js";
import type { EventLog } from "./events.js";
import { CLOCK, createState, SALES_WINDOW, type State } from "./layout.js";
import type { DayReport } from "./ledger.js";
import type { Key } from "./math/key.js";
import { toSteps } from "./money.js";
import { createPopulation, type Population } from "./population.js";
import { createPromotionDesk, NEVER, type PromotionDesk } from "./promotions/desk.js";
import { reportOver, stampReport } from "./report.js";
import type { Scenario } from "./scenario.js";
import { ShopperDay } from "./shopper-day.js";
import { createSupply, orderPlaces, type Supply } from "./supply.js";
import { createSurroundings, type Surroundings } from "./surroundings.js";
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
  /** room for a shop's own figures, which come and go with the state: one a product, category, segment and line, and one more */
  readonly notes: Float64Array;
  private readonly state: State;
  private readonly bytes: Uint8Array;
  /** the arrays of the last day's report that start at 0, side by side */
  private readonly reportBytes: Uint8Array;
  private readonly desk: PromotionDesk;
  private readonly crowd: Crowd;
  private readonly supply: Supply;
  private readonly books: Books;
  private readonly surroundings: Surroundings;
  private readonly nothingOrdered: Float64Array;

  /** @param population   the root of the replicate's shoppers, or shoppers to share with another market */
  constructor(
    readonly scenario: Scenario,
    population: Key | Population,
  ) {
    this.population = "entity" in population ? population : createPopulation(scenario, population);
    const days = scenario.warmUpDays + scenario.horizonDays + scenario.tailDays;
    this.calendar = createCalendar(scenario.calendar, -scenario.warmUpDays, days);
    this.state = createState(scenario, this.population);
    this.bytes = new Uint8Array(this.state.buffer);
    const { grossSales, segmentSatisfaction } = this.state;
    const reportEnd = segmentSatisfaction.byteOffset + segmentSatisfaction.byteLength;
    this.reportBytes = this.bytes.subarray(grossSales.byteOffset, reportEnd);
    this.nothingOrdered = new Float64Array(orderPlaces(scenario));
    this.desk = createPromotionDesk(scenario, this.population, this.state, (product) => this.crowd.reprice(product));
    const CrowdOfDay = scenario.fidelity === "cohort" ? CohortDay : ShopperDay;
    this.crowd = new CrowdOfDay(scenario, this.population, this.state, this.desk);
    this.supply = createSupply(scenario, this.state);
    this.books = createBooks(scenario, this.state, this.desk);
    this.surroundings = createSurroundings(scenario, this.population, this.state, this.desk, this.calendar);
    this.report = reportOver(this.state);
    this.notes = this.state.notes;
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
   * Runs a day: deliveries and orders, offers, what surrounds the shop, shoppers, books.
   *
   * @param decisions   what the guard rails refuse becomes none and is counted in the report
   */
  runDay(decisions: Decisions): DayReport {
    const { supply, surroundings, crowd } = this;
    const { clock } = this.state;
    const day = clock[CLOCK.day];
    const campaign = this.calendar.campaignAt(day);
    clock[CLOCK.reportDay] = day;
    clock[CLOCK.reportCampaign] = campaign;
    this.reportBytes.fill(0);
    const key = surroundings.keyOf(day);
    supply.morning(day, decisions.order ?? this.nothingOrdered, key);
    this.desk.open(decisions, campaign);
    surroundings.morning(day, campaign, decisions);
    if (decisions.coupon) crowd.sendCoupons(decisions.coupon, day);
    crowd.run(surroundings.today);
    supply.evening();
    surroundings.evening(day);
    this.books.close(day, campaign);
    clock[CLOCK.day] = day + 1;
    stampReport(this.report, this.state);
    return this.report;
  }

  /** After the last warm-up day: clears the campaigns' books and marks the memory that the dial returns to. */
  endWarmUp(): void {
    const { state } = this;
    state.given.fill(0);
    state.lastOffer.fill(NEVER);
    state.clock[CLOCK.anchored] = 1;
    if (this.scenario.carryOver < 1) this.crowd.markAnchor();
    this.surroundings.markAnchor();
  }

  /**
   * From now on what the followed shoppers do is written into the log; null: no longer. Nothing of the market's course
   * depends on it. A fork does not write.
   *
   * @throws RangeError in cohort fidelity, which has no shoppers to follow
   */
  record(log: EventLog | null): void {
    if (log && this.scenario.fidelity === "cohort")
      throw new RangeError("record: cohort fidelity has no shoppers to follow");
    this.crowd.log = log;
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

  /** The same of a choice of the list as in `Decisions.offer`, at list price; 0 always, a spend threshold never. */
  choiceAllowed(product: number, choice: number): boolean {
    return this.desk.offerAllowed(product, choice, this.campaignAt(this.day));
  }

  /**
   * Writes whether `choiceAllowed` allows a choice to every product of a slot, 1 or 0: a whole mask at the price of a few answers.
   *
   * @param slots   the products of each
   * @param mask    of the choices that are no spend threshold, none first, shape [slots, such choices]; more is left as it is
   */
  writeMask(slots: readonly Int32Array[], mask: Uint8Array): void {
    this.desk.writeMask(slots, this.campaignAt(this.day), mask);
  }

  /** Whether the guard rails allow a choice of the list as the basket's promotion; 0 always, but a spend threshold no other. */
  basketChoiceAllowed(choice: number): boolean {
    return this.desk.basketOfferAllowed(choice, this.campaignAt(this.day));
  }

  /** Money left to give away under the rules of the day that runs next; Infinity where there is no limit. */
  budgetLeft(): number {
    const campaign = this.campaignAt(this.day);
    const rules = campaign >= 0 ? campaign : this.scenario.calendar.campaigns.length;
    return this.desk.budgetLeft(rules) * this.scenario.moneyStep;
  }

  /** Coupons that may still be sent under their budget, Infinity where there is none. */
  couponsAffordable(): number {
    return this.desk.couponsAffordable();
  }

  /** Days until an offer on the product is allowed again, 0 when free. */
  coolDownLeft(product: number): number {
    return this.desk.coolDownLeft(product, this.campaignAt(this.day));
  }

  /** The same of all products, written from out[from] on. */
  writeCoolDowns(out: Float64Array, from: number): void {
    this.desk.writeCoolDowns(this.campaignAt(this.day), out, from);
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
    return this.state.onOrder[product];
  }

  /** Units on the shelf that will have gone bad by the n-th morning from now unless they are sold; 0 of what keeps. */
  expiring(product: number, mornings: number): number {
    return this.supply.expiring(product, mornings);
  }

  /** Units sold a day: mean of the last 28 days (fewer at the start), days with a stock-out left out unless all had one. */
  meanSales(product: number): number {
    const { recentSum, recentSumOut, recentDaysOut } = this.state;
    return meanSold(recentSum[product], recentSumOut[product], recentDaysOut[product], this.daysKnown());
  }

  /** The same of all products. @param out  shape [products], overwritten */
  writeMeanSales(out: Float64Array): void {
    const { recentSum, recentSumOut, recentDaysOut } = this.state;
    const known = this.daysKnown();
    for (let p = 0; p < out.length; p++) out[p] = meanSold(recentSum[p], recentSumOut[p], recentDaysOut[p], known);
  }

  /** The whole state as plain bytes. */
  snapshot(): ArrayBuffer {
    return this.state.buffer.slice(0);
  }

  /** Bytes of a snapshot; equal in all markets of a scenario. */
  get stateBytes(): number {
    return this.bytes.length;
  }

  /** As `snapshot`, into bytes that are there: allocates nothing. @param out  shape [stateBytes], overwritten */
  save(out: Uint8Array): void {
    if (out.length !== this.bytes.length)
      throw new RangeError(`save: found room for ${out.length} bytes, this market has ${this.bytes.length}`);
    out.set(this.bytes);
  }

  /** @throws RangeError when the snapshot is of another scenario's market */
  restore(snapshot: ArrayBuffer): void {
    this.load(new Uint8Array(snapshot));
  }

  /** As `restore`, of what `save` wrote: allocates nothing. What is kept beside the state is the same in every state. */
  load(saved: Uint8Array): void {
    if (saved.length !== this.bytes.length)
      throw new RangeError(`restore: a snapshot of ${saved.length} bytes, this market has ${this.bytes.length}`);
    this.bytes.set(saved);
    stampReport(this.report, this.state);
  }

  /** A second market with the same shoppers, state and luck. */
  fork(): Market {
    const twin = new Market(this.scenario, this.population);
    twin.bytes.set(this.bytes);
    stampReport(twin.report, twin.state);
    return twin;
  }

  /** days whose sales the shop remembers */
  private daysKnown(): number {
    return Math.min(SALES_WINDOW, this.state.clock[CLOCK.day] + this.scenario.warmUpDays);
  }

  private fillFirstDay(): void {
    const { state, scenario } = this;
    state.clock[CLOCK.day] = -scenario.warmUpDays;
    state.clock[CLOCK.reportDay] = -scenario.warmUpDays - 1;
    state.clock[CLOCK.reportCampaign] = -1;
    stampReport(this.report, state);
    state.lastOffer.fill(NEVER);
    state.price.set(this.desk.listPrice);
    state.regularPrice.set(this.desk.listPrice);
    this.supply.begin();
    this.crowd.begin();
    if (scenario.carryOver < 1) this.crowd.markAnchor();
  }
}

/** Units a day of so many, those of days with a stock-out and the number of such days left out unless all were. */
function meanSold(units: number, unitsOut: number, daysOut: number, days: number): number {
  const fullDays = days - daysOut;
  if (fullDays > 0) return (units - unitsOut) / fullDays;
  return days > 0 ? units / days : 0;
}

/** Who comes and buys: every shopper, or counts of them. */
interface Crowd {
  /** where the shoppers' doings are written down, if anywhere; cohorts have none */
  log?: EventLog | null;
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
