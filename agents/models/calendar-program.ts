import type { LinearProgram, MarketBrief } from "../../envs/types.js";
import type { FluidMarket, OfferWorth, SeasonBlock } from "./fluid.js";
import type { Limit, Offer } from "./promotion-program.js";

/** What two offers earn together beyond the sum of what each earns alone. */
export interface PairGain {
  /** indices into the offers, of different cells (block and slot) */
  readonly one: number;
  readonly other: number;
  readonly gain: number;
}

/**
 * The calendar as an integer program: every offer stands for its whole block or not at all, and every pair of offers that stand
 * brings its gain or loss beside their own:
 *
 *   maximise sum gain[i] x[i] + sum gain[i,j] y[i,j],  x in {0, 1},  y[i,j] = x[i] x[j]
 *
 * With past prices in a demand that is a product of their effects, the sum of single gains is what linear promotion planning
 * works with; the pairs add what an earlier offer takes from a later one and what neighbours take from each other, so that
 * the objective is exact for up to two offers that feel each other, and a plan's interplay of three and more is left out.
 *
 * y is held to the product by rows over a whole cell J of the other offer, of which at most one stands:
 * x[i] + sum over J of x[j] - 1 <= sum over J of y[i,j] <= x[i], from both sides of a pair.
 *
 * @param limits  the plan's own, which must hold one offer at a time in every cell
 * @see Cohen, Leung, Panchamgam, Perakis and Smith (2017), Operations Research 65(2), for the single gains; Cohen, Kalas and
 *   Perakis (2021), Promotion optimization for multiple items in supermarkets, Management Science 67(4), for pairs of items;
 *   Adams and Sherali (1986), Management Science 32(10), for the rows
 */
export function calendarProgram(
  offers: readonly Offer[],
  pairs: readonly PairGain[],
  limits: readonly Limit[],
): LinearProgram {
  const rows = new Map<string, { offer: number; partners: number[]; pairs: number[] }>();
  const nameOf = ({ block, slot, choice }: Offer) => `block_${block}_slot_${slot}_choice_${choice}`;
  pairs.forEach(({ one, other }, pair) => {
    for (const [offer, partner] of [
      [one, other],
      [other, one],
    ]) {
      const { block, slot } = offers[partner];
      const key = `${offer}/${block}/${slot}`;
      const row = rows.get(key) ?? { offer, partners: [], pairs: [] };
      row.partners.push(partner);
      row.pairs.push(pair);
      rows.set(key, row);
    }
  });
  const links: Limit[] = [];
  for (const [key, { offer, partners, pairs: found }] of rows) {
    const together = found.map((pair) => [offers.length + pair, 1] as const);
    const both = [offer, ...partners].map((index) => [index, -1] as const);
    links.push(
      { name: `no pair without it ${key}`, terms: [...together, [offer, -1]], high: 0 },
      { name: `a pair where both stand ${key}`, terms: [...together, ...both], low: -1 },
    );
  }
  return {
    sense: "maximise",
    variables: [
      ...offers.map((offer) => ({ name: nameOf(offer), objective: offer.gain, high: 1, integer: true })),
      ...pairs.map(({ one, other, gain }) => ({
        name: `${nameOf(offers[one])}_and_${nameOf(offers[other])}`,
        objective: gain,
        high: 1,
      })),
    ],
    constraints: [...limits, ...links],
  };
}

export interface PairingOptions {
  readonly brief: MarketBrief;
  readonly blocks: readonly SeasonBlock[];
  readonly fluid: FluidMarket;
  /** the plan that gains are reckoned about, shape [blocks, slots] */
  readonly planned: Int32Array;
  readonly from: number;
  /** memory of past offers on the first morning of `from`, shape [products] */
  readonly memory: Float64Array;
  /** days from the end of one offer to the start of another within which they are taken to feel each other */
  readonly reachDays: number;
}

/**
 * Offers with their gains and those of their pairs, reckoned to second order about a plan: with f the profit of a category in
 * the fluid market, for cells c, c' and choices k, k', all else as planned (P),
 *
 *   d[c](k) = f(c: k) - f(P),   D(k, k') = f(c: k, c': k') - f(c: k) - f(c': k') + f(P)
 *   f(x) = f(P) + sum d + sum D,  written about no offers: pair gain D(k,k') - D(0,k') - D(k,0) + D(0,0),
 *   gain d(k) - d(0) + sum over c' of D(k,0) - D(0,0)
 *
 * @param offers  those worth a thought: all others of their cells are taken to stay out
 * @returns the same offers with those gains; pairs that bring less than a millionth of the largest gain are left out
 */
export function pairOffers(
  offers: readonly OfferWorth[],
  { brief, blocks, fluid, planned, from, memory, reachDays }: PairingOptions,
): { offers: OfferWorth[]; pairs: PairGain[] } {
  const S = brief.promotionSlots.length;
  const categoryOf = (slot: number) => brief.products[brief.promotionSlots[slot].products[0]].category;
  const gains = new Float64Array(offers.length);
  const pairs: PairGain[] = [];
  const plan = planned.slice();
  for (let category = 0; category < brief.categories.length; category++) {
    const cells = new Map<number, Cell>();
    const profit = () => fluid.profitOf(category, plan, from, memory);
    const asPlanned = profit();
    offers.forEach(({ block, slot }, index) => {
      if (categoryOf(slot) !== category) return;
      const at = block * S + slot;
      const cell: Cell = cells.get(at) ?? { block, offers: [], alone: new Map() };
      cell.offers.push(index);
      cells.set(at, cell);
    });
    const choicesOf = (members: readonly number[]) => [0, ...members.map((index) => offers[index].choice)];
    for (const [at, cell] of cells) {
      for (const choice of choicesOf(cell.offers)) {
        plan[at] = choice;
        cell.alone.set(choice, choice === planned[at] ? 0 : profit() - asPlanned);
      }
      plan[at] = planned[at];
      for (const index of cell.offers) gains[index] += cell.alone.get(offers[index].choice)! - cell.alone.get(0)!;
    }
    const entries = [...cells];
    entries.forEach(([at, cell], first) => {
      for (const [otherAt, other] of entries.slice(first + 1)) {
        if (apart(blocks, cell.block, other.block) > reachDays) continue;
        const beyond = (choice: number, otherChoice: number) => {
          if (choice === planned[at] || otherChoice === planned[otherAt]) return 0;
          plan[at] = choice;
          plan[otherAt] = otherChoice;
          const both = profit() - asPlanned;
          plan[at] = planned[at];
          plan[otherAt] = planned[otherAt];
          return both - cell.alone.get(choice)! - other.alone.get(otherChoice)!;
        };
        const neither = beyond(0, 0);
        const own = cell.offers.map((index) => beyond(offers[index].choice, 0));
        const others = other.offers.map((index) => beyond(0, offers[index].choice));
        cell.offers.forEach((index, i) => {
          gains[index] += own[i] - neither;
          other.offers.forEach((partner, j) => {
            const together = beyond(offers[index].choice, offers[partner].choice);
            pairs.push({ one: index, other: partner, gain: together - own[i] - others[j] + neither });
          });
        });
        other.offers.forEach((index, j) => {
          gains[index] += others[j] - neither;
        });
      }
    });
  }
  const largest = gains.reduce((most, gain) => Math.max(most, Math.abs(gain)), 0);
  return {
    offers: offers.map((offer, index) => ({ ...offer, gain: gains[index] })),
    pairs: pairs.filter(({ gain }) => Math.abs(gain) > 1e-6 * largest),
  };
}

interface Cell {
  readonly block: number;
  /** indices of its offers */
  readonly offers: number[];
  /** by choice: the category's profit with it, all else as planned, less that of the plan */
  readonly alone: Map<number, number>;
}

/** Days between the end of the earlier block and the start of the later. */
function apart(blocks: readonly SeasonBlock[], one: number, other: number): number {
  const earlier = blocks[Math.min(one, other)];
  return one === other ? 0 : blocks[Math.max(one, other)].firstDay - earlier.firstDay - earlier.days;
}
