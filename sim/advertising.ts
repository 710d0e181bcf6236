import type { State } from "./layout.js";
import { STORE_LINES } from "./ledger.js";
import { exp } from "./math/elementary.js";
import { toSteps } from "./money.js";
import type { Scenario } from "./scenario.js";
import type { Today } from "./today.js";

/** Advertising: what is spent on a channel reaches some of a segment today and is remembered for a while. */
export interface Advertising {
  /**
   * A morning's spending and what advertising does today, channel c on segment s:
   *
   *     reach = weight[c,s] (1 - exp(-spend / saturation[c]))
   *     A <- keep[c] A + reach                                  adstock
   *     visitLift[s] += advertising[s] x sum over c of A        and the sum into today.adstock
   *
   * With the dial at carryOver < 1 the days after warm-up see a mixture: carryOver A + (1 - carryOver) (keep B + reach),
   * B the adstock at the end of warm-up. A segment has one adstock, so it is mixed where shoppers toss coins; exact at 0
   * and 1. What is spent beyond `maxSpend` is cut, below 0 is 0; the sum goes into the store line adSpend, rounded once.
   *
   * @param spend  money, shape [channels, segments]; nothing given: nothing spent
   * @see Nerlove and Arrow (1962); Broadbent (1979) for geometric adstock
   */
  morning(today: Today, spend: Float64Array | undefined): void;
  /** marks the adstock that the dial's days start from */
  markAnchor(): void;
}

const AD_SPEND = STORE_LINES.indexOf("adSpend");

export function createAdvertising(scenario: Scenario, state: State): Advertising | null {
  const { segments, carryOver, moneyStep } = scenario;
  const { channels, maxSpend } = scenario.advertising;
  if (channels.length === 0) return null;
  const { adstock, anchorAdstock } = state;
  const S = segments.length;
  const pull = Float64Array.from(segments, (segment) => segment.advertising);
  const saturation = Float64Array.from(channels, (channel) => channel.saturation);
  const keep = Float64Array.from(channels, (channel) => channel.keep);
  /** shape [channels, segments] */
  const weight = Float64Array.from(channels.flatMap((channel) => segments.map(({ name }) => channel.reach[name] ?? 1)));

  return {
    morning(today, spend) {
      const anchored = today.anchored && carryOver < 1;
      let spent = 0;
      today.adstock.fill(0);
      for (let c = 0; c < channels.length; c++) {
        for (let s = 0; s < S; s++) {
          const at = c * S + s;
          const paid = spend && spend[at] > 0 ? Math.min(spend[at], maxSpend) : 0;
          const reach = paid > 0 ? weight[at] * (1 - exp(-paid / saturation[c])) : 0;
          spent += paid;
          adstock[at] = keep[c] * adstock[at] + reach;
          today.adstock[s] += anchored
            ? carryOver * adstock[at] + (1 - carryOver) * (keep[c] * anchorAdstock[at] + reach)
            : adstock[at];
        }
      }
      for (let s = 0; s < S; s++) today.visitLift[s] += pull[s] * today.adstock[s];
      state.store[AD_SPEND] = toSteps(spent, moneyStep);
    },

    markAnchor() {
      if (carryOver < 1) anchorAdstock.set(adstock);
    },
  };
}
