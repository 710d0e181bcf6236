/**
 * Gauss's hypergeometric function by its series:  2F1(a, b; c; z) = sum over n of (a)_n (b)_n / (c)_n z^n / n!
 *
 * The series takes about 35 / (1 - z) terms. Relative error about 1e-15 where its terms have one sign, as they have when
 * a, b and c are above 0.
 *
 * @param c  not 0, -1, -2, ...
 * @param z  within -1 and 1, both excluded
 * @throws RangeError when an argument is out of range, or z so close to 1 that a million terms do not do
 * @see Abramowitz and Stegun (1964), equation 15.1.1
 */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  if (!(z > -1 && z < 1)) throw new RangeError(`hypergeometric: needs z within -1 and 1, got ${z}`);
  if (c <= 0 && Number.isInteger(c)) throw new RangeError(`hypergeometric: c is ${c}, where the series has no terms`);
  let sum = 1;
  let term = 1;
  for (let n = 0; n < MOST_TERMS; n++) {
    term *= ((a + n) * (b + n) * z) / ((c + n) * (n + 1));
    sum += term;
    // past n > |a|, |b| terms fall about as fast as z^n, so that what is left is at most term / (1 - |z|)
    if (Math.abs(term) <= PRECISION * (1 - Math.abs(z)) * Math.abs(sum) && n > Math.abs(a) && n > Math.abs(b))
      return sum;
    if (term === 0) return sum;
  }
  throw new RangeError(`hypergeometric: no end in sight at a ${a}, b ${b}, c ${c}, z ${z}`);
}

const PRECISION = 1e-16;
const MOST_TERMS = 1e6;
