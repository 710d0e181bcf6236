import { log, pow } from "./math/elementary.js";
import type { Scenario } from "./scenario.js";

/**
 * What a segment is shown, as a pull on utility. Who is shown the product in place j notices it there with chance
 * attention^j, else thinks of it with chance `unseen`, as of a product on no place:
 *
 *     mu_j = attention^j + (1 - attention^j) unseen
 *     shown[s,p] = pull attention^j + ln mu_j     in place j, the first being 0 (mu_0 = 1)
 *                = ln unseen                      of a product not shown
 *                = 0                              of every product where the segment has no slate
 *
 * ln mu in the utility is the implicit perception of an alternative by Cascetta and Papola (2001), Random utility models
 * with implicit availability/perception of choice alternatives, Transportation Research C 9(4).
 *
 * @param shown  of `OffersOfDay`, shape [segments, products]
 */
export interface Slates {
  /**
   * @param slate  products, best place first, -1 an empty place; shape [segments, slots]. A product in two places has the
   *               better one. Nothing given: no slates
   */
  show(slate: Int32Array | undefined): void;
}

export function createSlates(scenario: Scenario, shown: Float64Array): Slates | null {
  const { slots, attention } = scenario.slates;
  if (slots === 0) return null;
  const S = scenario.segments.length;
  const P = scenario.products.length;
  /** shape [segments, slots + 1], the last of a product not shown */
  const inPlace = new Float64Array(S * (slots + 1));
  scenario.segments.forEach(({ slate: { pull, unseen } }, s) => {
    for (let j = 0; j <= slots; j++) {
      const noticed = j < slots ? pow(attention, j) : 0;
      inPlace[s * (slots + 1) + j] = pull * noticed + log(noticed + (1 - noticed) * unseen);
    }
  });
  /** what `shown` holds now */
  const now = new Int32Array(S * slots).fill(-1);

  function showTo(s: number): void {
    const first = s * slots;
    let any = false;
    for (let j = 0; j < slots; j++) any ||= now[first + j] >= 0;
    shown.fill(any ? inPlace[s * (slots + 1) + slots] : 0, s * P, (s + 1) * P);
    for (let j = slots - 1; j >= 0; j--) {
      const p = now[first + j];
      if (p >= 0 && p < P) shown[s * P + p] = inPlace[s * (slots + 1) + j];
    }
  }

  return {
    show(slate) {
      for (let s = 0; s < S; s++) {
        let changed = false;
        for (let at = s * slots; at < (s + 1) * slots; at++) {
          const product = slate ? slate[at] : -1;
          if (product === now[at]) continue;
          now[at] = product;
          changed = true;
        }
        if (changed) showTo(s);
      }
    },
  };
}
