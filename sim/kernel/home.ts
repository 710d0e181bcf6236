// AssemblyScript: what shoppers have at home.
import { double, Market, Pair, put } from "./room";

/** Log-odds beyond which more at home holds nobody back any further; a product of two such odds is still a number. */
const FULL_HOME: f64 = 200;

/**
 * Takes a gamma law of the mean and variance remembered by its two-point Gauss rule (exact for polynomials of degree 3), nodes
 * M + W/M -+ W/M sqrt(a + 1) with a = M^2 / W.
 */
export function lookAtHome(pair: Pair, mean: f64, variance: f64): void {
  const scale = mean > 0 ? variance / mean : 0;
  const root = scale > 1e-9 * mean ? sqrt(mean / scale + 1) : 0;
  pair.morePart = root > 0 ? 0.5 - 0.5 / root : 0;
  pair.lessUnits = root > 0 ? mean + scale - root * scale : mean;
  pair.moreUnits = root > 0 ? mean + scale + root * scale : mean;
}

/** What units at home take off the log-odds of buying. */
export function hold(market: Market, sk: i32, units: f64): f64 {
  return min(FULL_HOME, double(market.pantryWeight, sk) * (units - double(market.usualPantry, sk)));
}

/** Notes by how much buyers have more at home than the others have in mean. @param moreOfBuyers  part with more among them */
export function noteBuyers(market: Market, pair: Pair, moreOfBuyers: f64): void {
  if (!pair.item.isOwn) return;
  put(market.buyersMore, pair.sk, (moreOfBuyers - pair.morePart) * (pair.moreUnits - pair.lessUnits));
}
