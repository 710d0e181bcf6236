import type { DayKeys } from "./day-keys.js";
import { EVENT } from "./events.js";
import type { State } from "./layout.js";
import { exp } from "./math/elementary.js";
import { uniformAt } from "./math/key.js";
import { sigmoidAndMore, sigmoidAtMost } from "./math/sigmoid-bound.js";
import { BLOCK, type Population } from "./population.js";
import type { SegmentTable } from "./segment-table.js";
import type { ShopperMemory } from "./shopper-memory.js";
import type { Today } from "./today.js";
import type { Turnover } from "./turnover.js";
import type { VisitRecorder } from "./visit-record.js";
import type { Wallets } from "./wallets.js";

/** What arrival needs of the pass over the shoppers. */
interface ArrivalOptions {
  readonly population: Population;
  readonly state: State;
  readonly segment: SegmentTable;
  readonly keys: DayKeys;
  readonly memory: ShopperMemory;
  readonly wallets: Wallets | null;
  readonly turnover: Turnover | null;
  /** groups of `OffersOfDay` */
  readonly groups: number;
  /** part of a shopper's days on which her memory acts, the dial */
  readonly carryOver: number;
}

/** The night and morning of a block of shoppers: what they forget, and who of them comes. */
export class ShopperArrival {
  /** visitors of the block at hand; ~i where the dial sends shopper i back to the end of warm-up */
  readonly visitors = new Int32Array(BLOCK);
  /** what each of `visitors` holds and thinks of, a group of `OffersOfDay` */
  readonly group = new Int32Array(BLOCK);
  /** where new shoppers are written down, if anywhere */
  recorder: VisitRecorder | null = null;
  private readonly visitBase: Float64Array;
  /** chance of a visit at visitBase, and a little more */
  private readonly usual: Float64Array;
  private day = 0;
  private anchored = false;

  constructor(private readonly of: ArrivalOptions) {
    this.visitBase = new Float64Array(of.segment.base.length);
    this.usual = new Float64Array(of.segment.base.length);
  }

  /** @param today   its key has been hoisted */
  open({ day, visitLift, anchored }: Today): void {
    const { segment, carryOver } = this.of;
    for (let s = 0; s < visitLift.length; s++) {
      this.visitBase[s] = segment.base[s] + visitLift[s];
      this.usual[s] = sigmoidAndMore(this.visitBase[s]);
    }
    this.day = day;
    this.anchored = anchored && carryOver < 1;
  }

  /** A night passes for every shopper of the block; those who come today are noted in `visitors`. Answers how many. */
  arrive(block: number, rotation: number): number {
    const { population, state, segment, keys, wallets, turnover, groups, carryOver } = this.of;
    const { entity, blockStart, blockSize, blockSegment, typicalStoreValue } = population;
    const { pantry, storeValue, fatigue, satisfaction, anchorStoreValue, anchorSatisfaction } = state;
    const { gone, couponLevel, couponUntil } = state;
    const { g2, zeta, satisfactionKeep, delta } = segment;
    const { visitors, group, anchored, day } = this;
    const { key0: visit0, key1: visit1 } = keys.visit;
    const { key0: coin0, key1: coin1 } = keys.coin;
    const K = population.categories.length;
    const s = blockSegment[block];
    const first = blockStart[block];
    const size = blockSize[block];
    const end = first + size;
    const usualOdds = this.visitBase[s];
    const usual = this.usual[s];
    const base = usualOdds - g2[s] * typicalStoreValue[s];
    const pull = g2[s];
    const keepFatigue = zeta[s];
    const keepSatisfaction = satisfactionKeep[s];
    const mortal = turnover !== null && turnover.mortal[s] === 1;
    const mostNotice = wallets !== null ? Math.max(0, segment.notice[s]) : 0;
    let comers = 0;
    let active = size;
    let i = first + rotation;
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < K; k++) pantry[i * K + k] *= delta[s * K + k];
      fatigue[i] *= keepFatigue;
      satisfaction[i] *= keepSatisfaction;
      if (wallets !== null && couponUntil[i] <= day && couponLevel[i] > 0) wallets.drop(i);
      const name = entity[i];
      const own = !anchored || uniformAt(coin0, coin1, name) < carryOver;
      const x =
        base + (own ? pull * storeValue[i] + satisfaction[i] : pull * anchorStoreValue[i] + anchorSatisfaction[i]);
      // most of those who stay away need no exponential, nor a look at what they hold
      const u = uniformAt(visit0, visit1, name);
      if (u < sigmoidAtMost(usual, x + mostNotice - usualOdds)) {
        const coupon = wallets !== null && own ? this.couponAtHand(wallets, i) : 0;
        const odds = coupon > 0 ? x + segment.notice[s] : x;
        if (u * (1 + exp(-odds)) < 1 && !(mortal && this.isGone(i, own))) {
          visitors[comers] = own ? i : ~i;
          group[comers] = groups === 1 ? 0 : this.groupOf(i, s, coupon);
          comers += 1;
        }
      }
      // who takes a lost one's place comes from tomorrow on
      if (mortal && gone[i] === 1) {
        active -= 1;
        this.mayJoin(i, s);
      }
      i += 1;
      if (i === end) i = first;
    }
    state.active[s] += active;
    return comers;
  }

  /** Level of the coupon that a shopper can use today, 0 none. */
  private couponAtHand({ validDays }: Wallets, i: number): number {
    const { couponLevel, couponUntil } = this.of.state;
    return couponLevel[i] > 0 && couponUntil[i] - validDays <= this.day ? couponLevel[i] : 0;
  }

  private isGone(i: number, own: boolean): boolean {
    const { gone, anchorGone } = this.of.state;
    return (own ? gone[i] : anchorGone[i]) === 1;
  }

  /** What a visitor holds and thinks of. */
  private groupOf(i: number, s: number, coupon: number): number {
    const { population, wallets, keys } = this.of;
    const memberships = population.member.length > 0 ? 2 : 1;
    const member = memberships === 2 ? population.member[i] : 0;
    if (coupon === 0 || wallets === null) return member;
    const chance = wallets.redemption[s * wallets.levels + coupon];
    const thinksOfIt = uniformAt(keys.redeem.key0, keys.redeem.key1, population.entity[i]) < chance;
    return thinksOfIt ? coupon * memberships + member : member;
  }

  /** Lets a new shopper take a lost one's place, perhaps. */
  private mayJoin(i: number, s: number): void {
    const { population, memory, turnover } = this.of;
    const name = population.entity[i];
    if (!turnover?.joins(i, s, name)) return;
    memory.beginShopper(i, s);
    if (this.recorder?.follows(name)) this.recorder.happened(EVENT.join, i, s, 0);
  }
}
