import type { AnyAgentDef } from "../../agents/define.js";
import { createAgent } from "../../agents/fit.js";
import { createRng } from "../../agents/math/rng.js";
import type { Agent, MarketBrief, ObservationSlot } from "../../envs/types.js";
import { box, brief, restock } from "./two-shelves.js";

const slot = (name: string): ObservationSlot => ({ name, meaning: name, unit: "units", scale: 4, low: 0, high: 64 });
const slots = ["days-left", "mean-sales/cola", "mean-sales/rye", "stock/cola", "stock/rye", "on-order/cola"]
  .concat("on-order/rye")
  .map(slot);

interface Morning {
  readonly daysLeft?: number;
  /** units of cola and of rye */
  readonly meanSales: readonly [number, number];
  readonly stock: readonly [number, number];
  readonly onOrder?: readonly [number, number];
}

/**
 * What a restocking rule orders one morning: of cola so many units, up to 40; of rye so many cases of 5, up to 4. Both cost 6,
 * sell at 10, take a day to come and are worth nothing after the season of 6 days, but for what `facts` says of them.
 */
export function orderedBy(
  definition: AnyAgentDef,
  { daysLeft = 6, meanSales, stock, onOrder = [0, 0] }: Morning,
  params: Record<string, unknown> = {},
  facts: Partial<MarketBrief["products"][number]> = {},
): number[] {
  const units = (count: number, size: number) => Array.from({ length: count + 1 }, (_, choice) => choice * size);
  const [cola, rye] = brief.restockSlots;
  const env = {
    ...restock,
    actionSpace: { kind: "multi-discrete" as const, counts: [41, 5] },
    observationSpace: box(slots.length),
    slots,
    brief: {
      ...brief,
      products: brief.products.map((product) => ({ ...product, ...facts })),
      restockSlots: [
        { ...cola, units: units(40, 1) },
        { ...rye, units: units(4, 5) },
      ],
    },
  };
  const agent = createAgent({ definition, env, params, rng: createRng("none") }) as Agent<Float32Array, Int32Array>;
  const amounts = [daysLeft, ...meanSales, ...stock, ...onOrder];
  return [
    ...agent.act(
      Float32Array.from(amounts, (amount) => amount / 4),
      {},
    ),
  ];
}
