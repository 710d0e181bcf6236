// AssemblyScript: exp and log as in sim/math/elementary.ts, to the bit, with exp also for two numbers at once.

import { INVERSES_OF_128THS, LOGS_OF_128THS, POWERS } from "./tables";

const TO_NEAREST: f64 = 6755399441055744;

export function exp(x: f64): f64 {
  return x < 22 && x > -22 ? expOfMiddling(x) : expOfLargeOrSmall(x);
}

/** e^x of both lanes */
export function expOfTwo(x: v128): v128 {
  if (!v128.all_true<i64>(f64x2.lt(f64x2.abs(x), f64x2.splat(22))))
    return f64x2.replace_lane(f64x2.splat(exp(f64x2.extract_lane(x, 0))), 1, exp(f64x2.extract_lane(x, 1)));
  const nearest = f64x2.splat(TO_NEAREST);
  const n = f64x2.sub(f64x2.add(f64x2.mul(x, f64x2.splat(92.33248261689366)), nearest), nearest);
  const high = f64x2.sub(x, f64x2.mul(n, f64x2.splat(0.01083042468962958)));
  const r = f64x2.sub(high, f64x2.mul(n, f64x2.splat(6.619564634077006e-12)));
  let p = f64x2.add(f64x2.splat(0.041666666666666664), f64x2.mul(r, f64x2.splat(0.008333333333333333)));
  p = f64x2.add(f64x2.splat(0.16666666666666666), f64x2.mul(r, p));
  p = f64x2.add(f64x2.splat(0.5), f64x2.mul(r, p));
  p = f64x2.add(r, f64x2.mul(f64x2.mul(r, r), p));
  const whole = i32x4.trunc_sat_f64x2_s_zero(n);
  const first = powerOf64th(i32x4.extract_lane(whole, 0));
  const t = f64x2.replace_lane(f64x2.splat(first), 1, powerOf64th(i32x4.extract_lane(whole, 1)));
  return f64x2.add(t, f64x2.mul(t, p));
}

/**
 * e^x of four numbers of single precision, from -87 to 88 (what is beyond counts as that), error about a unit in the last place.
 *
 * See Moshier, Cephes expf.c: x = n ln 2 + r, and a polynomial of degree 7 in r.
 */
export function expOfFour(numbers: v128): v128 {
  const x = f32x4.pmax(f32x4.splat(-87), f32x4.pmin(f32x4.splat(88), numbers));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let p = f32x4.add(f32x4.mul(f32x4.splat(1.98756915e-4), r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  const twoToN = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, twoToN);
}

export function log(x: f64): f64 {
  if (!(x >= 2.2250738585072014e-308 && x < Infinity)) return logAtTheEdge(x);
  const bits = reinterpret<i64>(x);
  const k = <i32>((bits - 0x3fe8000000000000) >> 52);
  const m = reinterpret<f64>(bits - ((<i64>k) << 52));
  const j = m * 128 + TO_NEAREST - TO_NEAREST;
  const at = (<usize>(<i32>j - 96)) << 3;
  const r = (m - j * 0.0078125) * load<f64>(INVERSES_OF_128THS + at);
  const r2 = r * r;
  const tail = r2 * (0.5 - r * 0.3333333333333333 + r2 * (0.25 - r * 0.2 + r2 * 0.16666666666666666));
  return (
    <f64>k * 0.6931471803691238 + (load<f64>(LOGS_OF_128THS + at) + (<f64>k * 1.9082149292705877e-10 + (r - tail)))
  );
}

function expOfMiddling(x: f64): f64 {
  const n = x * 92.33248261689366 + TO_NEAREST - TO_NEAREST;
  const r = x - n * 0.01083042468962958 - n * 6.619564634077006e-12;
  const p = r + r * r * (0.5 + r * (0.16666666666666666 + r * (0.041666666666666664 + r * 0.008333333333333333)));
  const t = powerOf64th(<i32>n);
  return t + t * p;
}

/** 2^(n/64) of a normal number */
function powerOf64th(n: i32): f64 {
  return reinterpret<f64>(load<i64>(POWERS + ((<usize>(n & 63)) << 3)) + ((<i64>(n >> 6)) << 52));
}

/** 2^k of a normal number */
function twoTo(k: i32): f64 {
  return reinterpret<f64>((<i64>(1023 + k)) << 52);
}

function expOfLargeOrSmall(x: f64): f64 {
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  if (isNaN(x)) return x;
  const k = floor(x * 1.4426950408889634 + 0.5);
  const y = expOfMiddling(x - k * 0.6931471803691238 - k * 1.9082149292705877e-10);
  const first = <i32>floor(k / 2);
  return y * twoTo(first) * twoTo(<i32>k - first);
}

function logAtTheEdge(x: f64): f64 {
  if (x === 0) return -Infinity;
  if (x > 0 && x < Infinity) return log(x * 18014398509481984) - 37.42994775023705;
  return x === Infinity ? Infinity : NaN;
}
