// AssemblyScript: choice where loyalty is strong.
import { exp, log } from "./elementary";
import { hold, noteBuyers } from "./home";
import { add, double, EMPTY_SHELF, isThere, Market, Pair, put, shelfIsFull, zero } from "./room";

/**
 * Those who bought each product last are taken one by one, exactly, and leave their group as they buy. Same equations as in
 * `choice.ts`, whose expansion to the second order is no longer good here.
 */
export function weighStrong(market: Market, pair: Pair): void {
  const item = pair.item;
  const sk = pair.sk;
  const to = pair.from + pair.products;
  const types = pair.types;
  const padded = (<usize>market.paddedProducts) << 2;
  const g1 = double(market.g1, sk);
  const at = g1 * double(market.usualValue, sk) - double(market.g0, sk) - double(market.lift, sk);
  const extra = double(market.extraWeight, item.segment);
  const ofType = item.part / <f64>types;
  const lessHold = exp(hold(market, sk, pair.lessUnits));
  const moreHold = exp(hold(market, sk, pair.moreUnits));
  const gapless = shelfIsFull(market, pair.from, to);
  const leaving = market.leaving + ((<usize>(item.segment * market.products + pair.from)) << 3);
  const weight = pair.weights;
  const part = pair.weights + ((<usize>pair.products) << 3);
  let buysWithMore: f64 = 0;
  let buysInAll: f64 = 0;
  if (item.isOwn) zero(leaving, 0, pair.products);
  for (let type = 0; type < types; type++) {
    // ln T at list prices, by which weights are divided
    const atRest = <f64>load<f32>(pair.rest + ((<usize>type) << 2));
    let total: f64 = 0;
    let sum: f64 = 0;
    for (let c = 0; c < pair.products; c++) {
      const cell = pair.cells + ((<usize>(2 * types * c + type)) << 2);
      const seen = pair.seen + ((<usize>c) << 2) + (type < 4 ? 0 : padded);
      const w = <f64>load<f32>(cell) * <f64>load<f32>(seen);
      const l = <f64>load<f32>(cell + ((<usize>types) << 2)) * <f64>load<f32>(seen + 2 * padded);
      put(weight, c, w);
      put(part, c, w > 0 ? l / w : 0);
      total += w;
      sum += double(part, c);
    }
    let base: f64 = 0;
    for (let c = 0; c < pair.products; c++) {
      const w = double(weight, c);
      const ofLast = double(part, c) / sum;
      const ownTotal = total + extra * w;
      const value = atRest + log(ownTotal);
      const against = exp(at - g1 * value);
      const withLess = (1 - pair.morePart) / (1 + against * lessHold);
      const withMore = pair.morePart / (1 + against * moreHold);
      const buys = ofLast * (withLess + withMore);
      item.value += ofLast * (gapless ? value : valueLeft(market, pair, c, extra, atRest));
      buysWithMore += ofLast * withMore;
      buysInAll += buys;
      if (item.isOwn) add(leaving, c, buys);
      base += buys / ownTotal;
      add(pair.share, c, (ofType * extra * w * buys) / ownTotal);
    }
    for (let c = 0; c < pair.products; c++) add(pair.share, c, ofType * base * double(weight, c));
  }
  noteBuyers(market, pair, buysInAll > 0 ? buysWithMore / buysInAll : pair.morePart);
}

/** Category value of what is there to those who bought `last` last. */
function valueLeft(market: Market, pair: Pair, last: i32, extra: f64, atRest: f64): f64 {
  let there: f64 = 0;
  for (let c = 0; c < pair.products; c++)
    if (isThere(market, pair.from + c)) there += double(pair.weights, c) * (c === last ? 1 + extra : 1);
  return there > 0 ? atRest + log(there) : double(market.usualValue, pair.sk) - EMPTY_SHELF;
}
