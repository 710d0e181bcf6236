import type { CohortDraw } from "./cohort-draw.js";
import type { Memory } from "./cohort-memory.js";
import type { CohortWallets } from "./cohort-wallets.js";
import type { State } from "./layout.js";
import { binomialAt } from "./math/binomial.js";
import { exp } from "./math/elementary.js";
import { wordAt } from "./math/key.js";
import type { Population } from "./population.js";
import { memberWays } from "./promotions/rows.js";
import type { Scenario } from "./scenario.js";
import type { SegmentTable } from "./segment-table.js";

/** Who comes today, by rows: of a segment, of those of them with a coupon at hand who think of it, and of members. */
export class CohortArrival {
  /** part of a row's visitors who use their own memory, [rows] */
  ownShare: Float64Array = new Float64Array(0);
  /** shoppers of a segment who had not left this morning, and 1 over that; [segments] */
  readonly active: Float64Array;
  readonly each: Float64Array;
  private readonly sizes: readonly number[];
  private readonly members: Float64Array;
  private readonly ways: number;
  private readonly mortal: boolean;
  /** a chance on its way */
  private readonly chance = new Float64Array(1);

  constructor(
    private readonly scenario: Scenario,
    private readonly population: Population,
    private readonly state: State,
    private readonly groups: number,
    private readonly segment: SegmentTable,
    private readonly own: Memory,
    private readonly anchor: Memory,
    private readonly draw: CohortDraw,
    private readonly wallets: CohortWallets | null,
    /** visitors of the day, [rows]; overwritten */
    private readonly comers: Float64Array,
  ) {
    this.sizes = population.sizes;
    this.active = Float64Array.from(this.sizes);
    this.each = Float64Array.from(this.sizes, (size) => 1 / size);
    this.members = Float64Array.from(scenario.segments, (segment) => segment.members);
    this.ways = memberWays(scenario.segments);
    this.mortal = state.goneShoppers.length > 0;
  }

  /** Counts who has not left. */
  count(): void {
    const { active, each, sizes, state } = this;
    if (!this.mortal) return;
    for (let s = 0; s < active.length; s++) {
      active[s] = sizes[s] - state.goneShoppers[s];
      each[s] = active[s] > 0 ? 1 / active[s] : 0;
    }
  }

  /** Draws who comes: binomial, its chance mixed of own memory and the dial's. */
  run(visitLift: Float64Array, day: number, anchored: boolean): void {
    const { own, anchor, state, comers, ownShare, groups, wallets, chance, active } = this;
    const { base, g2, notice } = this.segment;
    const { typicalStoreValue } = this.population;
    const { carryOver } = this.scenario;
    for (let row = 0; row < comers.length; row++) comers[row] = 0;
    for (let s = 0; s < base.length; s++) {
      const first = s * groups;
      const x = base[s] + visitLift[s] - g2[s] * typicalStoreValue[s];
      const ownX = x + g2[s] * own.storeValue[s] + own.satisfaction[s];
      let pool = active[s];
      let visits = 0;
      chance[0] = 1 / (1 + exp(-ownX));
      let harm = own.satisfaction[s];
      let share = 1;
      let asBefore = 0;
      if (anchored) {
        asBefore = 1 / (1 + exp(-x - g2[s] * anchor.storeValue[s] - anchor.satisfaction[s]));
        if (this.mortal) {
          // who is there by one memory may have left by the other
          pool = Math.max(active[s], this.sizes[s] - state.anchorGoneShoppers[s]);
          chance[0] *= active[s] / Math.max(1, pool);
          asBefore *= (this.sizes[s] - state.anchorGoneShoppers[s]) / Math.max(1, pool);
        }
        const mixed = carryOver * chance[0] + (1 - carryOver) * asBefore;
        share = (carryOver * chance[0]) / mixed;
        harm = share * harm + (1 - share) * anchor.satisfaction[s];
        chance[0] = mixed;
      }
      for (let group = 0; group < groups; group++) ownShare[first + group] = group < this.ways ? share : 1;
      if (wallets !== null) {
        for (let level = 0; level < wallets.levels; level++) {
          const row = first + (level + 1) * this.ways;
          const holders = Math.min(pool, wallets.usable(s, level, day));
          if (holders === 0) continue;
          const noticed = carryOver / (1 + exp(-ownX - notice[s]));
          const plain = chance[0];
          const mine = anchored ? noticed : noticed / carryOver;
          const comes = anchored ? noticed + (1 - carryOver) * asBefore : mine;
          chance[0] = comes;
          const came = this.draw.visitors(row, holders, chance, 0);
          chance[0] = plain;
          const thinks = (wallets.redemption[s * wallets.levels + level] * mine) / comes;
          const thinking = binomialAt(this.draw.word("redeem", row), came, thinks);
          this.enter(row, s, thinking);
          comers[first] += came - thinking;
          visits += came;
          pool -= holders;
        }
      }
      const others = this.draw.visitors(first, pool, chance, 0);
      visits += others;
      const withNothing = comers[first] + others;
      comers[first] = 0;
      this.enter(first, s, withNothing);
      state.visits[s] = visits;
      state.active[s] = active[s];
      state.segmentSatisfaction[s] = visits * harm;
    }
  }

  /** Shoppers of a level, from its first row on, as members and others. */
  private enter(row: number, s: number, shoppers: number): void {
    const { comers, draw, members } = this;
    comers[row] += shoppers;
    if (this.ways === 1 || members[s] === 0 || shoppers === 0) return;
    const ofMembers = binomialAt(wordAt(draw.word("member", row), 0, 0) | 0, shoppers, members[s]);
    comers[row] -= ofMembers;
    comers[row + 1] += ofMembers;
  }
}
