import type { BoxSpace, DictSpace, Info, MarketBrief, PlainSpace, PlainValue } from "../envs/types.js";
import { defineAgent, z } from "./define.js";
import { allocate, daysAtWork } from "./loop/allocate.js";
import { type Channel, estimateChannel } from "./loop/channels.js";
import { generateCoupons } from "./loop/coupons.js";
import { campaignOf, continueLog, type DiaryDay, writeDay } from "./loop/diary.js";
import { type Evaluation, evaluate } from "./loop/evaluate.js";
import { unitProfit } from "./loop/expected-day.js";
import { recentLevel } from "./loop/feedback.js";
import { generateOffers } from "./loop/generate-offers.js";
import { type MarketReading, marketReader } from "./loop/market-reading.js";
import { believeOffers, firstChoices, type OfferBeliefs } from "./loop/offer-beliefs.js";
import { alike, profileSegments, type SegmentProfile } from "./loop/profile.js";
import { fillSlates, segmentParts } from "./loop/recommend.js";
import { createRestocker } from "./loop/restock.js";
import { type DemandModel, estimateDemand, meanUnits, remember, weekdayOf } from "./models/demand.js";

const STEPS = ["collect", "profile", "recommend", "allocate", "generate", "execute", "evaluate", "feedback"] as const;

/**
 * The promotion loop of the source articles as one agent, on whatever levers the market has: collects what the shop sees,
 * profiles its segments, recommends (slates), allocates advertising, generates offers and coupons, executes them within the
 * rules, evaluates what came of them, and feeds that back: every `refitDays` days all models are estimated anew.
 *
 * It begins every season from the planning log and learns within it, so training episodes change nothing. Prices stay the
 * list's. Without a step: `recommend` best-sellers stand on every slate, `allocate` nothing is advertised, `generate` nothing
 * is offered or sent, `profile` all segments are taken for the average one, `evaluate` offers of the season speak neither
 * for nor against themselves, `feedback` or `collect` all stays as estimated before the season, `execute` every lever keeps
 * its default and stock follows a base-stock rule.
 */
export const promotionLoop = defineAgent({
  summary: "closes the loop of collecting, profiling, recommending, advertising, promoting, evaluating and refitting",
  acts: "dict",
  observes: "dict",
  learns: false,
  needs: ["brief", "log"],
  params: z.strictObject({
    without: z
      .string()
      .default("nothing")
      .refine((text) => stepsIn(text).every((step) => (STEPS as readonly string[]).includes(step)), {
        message: `nothing, or steps with commas between them, of ${STEPS.join(", ")}`,
      })
      .describe(`steps switched off, to see what they earn: nothing, or some of ${STEPS.join(", ")}, with commas`),
    refitDays: z.int().min(1).max(91).default(7).describe("days from one estimate, and one plan, to the next"),
    caution: z
      .number()
      .min(0)
      .max(5)
      .default(1)
      .describe("standard errors taken off what an offer or a coupon seems to earn"),
    couponDays: z
      .int()
      .min(1)
      .max(365)
      .default(14)
      .describe("days a coupon is taken to be at work")
      .meta({ unit: "days" }),
    trialRounds: z.int().min(0).max(50).default(2).describe("rounds of coupons sent to find out what they do"),
    adBudget: z
      .number()
      .min(0)
      .max(1e12)
      .nullable()
      .default(null)
      .describe("most that is spent on advertising in a day; null: whatever brings more than it costs")
      .meta({ unit: "money" }),
  }),
  misfit({ actionSpace, observationSpace, slots, brief }) {
    const levers = actionSpace.kind === "dict" ? Object.keys(actionSpace.entries) : [];
    if (observationSpace.kind !== "dict") return "it reads the levers of a market";
    if (levers.includes("rival")) return "it keeps a shop, and this env asks for its rival's discounts too";
    if (!marketReader(slots).has("days-left")) return "it plans by the days left, and this env shows none";
    const coupon = actionSpace.kind === "dict" ? actionSpace.entries.coupon : undefined;
    if (coupon?.kind === "multi-discrete" && coupon.counts.length !== brief?.segments.length)
      return "it sends coupons to segments, and this env asks for each shopper's";
    const shows = levers.some((lever) => ["promotion", "pricing", "restock", "slate"].includes(lever));
    return shows ? undefined : "it learns from sales, which only promotion, pricing, restock and slate show";
  },
  create(params, context) {
    const without = stepsIn(params.without);
    const off = (step: (typeof STEPS)[number]) => without.includes(step);
    const brief = context.brief!;
    const { entries } = context.actionSpace as DictSpace;
    const reader = marketReader(context.slots);
    const P = brief.products.length;
    const units = new Float64Array(P);
    const first = firstChoices(brief);
    /** whether what is tried out can ever be learnt from */
    const adapts = !off("collect") && !off("feedback");
    const maxSpend =
      (entries.advertising as BoxSpace | undefined)?.high ?? new Float64Array(brief.advertisingSlots.length);
    const restocker = createRestocker(context, !off("execute"));
    const opening = estimateDemand(context.log!, brief);
    const openingBeliefs = believeOffers(context.log!, brief, opening);

    /** the season so far, and the coupon choice at work by day and segment */
    let diary: DiaryDay[] = [];
    let live: number[] = [];
    const memory = new Float64Array(P);
    /** choices planned, and those of them that were legal, shape [promotion slots] */
    const planned = new Int32Array(brief.promotionSlots.length);
    const offers = new Int32Array(planned.length);
    const spend = new Float64Array(brief.advertisingSlots.length);
    /** coupons at work, shape [segments] */
    const coupons = new Int32Array(brief.couponSlots.length);
    const course = { couponDay: -1, couponRounds: 0, fittedDays: 0, plannedDay: -1, plannedCampaign: -1 };
    let models = estimateFrom(0);

    /** Everything estimated from the first days of the diary: the same again when it is loaded. */
    function estimateFrom(days: number): Models {
      const seen = diary.slice(0, days);
      const log = days > 0 ? continueLog(context.log!, brief, seen) : context.log!;
      const demand = days > 0 ? estimateDemand(log, brief) : opening;
      const level = recentLevel(demand, brief, seen, LEVEL_DAYS);
      const channels = brief.advertisingSlots.map((_, slot) => estimateChannel(seen, slot, maxSpend[slot]));
      const atWork = Int32Array.from(live.slice(0, days * brief.segments.length));
      const profiles = profileSegments(brief, demand, seen, channels, atWork);
      return {
        demand,
        level,
        channels,
        beliefs:
          days > 0
            ? off("evaluate")
              ? believeOffers(context.log!, brief, demand)
              : believeOffers(log, brief, demand, context.log!.days)
            : openingBeliefs,
        profiles: !off("profile") ? profiles : alike(profiles),
        parts: segmentParts(brief, !off("profile") ? seen : []),
        evaluation: !off("evaluate") ? evaluate(demand, brief, seen, params.refitDays, level) : undefined,
      };
    }

    function collect(day: number, seen: MarketReading, info: Info): void {
      const row = writeDay(brief, day - 1, seen, info.credit, { choice: offers, spend });
      remember(memory, row.depth);
      if (off("collect")) return;
      diary.push(row);
      const atWork = course.couponDay >= 0 && day - 1 - course.couponDay < params.couponDays;
      for (let s = 0; s < brief.segments.length; s++) live.push(atWork ? (coupons[s] ?? 0) : 0);
    }

    /** Plans offers anew every `refitDays` days and whenever a campaign opens or closes; else those planned stand. */
    function generate(day: number, seen: MarketReading, mask: Uint8Array): void {
      const campaign = campaignOf(brief, day);
      if (course.plannedDay < 0 || campaign !== course.plannedCampaign || day - course.plannedDay >= params.refitDays) {
        const { demand, beliefs, level, evaluation } = models;
        // where offers lost money lately, the next must be surer of theirs
        const caution = params.caution * ((evaluation?.promotionReturn ?? 0) < 0 ? 2 : 1);
        const allowance = dailyAllowance(brief, campaign, day, seen("budget-left"));
        planned.set(generateOffers(brief, demand, beliefs, { day, memory, level, mask, allowance, caution }));
        course.plannedDay = day;
        course.plannedCampaign = campaign;
      }
      for (let slot = 0; slot < offers.length; slot++)
        offers[slot] = mask[first[slot] + planned[slot]] === 1 ? planned[slot] : 0;
    }

    /** Sends a round of coupons where the last is over. @param out  shape [segments], overwritten: what is sent today */
    function send(day: number, mask: Uint8Array, out: Int32Array): void {
      out.fill(0);
      if (course.couponDay >= 0 && day - course.couponDay < params.couponDays) return;
      const trying = adapts && course.couponRounds < params.trialRounds;
      const round = course.couponRounds;
      const wanted = generateCoupons(models.profiles, { round, trying, caution: params.caution });
      let from = 0;
      brief.couponSlots.forEach(({ depths }, s) => {
        out[s] = mask[from + wanted[s]] === 1 ? wanted[s] : 0;
        from += depths.length;
      });
      coupons.set(out);
      course.couponDay = day;
      course.couponRounds += 1;
    }

    /** Two amounts on the first days and none on the third tell a channel; from the first estimate on, what it earns decides. */
    function advertise(day: number): void {
      const trial = adapts ? (TRIAL_SPEND[day] ?? 0) : 0;
      const days = brief.horizonDays + brief.tailDays - day;
      const places = brief.advertisingSlots.map(({ segment }, slot) => {
        const channel = models.channels[slot];
        if (channel === undefined) return { worth: 0, saturation: 1, maxSpend: 0 };
        const { usualMargin, advertising } = models.profiles[segment];
        const effect = advertising[channelPlace(brief, slot)];
        // the mean, without caution: what is not spent is never learnt of
        const lift = effect.mean * (1 - channel.keep);
        const worth = lift * usualMargin * channel.reach * daysAtWork(channel.keep, days);
        return { worth, saturation: channel.saturation, maxSpend: maxSpend[slot] };
      });
      const best = allocate(places, params.adBudget ?? Number.POSITIVE_INFINITY);
      for (let slot = 0; slot < spend.length; slot++)
        spend[slot] = models.channels[slot] === undefined ? trial * maxSpend[slot] : best[slot];
    }

    function recommend(day: number, seen: MarketReading, mask: Uint8Array): Int32Array {
      if (off("recommend") || off("execute"))
        return fillSlates(brief, (_, p) => seen("mean-sales", brief.products[p].name), mask);
      const campaign = campaignOf(brief, day);
      const depth = Float64Array.from(brief.products, (product) => seen("offer", product.name));
      meanUnits(models.demand, { depth, memory, campaign, weekday: weekdayOf(brief, day) }, units);
      const profit = units.map((sold, p) => models.level[p] * sold * unitProfit(brief, campaign, p, depth[p]));
      return fillSlates(brief, (s, p) => models.parts[s * P + p] * profit[p], mask);
    }

    const action: Record<string, PlainValue> = {};
    if (entries.promotion) action.promotion = offers;
    if (entries.pricing) action.pricing = listPrices(brief, entries.pricing);
    if (entries.coupon) action.coupon = new Int32Array(brief.couponSlots.length);
    if (entries.advertising) action.advertising = new Float32Array(spend.length);

    return {
      begin() {
        diary = [];
        live = [];
        for (const buffer of [memory, planned, offers, spend, coupons]) buffer.fill(0);
        Object.assign(course, { couponDay: -1, couponRounds: 0, fittedDays: 0, plannedDay: -1, plannedCampaign: -1 });
        models = estimateFrom(0);
        restocker?.begin();
      },
      act(observation, info) {
        const seen = reader.read(observation);
        const mask = info.mask as { readonly [lever: string]: Uint8Array };
        const day = brief.horizonDays - Math.round(seen("days-left"));
        if (day > 0) collect(day, seen, info);
        if (!off("feedback") && diary.length - course.fittedDays >= params.refitDays) {
          course.fittedDays = diary.length;
          models = estimateFrom(diary.length);
        }
        if (entries.slate) action.slate = recommend(day, seen, mask.slate);
        if (entries.promotion && !off("generate") && !off("execute")) generate(day, seen, mask.promotion);
        if (entries.coupon && !off("generate") && !off("execute")) send(day, mask.coupon, action.coupon as Int32Array);
        if (entries.advertising && !off("allocate") && !off("execute")) {
          advertise(day);
          const money = action.advertising as Float32Array;
          // rounded as the market is paid, or the estimate of the channel would be off by the rounding
          money.set(spend);
          spend.set(money);
        }
        if (restocker) action.restock = restocker.act(observation.restock as Float32Array);
        return action;
      },
      save: () => ({
        diary: diary.slice(),
        live: live.slice(),
        memory: memory.slice(),
        planned: planned.slice(),
        offers: offers.slice(),
        spend: spend.slice(),
        coupons: coupons.slice(),
        course: { ...course },
        // for who looks at it: estimated anew when loaded
        evaluation: { ...models.evaluation },
        profiles: models.profiles,
        restock: restocker?.save() ?? {},
      }),
      load(state) {
        diary = (state.diary as DiaryDay[]).slice();
        live = (state.live as number[]).slice();
        memory.set(state.memory as Float64Array);
        planned.set(state.planned as Int32Array);
        offers.set(state.offers as Int32Array);
        spend.set(state.spend as Float64Array);
        coupons.set(state.coupons as Int32Array);
        Object.assign(course, state.course);
        models = estimateFrom(course.fittedDays);
        restocker?.load(state.restock);
      },
    };
  },
});

/** The steps that a text names. */
function stepsIn(text: string): string[] {
  return text === "nothing" ? [] : text.split(",").map((step) => step.trim());
}

/** What the loop goes by between two estimates. */
interface Models {
  readonly demand: DemandModel;
  /** recent sales over the model's, shape [products] */
  readonly level: Float64Array;
  /** by advertising slot; undefined until known */
  readonly channels: readonly (Channel | undefined)[];
  readonly beliefs: OfferBeliefs;
  readonly profiles: readonly SegmentProfile[];
  /** part of a product's revenue that a segment pays, shape [segments, products] */
  readonly parts: Float64Array;
  /** of the days since the last estimate */
  readonly evaluation: Evaluation | undefined;
}

/** Days whose sales tell how far the model's level is off: as many as the shop's own mean sales cover. */
const LEVEL_DAYS = 28;

/** Share of the most that may be spent, on the first days of a season. */
const TRIAL_SPEND = [0.1, 0.3, 0];

/** What may be given away a day so that the budget in force lasts as long as its rules. */
function dailyAllowance(brief: MarketBrief, campaign: number, day: number, budgetLeft: number): number {
  const { budget } = campaign < 0 ? brief.everyday : brief.campaigns[campaign];
  if (budget === Number.POSITIVE_INFINITY) return budget;
  const last =
    campaign < 0 ? brief.horizonDays - 1 : Math.min(brief.campaigns[campaign].lastDay, brief.horizonDays - 1);
  return (budget * budgetLeft) / (last - day + 1);
}

/** Which of its segment's channels an advertising slot is. */
function channelPlace(brief: MarketBrief, slot: number): number {
  const { segment } = brief.advertisingSlots[slot];
  return brief.advertisingSlots.slice(0, slot).filter((other) => other.segment === segment).length;
}

/** Every price as near to the list's as the lever can. */
function listPrices(brief: MarketBrief, space: PlainSpace): PlainValue {
  if (space.kind === "box") return Float32Array.from(space.low, (low, i) => Math.max(low, Math.min(space.high[i], 1)));
  const distance = (multiplier: number) => Math.abs(multiplier - 1);
  return Int32Array.from(brief.pricingSlots, ({ multipliers }) =>
    multipliers.reduce((best, multiplier, k) => (distance(multiplier) < distance(multipliers[best]) ? k : best), 0),
  );
}
