import type { Party } from "./cohort-budget.js";
import type { CohortChoice } from "./cohort-choice.js";
import type { Memory } from "./cohort-memory.js";
import type { Counts } from "./cohort-shortage.js";
import type { Population } from "./population.js";
import type { OffersOfDay } from "./promotions/offers-of-day.js";
import type { SegmentTable } from "./segment-table.js";

/** What a part of a day leaves in memory: means over a segment's shoppers move by what its visitors saw and bought. */
export class CohortRecall {
  constructor(
    private readonly population: Population,
    private readonly offers: OffersOfDay,
    private readonly segment: SegmentTable,
    private readonly own: Memory,
    private readonly choice: CohortChoice,
    private readonly counts: Counts,
    private readonly party: Party,
    /** 1 over a segment's shoppers who have not left, [segments] */
    private readonly each: Float64Array,
  ) {}

  remember(row: number): void {
    const { segment, own, choice, counts, offers } = this;
    const s = Math.floor(row / offers.groups);
    const each = this.each[s];
    const came = this.party.visitors[row] * each;
    this.moveReferences(row, s, came * (1 - segment.rho[s]));
    this.stockUp(row, s, each);
    own.storeValue[s] += came * (1 - segment.storeMemory[s]) * (choice.valueSeen[row] - own.storeValue[s]);
    if (offers.open) own.fatigue[s] += came;
    own.satisfaction[s] -= segment.stockOutDrop[s] * counts.disappointed[row] * each;
  }

  private moveReferences(row: number, s: number, renewed: number): void {
    const { reference } = this.own;
    const { ratio } = this.offers;
    const { categoryProducts } = this.population;
    const P = categoryProducts.length;
    for (let c = 0; c < P; c++)
      reference[s * P + c] += renewed * (ratio[row * P + categoryProducts[c]] - reference[s * P + c]);
  }

  /** What was bought: at home, and last. Var(S + B) = Var S + Var B + 2 Cov(S, B), B = 1 + Poisson for buyers, else 0. */
  private stockUp(row: number, s: number, each: number): void {
    const { own, counts, choice } = this;
    const { pantry, pantryVariance, lastShare } = own;
    const { takers, units } = counts;
    const { categoryStart, categoryProducts } = this.population;
    const P = categoryProducts.length;
    const K = categoryStart.length - 1;
    const toMemory = (s - row) * P;
    for (let k = 0; k < K; k++) {
      const from = row * P + categoryStart[k];
      const to = row * P + categoryStart[k + 1];
      let bought = 0;
      let home = 0;
      for (let i = from; i < to; i++) {
        bought += takers[i];
        home += units[i];
      }
      if (bought === 0) continue;
      const sk = s * K + k;
      const part = bought * each;
      const units1 = home / bought;
      const variance = part * (units1 - 1 + (1 - part) * units1 * units1) + 2 * part * units1 * choice.buyersMore[sk];
      pantry[sk] += home * each;
      pantryVariance[sk] = Math.max(0, pantryVariance[sk] + variance);
      if (choice.strong.holds[s] === 1) this.replaceLast(s, from, to, toMemory);
      else for (let i = from; i < to; i++) lastShare[i + toMemory] += takers[i] * each - part * lastShare[i + toMemory];
    }
  }

  /** Buyers leave the group of what they bought last, which is not the mean's where loyalty is strong. */
  private replaceLast(s: number, from: number, to: number, toMemory: number): void {
    const { leaving } = this.choice.strong;
    const { lastShare } = this.own;
    const { takers } = this.counts;
    let sum = 0;
    let bought = 0;
    for (let i = from; i < to; i++) {
      sum += leaving[i + toMemory];
      bought += takers[i];
    }
    let left = 0;
    for (let i = from; i < to; i++) {
      const m = i + toMemory;
      lastShare[m] = Math.max(0, lastShare[m] + this.each[s] * (takers[i] - (bought * leaving[m]) / sum));
      left += lastShare[m];
    }
    for (let i = from; i < to; i++) lastShare[i + toMemory] /= left;
  }
}
