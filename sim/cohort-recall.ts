import type { CohortChoice } from "./cohort-choice.js";
import type { CohortDraw } from "./cohort-draw.js";
import type { Memory } from "./cohort-memory.js";
import type { Counts } from "./cohort-shortage.js";
import { type KernelRoom, kernel } from "./kernel.js";
import type { Population } from "./population.js";
import type { OffersOfDay } from "./promotions/offers-of-day.js";
import type { SegmentTable } from "./segment-table.js";

/**
 * What a part of a day leaves in memory: means over a segment's shoppers move by what its visitors saw and bought. Worked out by
 * the kernel, `sim/kernel/recall.ts`, on the memory that `CohortChoice` brought there.
 */
export class CohortRecall {
  private readonly at: ReturnType<typeof furnish>;
  /** shoppers' own memory in the kernel, see `bind` */
  private moved: Float64Array = new Float64Array(0);

  constructor(
    population: Population,
    private readonly offers: OffersOfDay,
    segment: SegmentTable,
    private readonly own: Memory,
    private readonly choice: CohortChoice,
    draw: CohortDraw,
    private readonly counts: Counts,
    /** 1 over a segment's shoppers who have not left, [segments] */
    private readonly each: Float64Array,
    private readonly room: KernelRoom,
  ) {
    this.at = furnish(room, population, offers, segment, own, choice, draw);
  }

  /** To be called where `room.enter` says so. */
  bind(): void {
    const { at, room, counts, choice, own } = this;
    this.moved = room.view(choice.at.own, own.all.length);
    counts.disappointed = room.view(at.disappointed, choice.visitors.length);
  }

  remember(): void {
    const { at, each, offers } = this;
    const { numbers } = kernel;
    for (let s = 0; s < each.length; s++) numbers[at.each / 8 + s] = each[s];
    kernel.remember(at.recall, offers.open);
    this.own.all.set(this.moved);
  }
}

/** Finds place in a room for all that the kernel is told. */
function furnish(
  room: KernelRoom,
  { categoryStart, categoryProducts }: Population,
  { groups }: OffersOfDay,
  segment: SegmentTable,
  own: Memory,
  choice: CohortChoice,
  draw: CohortDraw,
) {
  const P = categoryProducts.length;
  const { rho, storeMemory, stockOutDrop } = segment;
  const rows = rho.length * groups;
  const { reference, storeValue, fatigue, satisfaction, pantry, pantryVariance, lastShare } = own;
  const constants = [categoryStart, categoryProducts, choice.isStrong, rho, storeMemory, stockOutDrop];
  const memory = [reference, storeValue, fatigue, satisfaction, pantry, pantryVariance, lastShare];
  const told = {
    ratio: choice.at.ratio,
    visitors: choice.at.visitors,
    disappointed: room.reserve(8 * rows),
    each: room.reserve(8 * rho.length),
  };
  // field by field as in sim/kernel/recall.ts, Recall
  const recall = room.place(
    Int32Array.of(
      ...[P, categoryStart.length - 1, rows, groups],
      ...constants.map((data) => room.place(data)),
      ...memory.map((part) => choice.at.own + part.byteOffset - own.all.byteOffset),
      ...[choice.at.valueSeen, choice.at.buyersMore, choice.at.leaving, draw.at.takers, draw.at.units],
      ...Object.values(told),
    ),
  );
  return { ...told, recall };
}
