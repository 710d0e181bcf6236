import type { MarketBrief } from "../../envs/types.js";
import type { Reading } from "../read-slots.js";
import { allRules, type OfferWorth, rulesOf, type SeasonBlock } from "./fluid.js";
import { type Limit, oneAtATime, rests, total } from "./promotion-program.js";

/** What binds the rest of a season. */
export interface SeasonState {
  /** money left under each rule: the campaigns', then the everyday one, shape [campaigns + 1] */
  readonly budgetLeft: Float64Array;
  /** days until an offer is allowed again, shape [products] */
  readonly coolDown: Float64Array;
  /** units on the shelf and on order, shape [products] */
  readonly stock: Float64Array;
  /** the same on the first morning of a later block, where orders are planned too; left out: no more than today */
  readonly laterStock?: (block: number, product: number) => number;
  /** days of offers every campaign still to open must have */
  readonly leastOfferDays: number;
}

/** A season not yet begun: everything budgeted, nothing resting, stock as it opens with. */
export function openingState(brief: MarketBrief, leastOfferDays: number): SeasonState {
  return {
    budgetLeft: Float64Array.of(...brief.campaigns.map(({ budget }) => budget), brief.everyday.budget),
    coolDown: new Float64Array(brief.products.length),
    stock: Float64Array.from(brief.products, (product) => product.initialStock),
    leastOfferDays,
  };
}

/**
 * What binds from today on, as an agent of the promotion lever sees it.
 *
 * @param open            index of the campaign open today, -1 none
 * @param everydayBudget  money left outside campaigns, which shows on those days alone
 */
export function observedState(
  brief: MarketBrief,
  open: number,
  seen: Reading,
  everydayBudget: number,
  leastOfferDays: number,
): SeasonState {
  const state = openingState(brief, leastOfferDays);
  state.budgetLeft[brief.campaigns.length] = everydayBudget;
  if (open >= 0 && state.budgetLeft[open] < Infinity) state.budgetLeft[open] *= seen("budget-left");
  brief.products.forEach(({ name }, p) => {
    state.coolDown[p] = seen("cool-down", name);
    state.stock[p] = seen("stock", name) + seen("on-order", name);
  });
  return state;
}

/**
 * The constraints of a plan from a block on, as data: one offer at a time, rests, budgets, the rules' mechanics, depth and
 * margin, units that can be had in time, and what vendors ask for.
 *
 * @param offers      as reckoned by the fluid market, blocks before `from` left out
 * @param usualUnits  units a day without offers, shape [days, products]
 */
export function planLimits(
  brief: MarketBrief,
  blocks: readonly SeasonBlock[],
  offers: readonly OfferWorth[],
  usualUnits: Float64Array,
  from: number,
  state: SeasonState,
): Limit[] {
  const { promotionSlots, campaigns } = brief;
  const names = promotionSlots.map((slot) => slot.name);
  const today = blocks[from].firstDay;
  const rule = (block: number, slot: number) =>
    rulesOf(brief, blocks[block].campaign, promotionSlots[slot].products[0]);
  const rulesByIndex = allRules(brief);
  const free = (block: number, slot: number) => {
    const { firstDay, days } = blocks[block];
    const wait = Math.max(...promotionSlots[slot].products.map((p) => state.coolDown[p]));
    return Math.min(1, Math.max(0, firstDay + days - Math.max(firstDay, today + wait)) / days);
  };
  const limits = [
    ...oneAtATime(offers, blocks, names, free),
    ...rests(offers, blocks, names, (block, slot) => rulesByIndex[rule(block, slot)].coolDownDays),
  ];
  rulesByIndex.forEach((rules, index) => {
    const under = ({ block, slot }: OfferWorth) => rule(block, slot) === index;
    for (const [name, breaks] of RULES)
      limits.push(
        total(
          `${name} of ${rules.name}`,
          offers,
          (offer) => {
            const { products, choices } = promotionSlots[offer.slot];
            return under(offer) && products.some((p) => breaks(brief, rules, p, choices[offer.choice].depth)) ? 1 : 0;
          },
          { high: 0, more: `one offer against the ${name} of ${rules.name}` },
        ),
      );
    if (state.budgetLeft[index] < Infinity)
      limits.push(
        total(`budget of ${rules.name}`, offers, (offer) => offer.spend[index], {
          high: state.budgetLeft[index],
          more: `one more unit of money in the budget of ${rules.name}`,
        }),
      );
    if (index < campaigns.length && campaigns[index].firstDay >= today && state.leastOfferDays > 0)
      limits.push(
        total(
          `at least ${state.leastOfferDays} days of offers in ${rules.name}`,
          offers,
          (offer) => (under(offer) ? blocks[offer.block].days : 0),
          { low: state.leastOfferDays, more: `one more day of offers asked for in ${rules.name}` },
        ),
      );
  });
  limits.push(...stockLimits(brief, blocks, offers, usualUnits, from, state));
  return limits.filter(({ terms, low }) => terms.length > 0 || low !== undefined);
}

/** What the rules of a day forbid for a product at a percent-off depth, by name. */
const RULES: readonly (readonly [
  name: string,
  breaks: (brief: MarketBrief, rules: ReturnType<typeof allRules>[number], product: number, depth: number) => boolean,
])[] = [
  ["mechanics", (_, { mechanics }) => !mechanics.includes("percent-off")],
  ["depth limit", (_, { depthLimit }, _product, depth) => depth > depthLimit + 1e-12],
  [
    "margin floor",
    (brief, { vendorFunding, marginFloor }, p, depth) => {
      const { listPrice, unitCost } = brief.products[p];
      const price = listPrice * (1 - depth);
      return price + vendorFunding * listPrice - unitCost < marginFloor * price - 1e-9;
    },
  ],
];

/** Whether the rules of a day allow a slot's percent-off choice, budgets and rests aside. */
export function isAllowed(brief: MarketBrief, campaign: number, slot: number, choice: number): boolean {
  const { products, choices } = brief.promotionSlots[slot];
  const rules = allRules(brief);
  return products.every((p) => {
    const under = rules[rulesOf(brief, campaign, p)];
    return RULES.every(([, breaks]) => !breaks(brief, under, p, choices[choice].depth));
  });
}

/**
 * What is on the shelf and coming must last until orders follow a rise in sales, the lead time and a day: units a day, usual
 * and extra, times those days, at most the stock. Left out where no plan could need more.
 */
function stockLimits(
  brief: MarketBrief,
  blocks: readonly SeasonBlock[],
  offers: readonly OfferWorth[],
  usualUnits: Float64Array,
  from: number,
  state: SeasonState,
): Limit[] {
  const P = brief.products.length;
  const limits: Limit[] = [];
  for (let b = from; b < blocks.length; b++) {
    const { name, firstDay, days } = blocks[b];
    const here = offers.flatMap((offer, index) => (offer.block === b ? [index] : []));
    brief.products.forEach((product, p) => {
      const wait = product.leadTimeDays + 1;
      let usual = 0;
      for (let day = firstDay; day < firstDay + days; day++) usual += usualUnits[day * P + p];
      const stock = (b > from ? state.laterStock?.(b, p) : undefined) ?? state.stock[p];
      const high = Math.max(0, stock - (usual / days) * wait);
      const terms = here
        .map((index) => [index, (offers[index].extraUnits[p] / days) * wait] as const)
        .filter(([, units]) => units !== 0);
      const most = terms.reduce((sum, [, units]) => sum + Math.max(0, units), 0);
      if (most > high) {
        const more = `one more unit of ${product.name} in stock, ${name},`;
        limits.push({ name: `stock of ${product.name} in ${name}`, terms, high, more });
      }
    });
  }
  return limits;
}
