import type { Memory } from "./cohort-memory.js";
import { type CohortTypes, TYPES } from "./cohort-types.js";
import { type KernelRoom, kernel } from "./kernel.js";
import type { State } from "./layout.js";
import { exp } from "./math/elementary.js";
import type { Population } from "./population.js";
import type { OffersOfDay } from "./promotions/offers-of-day.js";
import type { SegmentTable } from "./segment-table.js";

/** Loyalty from which an expansion to the second order is no longer good: those who bought each product last are taken one by one. */
const STRONG_LOYALTY = 1;

/**
 * What visitors buy in mean: the chance of every product on a visit from full shelves, over types, over what they bought
 * last and over what they have at home. By rows of `OffersOfDay`; products by category. The kernel works it out, see
 * `sim/kernel/choice.ts`; here it is told what it needs.
 */
export class CohortChoice {
  // Views of the kernel's memory, see `bind`. What is to be told:
  /** visitors to be looked at, [rows] */
  visitors: Float64Array = EMPTY;
  /** part of a row's visitors who use their own memory, the rest uses the dial's; [rows] */
  ownShare: Float64Array = EMPTY;
  /** added to the log-odds of buying in a category, [segments, categories] */
  lift: Float64Array = EMPTY;
  // and what comes of it:
  /** chance that a visitor buys the product, [rows, products] */
  share: Float64Array = EMPTY;
  /** mean units beyond the first, [rows, products] */
  extraMean: Float64Array = EMPTY;
  /** 1 where a segment's loyalty is strong, [segments] */
  readonly isStrong: Int32Array;
  private readonly groups: number;
  /** the next multiple of four from the products' number on, as the kernel takes them four by four */
  private readonly padded: number;
  /** where things lie in the kernel */
  readonly at: ReturnType<typeof furnish>;

  constructor(
    private readonly population: Population,
    private readonly types: CohortTypes,
    private readonly state: State,
    private readonly offers: OffersOfDay,
    private readonly segment: SegmentTable,
    /** shoppers' own memory, whose buyers are told apart, and the dial's */
    private readonly own: Memory,
    private readonly anchor: Memory,
    private readonly room: KernelRoom,
  ) {
    const P = population.categoryProducts.length;
    this.groups = offers.groups;
    this.isStrong = Int32Array.from(segment.loyalty, (loyalty) => (Math.abs(loyalty) > STRONG_LOYALTY ? 1 : 0));
    this.padded = 4 * Math.ceil(P / 4);
    this.at = furnish(room, population, types, segment, own, this.isStrong, offers.groups);
  }

  /** To be called where `room.enter` says so: finds the views. */
  bind(): void {
    const { at, room } = this;
    const P = this.population.categoryProducts.length;
    const rows = this.segment.rho.length * this.groups;
    this.visitors = room.view(at.visitors, rows);
    this.ownShare = room.view(at.ownShare, rows);
    this.lift = room.view(at.lift, this.segment.g0.length);
    this.share = room.view(at.share, rows * P);
    this.extraMean = room.view(at.extraMean, rows * P);
  }

  /** Chances of the visitors told of. */
  choose(): void {
    const { at, own, anchor } = this;
    const { stock } = this.state;
    const { numbers } = kernel;
    numbers.set(this.offers.seen, at.ratio / 8);
    numbers.set(own.all, at.own / 8);
    if (anchor.all.length > 0) numbers.set(anchor.all, at.anchor / 8);
    for (let p = 0; p < stock.length; p++) numbers[at.stock / 8 + p] = stock[p];
    kernel.choose(at.market);
  }

  /** exp(u) of a product by category, in mean over types, as a row's visitors saw it in the last `choose`. */
  meanWeight(row: number, c: number): number {
    const { categoryOf, categoryProducts, categoryStart } = this.population;
    const { types, cells, cellStart, atRest, restStart } = this.types.cells;
    const { singles, wholes } = kernel;
    const s = Math.floor(row / this.groups);
    const k = categoryOf[categoryProducts[c]];
    const sk = s * (categoryStart.length - 1) + k;
    const T = types[s];
    const cell = cellStart[sk] + 2 * T * (c - categoryStart[k]);
    const seen = this.at.seen / 4 + 4 * wholes[this.at.lastItem / 4 + row] * this.padded + c;
    let sum = 0;
    for (let type = 0; type < T; type++) {
      const at = seen + (type < LOW_TYPES ? 0 : this.padded);
      const loyal = this.segment.attachment[s] * cells[cell + T + type] * singles[at + 2 * this.padded];
      sum += exp(atRest[restStart[sk] + type]) * (cells[cell + type] * singles[at] + loyal);
    }
    return sum / T;
  }
}

/** The first types of a segment are of the low sensitivity, the others of the high one. */
const LOW_TYPES = 4;
/** Numbers of a product to a row that the kernel works out of its offer. */
const OFFERED = 5;
/** Numbers of each of 8 types that the kernel's steps hand each other. */
const WORKED = 4;

/** Finds place in a room for all that the kernel is told and tells; answers where it lies, of memories within one. */
function furnish(
  room: KernelRoom,
  { categoryProducts, categoryStart, typicalPantry, typicalValue }: Population,
  { cells, beta: betas, typeStart }: CohortTypes,
  segment: SegmentTable,
  own: Memory,
  isStrong: Int32Array,
  groups: number,
) {
  const P = categoryProducts.length;
  const padded = 4 * Math.ceil(P / 4);
  const S = isStrong.length;
  const rows = S * groups;
  const SK = typicalPantry.length;
  const doubles = (count: number) => room.reserve(8 * count);
  // the two sensitivities of a segment's types
  const beta = Float64Array.from(
    { length: 2 * S },
    (_, i) => betas[i % 2 === 0 ? typeStart[i / 2] : typeStart[(i + 1) / 2] - 1],
  );
  const constants = [
    room.place(categoryStart),
    room.place(categoryProducts),
    room.place(cells.types),
    room.place(isStrong),
    room.place(cells.cells),
    room.place(cells.cellStart),
    room.place(cells.atRest),
    room.place(cells.restStart),
    room.place(cells.meanLog),
    room.place(cells.meanAgainst),
    room.place(segment.g0),
    room.place(segment.g1),
    room.place(segment.pantry),
    room.place(typicalPantry),
    room.place(typicalValue),
    room.place(segment.attachment),
    room.place(segment.gain),
    room.place(segment.loss),
    room.place(segment.wear),
    room.place(beta),
    room.place(segment.m0),
    room.place(segment.m1),
  ];
  const inMemory = (part: Float64Array) => part.byteOffset - own.all.byteOffset;
  const parts = [own.reference, own.lastShare, own.fatigue, own.pantry, own.pantryVariance].map(inMemory);
  // as `OffersOfDay.seen`
  const ratio = doubles(3 * rows * P + S * P);
  const told = {
    // and a vector more, which is read beside the last product
    own: doubles(own.all.length + 4),
    anchor: doubles(own.all.length + 4),
    visitors: doubles(rows),
    ownShare: doubles(rows),
    lift: doubles(SK),
    stock: doubles(P),
    ratio,
    logRatio: ratio + 8 * rows * P,
    pull: ratio + 16 * rows * P,
    shown: ratio + 24 * rows * P,
    share: doubles(rows * P),
    extraMean: doubles(rows * P),
    valueSeen: doubles(rows),
    buyersMore: doubles(SK),
    leaving: doubles(S * P),
    seen: doubles(4 * 2 * rows * padded),
    offered: doubles(OFFERED * rows * padded),
    responses: room.place(new Float64Array(4 * kernel.known * S).fill(Number.NaN)),
    items: room.reserve(2 * rows * kernel.itemBytes),
    lastItem: room.reserve(4 * rows),
    pairs: room.reserve(kernel.batch * kernel.pairBytes),
    weights: doubles(kernel.batch * P * 2 * TYPES),
    work: doubles(kernel.batch * WORKED * TYPES),
  };
  // field by field as in sim/kernel/room.ts, Market
  const numbers = [P, padded, SK / S, rows, groups, ...constants, ...parts, ...Object.values(told)];
  return { ...told, market: room.place(Int32Array.from(numbers)) };
}

const EMPTY = new Float64Array(0);
