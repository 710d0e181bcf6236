import type { AgentContext, ObservationSlot } from "../envs/types.js";
import { defineAgent, z } from "./define.js";
import { discountOf, discountSlots, needsDiscountLever } from "./discounts.js";

/**
 * Matches the rivals: takes off every slot what the deepest of them took off the slot's categories yesterday, by the deepest legal
 * choice that is no deeper, and nothing where none of them was cheaper than usual. At most `depth`, and at most what leaves every
 * product of the slot  margin  of its price over its cost c, of list price L:
 *
 *   discount = min(rival's, depth, 1 - c / (L (1 - margin)))
 *
 * Vendors' funding is not counted in that margin.
 */
export const followTheRival = defineAgent({
  summary: "takes off what the cheapest rival took off yesterday, up to a depth and down to a margin",
  acts: "multi-discrete",
  observes: "box",
  learns: false,
  needs: ["brief"],
  params: z.strictObject({
    depth: z
      .number()
      .min(0)
      .max(1)
      .default(0.3)
      .describe("share of the list price given away at most")
      .meta({ unit: "share of list price" }),
    margin: z
      .number()
      .min(-10)
      .max(0.99)
      .default(0)
      .describe("share of its price that every product keeps over its cost at least")
      .meta({ unit: "share of price" }),
  }),
  misfit(env) {
    const table = Array.isArray(env.slots) ? (env.slots as readonly ObservationSlot[]) : [];
    const none = table.some(({ name }) => name.startsWith("rival/")) ? undefined : "it sees no rival to follow here";
    return needsDiscountLever(env) ?? none;
  },
  create({ depth, margin }, context) {
    const { products, categories } = context.brief!;
    const slots = discountSlots(context);
    const table = context.slots as readonly ObservationSlot[];
    const rivals = slots.map((slot) => {
      const own = new Set(slot.products.map((p) => categories[products[p].category]));
      return elementsOf(table, own);
    });
    const most = slots.map((slot) =>
      slot.products.reduce((least, p) => {
        const { unitCost, listPrice } = products[p];
        return Math.min(least, 1 - unitCost / (listPrice * (1 - margin)));
      }, depth),
    );
    const action = new Int32Array(slots.length);
    return {
      act(observation, info) {
        for (let slot = 0; slot < action.length; slot++) {
          let deepest = 0;
          for (const at of rivals[slot]) deepest = Math.max(deepest, observation[at] * (table[at].scale ?? 1));
          // an observation is a Float32: .2 reads as a little more or less, which is no other discount
          const matched = Math.min(deepest + 1e-6, most[slot]);
          action[slot] = discountOf(slots[slot], matched, info.mask as Uint8Array | undefined);
        }
        return action;
      },
      save: () => ({}),
      load() {},
    };
  },
});

/** Where the observation has the rivals' discounts in these categories. */
function elementsOf(table: Exclude<AgentContext["slots"], { readonly [entry: string]: unknown }>, own: Set<string>) {
  return [...table.keys()].filter((at) => {
    const { name } = table[at];
    return name.startsWith("rival/") && own.has(name.slice(name.lastIndexOf("/") + 1));
  });
}
