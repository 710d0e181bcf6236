/**
 * Shares out a whole amount over lines in proportion to their room, by the largest remainder: whole steps each, in sum the
 * amount, and never more than the room. Equal remainders: the product that comes first in the scenario.
 *
 * @param amount   whole, 0 to the sum of `room`
 * @param room     whole, >= 0, shape [lines]
 * @param product  of each line, all different, shape [lines]
 * @param out      overwritten, shape [lines]
 */
export function allot(amount: number, lines: number, room: Float64Array, product: Int32Array, out: Float64Array): void {
  let sum = 0;
  for (let l = 0; l < lines; l++) sum += room[l];
  let left = amount;
  for (let l = 0; l < lines; l++) {
    out[l] = sum > 0 ? wholeShare(amount * room[l], sum) : 0;
    left -= out[l];
  }
  for (; left > 0; left--) {
    let next = -1;
    let largest = -1;
    for (let l = 0; l < lines; l++) {
      const whole = wholeShare(amount * room[l], sum);
      const remainder = amount * room[l] - whole * sum;
      if (remainder < largest || out[l] > whole) continue;
      if (remainder === largest && product[l] > product[next]) continue;
      largest = remainder;
      next = l;
    }
    out[next] += 1;
  }
}

/** a / b without its fraction, exact where a < 2^53 and b >= 1; the remainder of doubles would be five times as slow */
function wholeShare(a: number, b: number): number {
  const near = Math.floor(a / b);
  return near * b > a ? near - 1 : near;
}
