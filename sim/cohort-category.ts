import type { Sight } from "./cohort-sight.js";
import { TYPES } from "./cohort-types.js";
import type { State } from "./layout.js";
import { exp, log } from "./math/elementary.js";
import type { Population } from "./population.js";
import type { SegmentTable } from "./segment-table.js";
import { EMPTY_SHELF } from "./shopper-day.js";

/** Types of a block of cells, weighed side by side. */
const BLOCK = 4;
/** Places of a type in `work`, whose rows are WORK long. */
const TOTAL = 0;
const MEAN = 1;
const SQUARE = 2;
const MOVED = 3;
/** places of the coefficients that `addShares` reads */
const BASE = 4;
const LOYAL0 = 5;
const LOYAL1 = 6;
const LOYAL2 = 7;
const WORK = 8;
/** Places in `home`: part with more at home, units of those with less and with more, part with more among buyers. */
const MORE_PART = 0;
const LESS_UNITS = 1;
const MORE_UNITS = 2;
const MORE_OF_BUYERS = 3;
/** Places in `sums`: part of the visitors at hand over types, value seen so far. */
const OF_TYPE = 0;
const VALUE_SEEN = 1;

/** Log-odds beyond which more at home holds nobody back any further; a product of two such odds is still a number. */
const FULL_HOME = 200;

/**
 * What a row's visitors buy of one category: chance of buying in it and the products' shares, summed over types. Equations:
 * docs/model.md, "Cohort fidelity". Numbers go between its steps in arrays, in which engines do not put them on the heap.
 */
export class CategoryChoice {
  /** of the category at hand by type, see WORK */
  private readonly work = new Float64Array(TYPES * WORK);

  constructor(
    private readonly population: Population,
    private readonly state: State,
    private readonly segment: SegmentTable,
    private readonly sight: Sight,
  ) {}

  /** One category: adds to `share`, and to sums[VALUE_SEEN] the value that types see. */
  weigh(row: number, s: number, k: number): void {
    const { categoryStart } = this.population;
    const sk = s * (categoryStart.length - 1) + k;
    const from = categoryStart[k];
    const to = categoryStart[k + 1];
    const blocks = this.sight.cells.blocks[s];
    for (let block = 0; block < blocks; block++) this.sumWeights(s, sk, block, from, to);
    this.decide(s, sk, BLOCK * blocks);
    for (let block = 0; block < blocks; block++) this.addShares(row, sk, block, from, to);
    if (!this.shelfIsFull(from, to)) this.loseGaps(s, sk, from, to);
  }

  /**
   * T, the sum of a type's weights, differs with the product bought last: of a block's types its typical value, that at the
   * mean weight of what was bought last, and the first two moments of that weight.
   */
  private sumWeights(s: number, sk: number, block: number, from: number, to: number): void {
    const { work } = this;
    const { seen } = this.sight;
    const { cells } = this.sight.cells;
    const extra = this.sight.extraWeight[s];
    let i = this.sight.cells.cellStart[sk] + 2 * BLOCK * block * (to - from);
    let total0 = 0;
    let total1 = 0;
    let total2 = 0;
    let total3 = 0;
    let mean0 = 0;
    let mean1 = 0;
    let mean2 = 0;
    let mean3 = 0;
    let square0 = 0;
    let square1 = 0;
    let square2 = 0;
    let square3 = 0;
    for (let c = from; c < to; c++) {
      const x = seen[4 * c + 2 * block];
      const y = seen[4 * c + 2 * block + 1];
      const w0 = cells[i] * x;
      const w1 = cells[i + 2] * x;
      const w2 = cells[i + 4] * x;
      const w3 = cells[i + 6] * x;
      const l0 = cells[i + 1] * y;
      const l1 = cells[i + 3] * y;
      const l2 = cells[i + 5] * y;
      const l3 = cells[i + 7] * y;
      total0 += w0;
      total1 += w1;
      total2 += w2;
      total3 += w3;
      mean0 += l0;
      mean1 += l1;
      mean2 += l2;
      mean3 += l3;
      square0 += l0 * w0;
      square1 += l1 * w1;
      square2 += l2 * w2;
      square3 += l3 * w3;
      i += 2 * BLOCK;
    }
    let o = BLOCK * WORK * block;
    work[o + TOTAL] = total0 + extra * mean0;
    work[o + MEAN] = mean0;
    work[o + SQUARE] = square0;
    o += WORK;
    work[o + TOTAL] = total1 + extra * mean1;
    work[o + MEAN] = mean1;
    work[o + SQUARE] = square1;
    o += WORK;
    work[o + TOTAL] = total2 + extra * mean2;
    work[o + MEAN] = mean2;
    work[o + SQUARE] = square2;
    o += WORK;
    work[o + TOTAL] = total3 + extra * mean3;
    work[o + MEAN] = mean3;
    work[o + SQUARE] = square3;
  }

  /**
   * Chance of buying in the category by type, over what is at home: that of the mean type, and about it to the second order
   * in the type's log-odds. For those who bought c last, whose T is 1 + d times the typical one, the chance over T goes with
   * (1 + d)^-fall; its expansion to the second order in d is left in powers of c's weight.
   */
  private decide(s: number, sk: number, types: number): void {
    const { work, segment } = this;
    const { home, sums } = this.sight;
    const { atRest, restStart, meanLog, meanAgainst } = this.sight.cells;
    const start = restStart[sk];
    let movedMean = 0;
    for (let type = 0; type < types; type++) {
      const moved = work[type * WORK + TOTAL] * atRest[start + 2 * type];
      work[type * WORK + MOVED] = moved;
      movedMean += moved;
    }
    movedMean /= types;
    const g1 = segment.g1[sk];
    const common = log(movedMean);
    const usual = this.population.typicalPantry[sk];
    const x = meanAgainst[sk] - g1 * common - this.sight.lift[sk];
    const withLess = 1 / (1 + exp(x + Math.min(FULL_HOME, segment.pantry[sk] * (home[LESS_UNITS] - usual))));
    const withMore = 1 / (1 + exp(x + Math.min(FULL_HOME, segment.pantry[sk] * (home[MORE_UNITS] - usual))));
    const lessSlope = (1 - home[MORE_PART]) * withLess * (1 - withLess);
    const moreSlope = home[MORE_PART] * withMore * (1 - withMore);
    const mean = (1 - home[MORE_PART]) * withLess + home[MORE_PART] * withMore;
    const slope = -lessSlope - moreSlope;
    const curve = 0.5 * (lessSlope * (1 - 2 * withLess) + moreSlope * (1 - 2 * withMore));
    home[MORE_OF_BUYERS] = mean > 0 ? (home[MORE_PART] * withMore) / mean : home[MORE_PART];

    const extra = this.sight.extraWeight[s];
    const ofType = sums[OF_TYPE];
    let seen = types * (meanLog[sk] + common);
    for (let type = 0, o = 0; type < types; type++, o += WORK) {
      const moved = work[o + MOVED];
      const z = (moved - movedMean) / (moved + movedMean);
      const value = 2 * z * (1 + z * z * (0.3333333333333333 + 0.2 * z * z));
      const against = atRest[start + 2 * type + 1] - g1 * value;
      const chance = mean + against * (slope + against * curve);
      const over = 1 / work[o + TOTAL];
      const step = extra * over;
      const stepMean = step * work[o + MEAN];
      const variance = step * step * work[o + SQUARE] - stepMean * stepMean;
      const fall = 1 - g1 + g1 * chance;
      const bend = 0.5 * fall * (1 + fall);
      const bought = ofType * over * chance;
      const loyal = bought * extra;
      work[o + BASE] = bought * (1 + bend * variance);
      work[o + LOYAL0] = loyal * (1 + stepMean * (fall + stepMean * bend));
      work[o + LOYAL1] = -loyal * step * (fall + 2 * stepMean * bend);
      work[o + LOYAL2] = loyal * step * step * bend;
      seen += value - variance * (0.5 - 0.25 * variance);
    }
    sums[VALUE_SEEN] += seen;
  }

  /** The chances themselves, summed over a block's types. */
  private addShares(row: number, sk: number, block: number, from: number, to: number): void {
    const { work } = this;
    const { seen, share } = this.sight;
    const { cells } = this.sight.cells;
    const products = seen.length / 4;
    let i = this.sight.cells.cellStart[sk] + 2 * BLOCK * block * (to - from);
    const at0 = BLOCK * WORK * block;
    const at1 = at0 + WORK;
    const at2 = at1 + WORK;
    const at3 = at2 + WORK;
    const base0 = work[at0 + BASE];
    const base1 = work[at1 + BASE];
    const base2 = work[at2 + BASE];
    const base3 = work[at3 + BASE];
    const loyal0 = work[at0 + LOYAL0];
    const loyal1 = work[at1 + LOYAL0];
    const loyal2 = work[at2 + LOYAL0];
    const loyal3 = work[at3 + LOYAL0];
    const slope0 = work[at0 + LOYAL1];
    const slope1 = work[at1 + LOYAL1];
    const slope2 = work[at2 + LOYAL1];
    const slope3 = work[at3 + LOYAL1];
    const curve0 = work[at0 + LOYAL2];
    const curve1 = work[at1 + LOYAL2];
    const curve2 = work[at2 + LOYAL2];
    const curve3 = work[at3 + LOYAL2];
    for (let c = from; c < to; c++) {
      const x = seen[4 * c + 2 * block];
      const y = seen[4 * c + 2 * block + 1];
      const w0 = cells[i] * x;
      const w1 = cells[i + 2] * x;
      const w2 = cells[i + 4] * x;
      const w3 = cells[i + 6] * x;
      share[row * products + c] +=
        w0 * base0 +
        w1 * base1 +
        (w2 * base2 + w3 * base3) +
        y *
          (cells[i + 1] * (loyal0 + w0 * (slope0 + w0 * curve0)) +
            cells[i + 3] * (loyal1 + w1 * (slope1 + w1 * curve1)) +
            (cells[i + 5] * (loyal2 + w2 * (slope2 + w2 * curve2)) +
              cells[i + 7] * (loyal3 + w3 * (slope3 + w3 * curve3))));
      i += 2 * BLOCK;
    }
  }

  /** exp(u) of a product by category, in mean over the types of the row that `choose` was last asked about. */
  meanWeight(s: number, c: number): number {
    const { population } = this;
    const { seen, extraWeight } = this.sight;
    const { cells, cellStart, blocks } = this.sight.cells;
    const { categoryOf, categoryProducts, categoryStart } = population;
    const k = categoryOf[categoryProducts[c]];
    const products = categoryStart[k + 1] - categoryStart[k];
    let sum = 0;
    for (let block = 0; block < blocks[s]; block++) {
      const at = 4 * c + 2 * block;
      let i = cellStart[s * (categoryStart.length - 1) + k] + 2 * BLOCK * (block * products + c - categoryStart[k]);
      for (let type = 0; type < BLOCK; type++, i += 2)
        sum += cells[i] * seen[at] + extraWeight[s] * cells[i + 1] * seen[at + 1];
    }
    return sum / (BLOCK * blocks[s]);
  }

  /** Takes what the gaps on the shelf take off the values that types see off sums[VALUE_SEEN]. */
  private loseGaps(s: number, sk: number, from: number, to: number): void {
    const { work } = this;
    const { seen, sums, extraWeight } = this.sight;
    const { cells, cellStart, blocks } = this.sight.cells;
    const { categoryProducts, typicalValue } = this.population;
    for (let type = 0; type < BLOCK * blocks[s]; type++) {
      const block = (type / BLOCK) | 0;
      let there = 0;
      for (let c = from; c < to; c++) {
        if (this.state.stock[categoryProducts[c]] <= 0) continue;
        const i = cellStart[sk] + 2 * (BLOCK * (block * (to - from) + c - from) + type - BLOCK * block);
        const at = 4 * c + 2 * block;
        there += cells[i] * seen[at] + extraWeight[s] * cells[i + 1] * seen[at + 1];
      }
      const all = work[type * WORK + TOTAL];
      sums[VALUE_SEEN] += there > 0 ? log(there / all) : typicalValue[sk] - EMPTY_SHELF - log(all);
    }
  }

  private shelfIsFull(from: number, to: number): boolean {
    const { stock } = this.state;
    for (let c = from; c < to; c++) if (stock[this.population.categoryProducts[c]] <= 0) return false;
    return true;
  }
}
