import { leverOf } from "../../agents/fit.js";
import type { Env, Info, MarketBrief, PlainSpace, Value } from "../../envs/types.js";

/** One of the choices that make an action: a slot's, or an element of a box. */
export interface Decision {
  /** "cola", "promotion: cola"; "action" where it is the whole */
  readonly name: string;
  /** by number; undefined where it is a real number */
  readonly choices?: readonly string[];
  /** of a dict action */
  readonly entry?: string;
  readonly slot: number;
  /** where its choices begin in the mask of its entry */
  readonly maskFrom: number;
}

/** The decisions of an env's action space, its choices named as the market's brief tells them. */
export function decisionsOf(env: Pick<Env, "id" | "actionSpace" | "observationSpace" | "slots" | "brief">): Decision[] {
  const { actionSpace, brief } = env;
  if (actionSpace.kind !== "dict") return inSpace(actionSpace, namesOf(leverOf(env), brief), undefined);
  return Object.entries(actionSpace.entries).flatMap(([entry, space]) => inSpace(space, namesOf(entry, brief), entry));
}

/** @param out  the action's numbers, one a decision, from `from` on */
export function writeAction(action: Value, decisions: readonly Decision[], out: Float64Array, from: number): void {
  decisions.forEach(({ entry, slot }, d) => {
    const value = entry === undefined ? action : (action as { readonly [entry: string]: Value })[entry];
    out[from + d] = typeof value === "number" ? value : (value as Int32Array)[slot];
  });
}

/** Whether more than one choice of a decision is legal. */
export function isFree({ choices, entry, maskFrom }: Decision, mask: Info["mask"]): boolean {
  if (choices === undefined || mask === undefined) return true;
  const own = entry === undefined ? (mask as Uint8Array) : (mask as { readonly [entry: string]: Uint8Array })[entry];
  if (own === undefined) return true;
  let legal = 0;
  for (let choice = 0; choice < choices.length; choice++) legal += own[maskFrom + choice];
  return legal > 1;
}

/** A slot's name and its choices'. */
interface Named {
  readonly name: string;
  readonly choices: readonly string[];
}

function inSpace(space: PlainSpace, named: readonly Named[], entry: string | undefined): Decision[] {
  const counts = space.kind === "box" ? undefined : space.kind === "discrete" ? [space.n] : space.counts;
  const slots = counts?.length ?? (space.kind === "box" ? space.low.length : 1);
  let maskFrom = 0;
  return Array.from({ length: slots }, (_, slot) => {
    const own = named[slot]?.name ?? (slots === 1 ? "action" : `slot ${slot}`);
    const count = counts?.[slot];
    const decision: Decision = {
      name: entry === undefined ? own : `${entry}: ${own}`,
      entry,
      slot,
      maskFrom,
      ...(count === undefined
        ? {}
        : {
            choices: Array.from({ length: count }, (_, choice) => named[slot]?.choices[choice] ?? `choice ${choice}`),
          }),
    };
    maskFrom += count ?? 0;
    return decision;
  });
}

const percent = (share: number) => `${Number((100 * share).toPrecision(4))}%`;

function namesOf(lever: string | undefined, brief: MarketBrief | undefined): readonly Named[] {
  switch (brief === undefined ? undefined : lever) {
    case "promotion":
      return brief!.promotionSlots.map(({ name, choices }) => ({
        name,
        choices: choices.map(({ mechanic, depth }) => (mechanic === "none" ? "none" : `${mechanic} ${percent(depth)}`)),
      }));
    case "pricing":
      return brief!.pricingSlots.map(({ name, multipliers }) => ({
        name,
        choices: multipliers.map((factor) => `${percent(factor)} of list price`),
      }));
    case "coupon":
      return brief!.couponSlots.map(({ name, depths }) => ({
        name,
        choices: depths.map((depth, choice) => (choice === 0 ? "none" : `coupon ${percent(depth)}`)),
      }));
    case "restock":
      return brief!.restockSlots.map(({ name, units }) => ({
        name,
        choices: units.map((ordered) => (ordered === 0 ? "no order" : `order ${ordered}`)),
      }));
    case "advertising":
      return brief!.advertisingSlots.map(({ name }) => ({ name, choices: [] }));
    case "slate":
      return brief!.slateSlots.map(({ name }) => ({
        name,
        choices: ["empty", ...brief!.products.map((product) => product.name)],
      }));
    default:
      return [];
  }
}
