/**
 * What Stirling's formula leaves of a log factorial:
 *     ln k! = (k + 1/2) ln(k + 1) - (k + 1) + ln(2 pi)/2 + stirlingRest(k)
 *
 * @param count   whole, >= 0
 * @see Hormann (1993), The generation of binomial random variates, JSCS 46(1-2), section 2
 */
export function stirlingRest(count: number): number {
  if (count < FIRST.length) return FIRST[count];
  const after = count + 1;
  const square = after * after;
  return (0.08333333333333333 - (0.002777777777777778 - 0.0007936507936507937 / square) / square) / after;
}

/** the same for 0 to 9, where the series is short of digits */
const FIRST = Float64Array.of(
  0.08106146679532726,
  0.0413406959554093,
  0.02767792568499834,
  0.020790672103765093,
  0.016644691189821193,
  0.013876128823070748,
  0.01189670994589177,
  0.010411265261972096,
  0.009255462182712733,
  0.008330563433363124,
);
