import { exp, log } from "../../sim/math/elementary.js";
import { countDistribution } from "./count-distribution.js";

/*
 * Selling `stock` units by the end of a season at a price that may change at any moment, buyers coming at the rate
 * a e^-price. What matters of a and the season is a/e times its length, `scale`: the mean sales at the price 1 that earns most
 * a moment. Prices are in that unit.
 */

/**
 * Most expected revenue:  ln sum over i <= stock of scale^i / i!
 *
 * @see Gallego and van Ryzin (1994), Optimal dynamic pricing of inventories with stochastic demand over finite horizons, Management
 *   Science 40(8), section 2.3
 */
export function bestRevenue(stock: number, scale: number): number {
  let sum = 1;
  let term = 1;
  for (let i = 1; i <= stock; i++) {
    term *= scale / i;
    sum += term;
  }
  return log(sum);
}

/** The price with so many units left and `scale` for the rest of the season:  J(n) - J(n - 1) + 1 */
export function bestPrice(stock: number, scale: number): number {
  return 1 + bestRevenue(stock, scale) - bestRevenue(stock - 1, scale);
}

/**
 * Revenue where demand were certain: at the price that sells the stock, or at 1 where there is more than that sells. No
 * policy's expected revenue passes it.
 *
 * Proof. At the rate of sales u = scale e^(1 - price) a season of length 1 earns r(u) = u (1 + ln(scale / u)), concave in u.
 * A policy that asks prices by what went before sells at a random rate u(t), 0 once the stock is gone. Its expected revenue is the
 * integral of E r(u(t)), by Jensen's inequality at most r of the mean rate (over luck and time); and mean sales, that rate
 * times the season, are at most the stock. Among constant rates that sell no more than the stock the fluid one earns most.
 *
 * @see Gallego and van Ryzin (1994), theorem 2
 */
export function fluidRevenue(stock: number, scale: number): number {
  return stock < scale ? stock * (1 + log(scale / stock)) : scale;
}

/** Expected revenue at one price:  price E min(stock, Poisson(scale e^(1 - price))) */
export function fixedPriceRevenue(stock: number, scale: number, price: number): number {
  const law = countDistribution(scale * exp(1 - price));
  let sold = 0;
  for (let n = 0; n < law.length; n++) sold += law[n] * Math.min(stock, n);
  return price * sold;
}

/** The best single price, by golden section between 0 and the price that the last unit would ask for: revenue has one peak. */
export function bestFixedPrice(stock: number, scale: number): { price: number; revenue: number } {
  let low = 0;
  let high = 2 + Math.max(0, log(scale));
  const inner = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-10) {
    const left = high - inner * (high - low);
    const right = low + inner * (high - low);
    if (fixedPriceRevenue(stock, scale, left) < fixedPriceRevenue(stock, scale, right)) low = left;
    else high = right;
  }
  const price = 0.5 * (low + high);
  return { price, revenue: fixedPriceRevenue(stock, scale, price) };
}
