import type { LinearProgram } from "../../envs/types.js";

/** A stretch of days an offer is planned for as one. */
export interface Block {
  /** as it stands in messages: "days 21-27" */
  readonly name: string;
  readonly firstDay: number;
  readonly days: number;
}

/** An offer that could stand in a slot for a block. */
export interface Offer {
  readonly block: number;
  readonly slot: number;
  /** 1 or more; 0 would be no offer */
  readonly choice: number;
  /** money it earns over no offer if it stands for the whole block */
  readonly gain: number;
}

/** A constraint, with words for what one more of its bound would be: "one more unit of money in the budget of spring". */
export type Limit = LinearProgram["constraints"][number] & { readonly more?: string };

/**
 * The promotion plan as a linear program: a weight for every offer, its share of the block's days, so that the plan's gain
 * is the sum of the gains of single offers, the rest left out (interactions enter by reckoning gains about a plan).
 *
 * @see Cohen, Leung, Panchamgam, Perakis and Smith (2017), The impact of linear optimization on promotion planning,
 *   Operations Research 65(2)
 */
export function promotionProgram(offers: readonly Offer[], limits: readonly Limit[]): LinearProgram {
  return {
    sense: "maximise",
    variables: offers.map(({ block, slot, choice, gain }) => ({
      name: `block_${block}_slot_${slot}_choice_${choice}`,
      objective: gain,
    })),
    constraints: limits,
  };
}

/** At most one offer at a time: weights of a slot and block sum to at most `share` of its days, default all. */
export function oneAtATime(
  offers: readonly Offer[],
  blocks: readonly Block[],
  slots: readonly string[],
  share: (block: number, slot: number) => number = () => 1,
): Limit[] {
  return cells(offers, blocks.length, slots.length).map(({ block, slot, members }) => ({
    name: `one offer at a time for ${slots[slot]}, ${blocks[block].name}`,
    terms: members.map((offer) => [offer, 1] as const),
    high: share(block, slot),
    more: `room for one more offer on ${slots[slot]}, ${blocks[block].name},`,
  }));
}

/**
 * A slot rests after an offer: with offers in blocks b and c and none between, at least `days` lie between them,
 * y[b] - y[b+1] + y[c] <= 1 for c > b + 1 nearer than that (down-time as in unit commitment). Where `mayContinue` is false
 * an offer must not even go on: weights of blocks nearer than `days` sum to at most 1.
 *
 * @param days  by block: days of rest asked for by the rules of the block in which the next offer would stand
 * @see Rajan and Takriti (2005), Minimum up/down polytopes of the unit commitment problem
 */
export function rests(
  offers: readonly Offer[],
  blocks: readonly Block[],
  slots: readonly string[],
  days: (block: number, slot: number) => number,
  mayContinue = true,
): Limit[] {
  const inCell = membersByCell(offers, blocks.length, slots.length);
  const limits: Limit[] = [];
  for (let slot = 0; slot < slots.length; slot++)
    for (let b = 0; b < blocks.length; b++) {
      const end = blocks[b].firstDay + blocks[b].days;
      const near: number[] = [];
      for (let c = b + 1; c < blocks.length; c++) if (blocks[c].firstDay - end < days(c, slot)) near.push(c);
      const name = `rest of ${slots[slot]} after ${blocks[b].name}`;
      const more = `breaking the ${name} once`;
      const terms = (block: number, weight: number) =>
        (inCell[block * slots.length + slot] ?? []).map((offer) => [offer, weight] as const);
      if (!mayContinue) {
        if (near.length > 0)
          limits.push({ name, terms: [b, ...near].flatMap((block) => terms(block, 1)), high: 1, more });
        continue;
      }
      for (const c of near)
        if (c > b + 1)
          limits.push({
            name: `${name} until ${blocks[c].name}`,
            terms: [...terms(b, 1), ...terms(b + 1, -1), ...terms(c, 1)],
            high: 1,
            more,
          });
    }
  return limits.filter((limit) => limit.terms.length > 1);
}

/** A limit on the sum of what the offers use up or bring; offers that use nothing are left out. */
export function total<O extends Offer>(
  name: string,
  offers: readonly O[],
  use: (offer: O, index: number) => number,
  bounds: Pick<Limit, "low" | "high" | "more">,
): Limit {
  const terms: (readonly [number, number])[] = [];
  offers.forEach((offer, index) => {
    const amount = use(offer, index);
    if (amount !== 0) terms.push([index, amount]);
  });
  return { name, terms, ...bounds };
}

function membersByCell(offers: readonly Offer[], blocks: number, slots: number): number[][] {
  const members: number[][] = Array.from({ length: blocks * slots }, () => []);
  offers.forEach(({ block, slot }, index) => {
    members[block * slots + slot].push(index);
  });
  return members;
}

function cells(offers: readonly Offer[], blocks: number, slots: number) {
  return membersByCell(offers, blocks, slots)
    .map((members, at) => ({ block: Math.floor(at / slots), slot: at % slots, members }))
    .filter(({ members }) => members.length > 0);
}
