/**
 * exp, log and kin, the same to the bit in every engine: ECMAScript leaves `Math.exp` and its like to the engine, so sim,
 * envs and agents use these instead. Built of +, -, *, /, Math.sqrt and Math.floor only, which IEEE 754 fixes.
 *
 * Error under 1.5 units in the last place for exp and log; the others say theirs. Checked against correctly rounded
 * values in test/sim/math/elementary.test.ts.
 */

/**
 * e^x, by x = n ln2/64 + r, |r| <= ln2/128, from a table of 2^(n/64) and a polynomial of degree 5.
 *
 * @returns Infinity above 709.78, 0 below -745.13, NaN for NaN
 * @see Tang (1989), Table-driven implementation of the exponential function, ACM TOMS 15(2)
 */
export function exp(x: number): number {
  // the plus says that it is a number: else engines put every answer on the heap
  return x < 22 && x > -22 ? expOfMiddling(x) : +expOfLargeOrSmall(x);
}

/** e^x for |x| < 22 */
function expOfMiddling(x: number): number {
  const n = x * 92.33248261689366 + TO_NEAREST - TO_NEAREST;
  const r = x - n * LN2_64_HIGH - n * LN2_64_LOW;
  const p = r + r * r * (0.5 + r * (0.16666666666666666 + r * (0.041666666666666664 + r * 0.008333333333333333)));
  const t = POWERS_OF_64TH[n + 2048];
  return t + t * p;
}

/**
 * Natural logarithm, by x = 2^k m, 3/4 <= m < 3/2, the nearest c = j/128 to m, and a polynomial in r = (m - c) / c.
 * Around 1 it keeps full relative precision, as c is 1 there.
 *
 * @returns -Infinity for 0, NaN below 0
 * @see Tang (1990), Table-driven implementation of the logarithm function, ACM TOMS 16(4)
 */
export function log(x: number): number {
  if (!(x >= 2.2250738585072014e-308 && x < Infinity)) return +logAtTheEdge(x);
  float[0] = x;
  const k = (words[1] - 0x3fe80000) >> 20;
  const m = x * TWO_TO[1074 - k];
  const j = m * 128 + TO_NEAREST - TO_NEAREST;
  const r = (m - j * 0.0078125) * INVERSE_OF_128THS[j];
  const r2 = r * r;
  const tail = r2 * (0.5 - r * 0.3333333333333333 + r2 * (0.25 - r * 0.2 + r2 * 0.16666666666666666));
  return k * 0.6931471803691238 + (LOG_OF_128THS[j] + (k * 1.9082149292705877e-10 + (r - tail)));
}

/** 1 / (1 + e^-x) */
export function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

/** ln(1 + x), relative error under 1e-15 also where x is tiny. @see Kahan; Goldberg (1991), theorem 4 */
export function log1p(x: number): number {
  const u = 1 + x;
  return u === 1 ? x : u === Infinity ? u : (log(u) * x) / (u - 1);
}

/** e^x - 1, relative error under 2e-14 also where x is tiny. @see Kahan, in Higham (2002), section 1.14.1 */
export function expm1(x: number): number {
  if (x > -0.02 && x < 0.02) return x * (1 + (x / 2) * (1 + (x / 3) * (1 + (x / 4) * (1 + (x / 5) * (1 + x / 6)))));
  if (x > 40 || x < -40) return exp(x) - 1;
  const u = exp(x);
  return u === 1 ? x : ((u - 1) * x) / log(u);
}

/**
 * Hyperbolic tangent, error under 2 units in the last place: near 0 by a rational function of degree 3 in x^2, else 1 - 2 / (e^2x + 1).
 *
 * @see Moshier, Cephes tanh.c, after Cody and Waite (1980), Software Manual for the Elementary Functions, chapter 13
 */
export function tanh(x: number): number {
  if (x < 0.625 && x > -0.625) {
    const z = x * x;
    const over = ((-0.9643991794250523 * z - 99.28772310019185) * z - 1614.6876844170845) * z;
    const under = ((z + 112.81167849163293) * z + 2235.4883906010045) * z + 4844.063053251255;
    return x + x * (over / under);
  }
  if (x > 22) return 1;
  if (x < -22) return -1;
  return x > 0 ? 1 - 2 / (exp(2 * x) + 1) : 2 / (exp(-2 * x) + 1) - 1;
}

/** base^power for base >= 0: whole powers by repeated squaring, others as exp(power ln base); relative error about |power ln base| 1e-16. */
export function pow(base: number, power: number): number {
  if (power === Math.floor(power) && power <= 1024 && power >= -1024) {
    let result = 1;
    let square = base;
    for (let left = Math.abs(power); left > 0; left = Math.floor(left / 2)) {
      if (left % 2 === 1) result *= square;
      square *= square;
    }
    return power < 0 ? 1 / result : result;
  }
  if (base === 0) return power > 0 ? 0 : Infinity;
  return exp(power * log(base));
}

/** Cosine of an angle in radians, absolute error under 1e-15 for |x| < 100. @see fdlibm k_cos.c, k_sin.c */
export function cos(x: number): number {
  const n = Math.floor(x * 0.6366197723675814 + 0.5);
  const r = x - n * 1.5707963267341256 - n * 6.077100506506192e-11;
  const quarter = n & 3;
  const value = quarter & 1 ? sineKernel(r) : cosineKernel(r);
  return quarter === 1 || quarter === 2 ? -value : value;
}

/** Sine of an angle in radians, absolute error under 1e-15 for |x| < 100. */
export function sin(x: number): number {
  const n = Math.floor(x * 0.6366197723675814 + 0.5);
  const r = x - n * 1.5707963267341256 - n * 6.077100506506192e-11;
  const quarter = n & 3;
  const value = quarter & 1 ? cosineKernel(r) : sineKernel(r);
  return quarter & 2 ? -value : value;
}

function cosineKernel(r: number): number {
  const z = r * r;
  const tail =
    0.0416666666666666 +
    z *
      (-0.001388888888887411 +
        z *
          (2.480158728947673e-5 +
            z * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 - z * 1.1359647557788195e-11))));
  return 1 - (0.5 * z - z * z * tail);
}

function sineKernel(r: number): number {
  const z = r * r;
  const tail =
    -0.16666666666666632 +
    z *
      (0.00833333333332249 +
        z *
          (-0.0001984126982985795 +
            z * (2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10))));
  return r + r * z * tail;
}

/** e^x = 2^k e^y with |y| <= ln2 / 2, where 2^k may need two factors */
function expOfLargeOrSmall(x: number): number {
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  if (Number.isNaN(x)) return x;
  const k = Math.floor(x * 1.4426950408889634 + 0.5);
  const y = exp(x - k * 0.6931471803691238 - k * 1.9082149292705877e-10);
  const first = Math.floor(k / 2);
  return y * TWO_TO[1074 + first] * TWO_TO[1074 + k - first];
}

function logAtTheEdge(x: number): number {
  if (x === 0) return -Infinity;
  if (x > 0 && x < Infinity) return log(x * 18014398509481984) - 37.42994775023705;
  return x === Infinity ? Infinity : Number.NaN;
}

/** Added and taken away again, it rounds a number below 2^51 to the nearest whole one; faster than a conversion. */
const TO_NEAREST = 6755399441055744;

/** One double seen as two words, to read its exponent; little-endian, as every platform that runs this is. */
const float = new Float64Array(1);
const words = new Int32Array(float.buffer);

const LN2_64_HIGH = 0.01083042468962958;
const LN2_64_LOW = 6.619564634077006e-12;

/** 2^(i - 1074), exact */
const TWO_TO = new Float64Array(2098);
TWO_TO[1074] = 1;
for (let i = 1075; i < 2098; i++) TWO_TO[i] = TWO_TO[i - 1] * 2;
for (let i = 1073; i >= 0; i--) TWO_TO[i] = TWO_TO[i + 1] * 0.5;

/** 128/j and ln(j/128), 96 <= j <= 192, the latter by its series in (c - 1) / (c + 1) */
const INVERSE_OF_128THS = new Float64Array(193);
const LOG_OF_128THS = new Float64Array(193);
for (let j = 96; j <= 192; j++) {
  const s = (j - 128) / (j + 128);
  let sum = 0;
  for (let n = 27; n >= 1; n -= 2) sum = sum * s * s + 1 / n;
  INVERSE_OF_128THS[j] = 128 / j;
  LOG_OF_128THS[j] = 2 * s * sum;
}

/** 2^(i/64), correctly rounded */
const TWO_TO_64THS = Float64Array.of(
  1.0,
  1.0108892860517005,
  1.0218971486541166,
  1.0330248790212284,
  1.0442737824274138,
  1.0556451783605572,
  1.0671404006768237,
  1.0787607977571199,
  1.0905077326652577,
  1.102382583307841,
  1.1143867425958924,
  1.1265216186082418,
  1.1387886347566916,
  1.1511892299529827,
  1.1637248587775775,
  1.1763969916502812,
  1.189207115002721,
  1.202156731452703,
  1.215247359980469,
  1.22848053610687,
  1.241857812073484,
  1.255380757024691,
  1.2690509571917332,
  1.2828700160787783,
  1.2968395546510096,
  1.3109612115247644,
  1.3252366431597413,
  1.339667524053303,
  1.3542555469368927,
  1.3690024229745905,
  1.383909881963832,
  1.3989796725383112,
  1.4142135623730951,
  1.42961333839197,
  1.4451808069770467,
  1.460917794180647,
  1.4768261459394993,
  1.4929077282912648,
  1.5091644275934228,
  1.5255981507445384,
  1.5422108254079407,
  1.559004400237837,
  1.5759808451078865,
  1.593142151342267,
  1.6104903319492543,
  1.6280274218573478,
  1.645755478153965,
  1.6636765803267364,
  1.681792830507429,
  1.7001063537185235,
  1.718619298122478,
  1.7373338352737062,
  1.7562521603732995,
  1.7753764925265212,
  1.7947090750031072,
  1.8142521755003989,
  1.8340080864093424,
  1.8539791250833855,
  1.8741676341103,
  1.8945759815869656,
  1.9152065613971474,
  1.9360617934922943,
  1.9571441241754002,
  1.978456026387951,
);

/** The tables, for who works these functions out elsewhere: the first from i = 0 on, the others by j, from 96 on. */
export const elementaryTables = {
  powersOf64th: TWO_TO_64THS,
  inverseOf128ths: INVERSE_OF_128THS,
  logOf128ths: LOG_OF_128THS,
};

/** 2^((i - 2048) / 64) for i from 0 to 4096 */
const POWERS_OF_64TH = new Float64Array(4097);
for (let i = 0; i <= 4096; i++) POWERS_OF_64TH[i] = TWO_TO_64THS[i & 63] * TWO_TO[1074 - 32 + (i >> 6)];
