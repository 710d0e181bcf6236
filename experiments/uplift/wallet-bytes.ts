import { createState } from "../../sim/layout.js";
import type { Market } from "../../sim/market.js";
import type { Population } from "../../sim/population.js";
import type { Scenario } from "../../sim/scenario.js";

/** What coupons shoppers hold, in a snapshot of their market. */
export interface WalletBytes {
  /** true where a shopper holds one; takes a snapshot where the scenario has coupons at all */
  anyIn(market: Market): boolean;
  /** takes all of them away */
  empty(snapshot: ArrayBuffer): void;
}

/** Where wallets lie in the snapshots of a scenario's markets. */
export function walletBytes(scenario: Scenario, population: Population): WalletBytes {
  if (scenario.promotions.coupons === null) return { anyIn: () => false, empty() {} };
  const { couponLevel, couponUntil, liveCoupons } = createState(scenario, population);
  const part = (snapshot: ArrayBuffer, { byteOffset, byteLength }: ArrayBufferView) =>
    new Uint8Array(snapshot, byteOffset, byteLength);
  return {
    anyIn: (market) => part(market.snapshot(), couponLevel).some((level) => level > 0),
    empty(snapshot) {
      for (const view of [couponLevel, couponUntil, liveCoupons]) part(snapshot, view).fill(0);
    },
  };
}
