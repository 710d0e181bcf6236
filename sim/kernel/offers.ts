// AssemblyScript: what the day's offers are to a row.
import { exp, expOfTwo } from "./elementary";
import { double, Market, put, whole } from "./room";

/** Log price ratios that are remembered of a segment, a power of two. */
export const KNOWN: i32 = 64;

/**
 * Fills a row's `offered`, product by product, to single precision: price over list price, exp of its utility at the low and at the high sensitivity,
 * pull of badges, push of the slate; and `extraMean`.
 */
export function reprice(market: Market, row: i32): void {
  const P = market.products;
  const s = row / market.groups;
  const padded = (<usize>market.paddedProducts) << 2;
  const offered = market.offered + <usize>row * 5 * padded;
  for (let c = 0; c < P; c++) {
    const p = whole(market.categoryProducts, c);
    const at = row * P + p;
    const known = responseTo(market, s, double(market.logRatio, at));
    const to = offered + ((<usize>c) << 2);
    store<f32>(to, <f32>double(market.ratio, at));
    store<f32>(to + padded, <f32>load<f64>(known, 8));
    store<f32>(to + 2 * padded, <f32>load<f64>(known, 16));
    store<f32>(to + 3 * padded, <f32>double(market.pull, at));
    store<f32>(to + 4 * padded, <f32>double(market.shown, s * P + p));
    put(market.extraMean, row * P + c, load<f64>(known, 24));
  }
}

/**
 * Where stands what a segment does at a log price ratio: the ratio, exp of its utility at the low and at the high sensitivity, mean
 * units beyond the first. Offers come back day by day, and three exps are most of what a new price costs: so they are remembered.
 */
function responseTo(market: Market, s: i32, change: f64): usize {
  const place = KNOWN * s + (<i32>(1009 * abs(change)) & (KNOWN - 1));
  const at = market.responses + ((<usize>place) << 5);
  if (load<f64>(at) === change) return at;
  const utility = f64x2.neg(f64x2.mul(v128.load(market.beta + ((<usize>s) << 4)), f64x2.splat(change)));
  const weight = expOfTwo(utility);
  store<f64>(at, change);
  store<f64>(at, f64x2.extract_lane(weight, 0), 8);
  store<f64>(at, f64x2.extract_lane(weight, 1), 16);
  store<f64>(at, exp(double(market.m0, s) - double(market.m1, s) * change), 24);
  return at;
}
