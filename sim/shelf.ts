import type { Product } from "./scenario.js";

/** The products by category. */
export interface Shelf {
  readonly categories: readonly string[];
  /** category of each product, shape [products] */
  readonly categoryOf: Int32Array;
  /** products by category: those of k are categoryProducts[categoryStart[k] .. categoryStart[k + 1] - 1] */
  readonly categoryProducts: Int32Array;
  readonly categoryStart: Int32Array;
}

export function arrangeShelf(products: readonly Product[]): Shelf {
  const categories = [...new Set(products.map((product) => product.category))];
  const categoryOf = Int32Array.from(products, (product) => categories.indexOf(product.category));
  const categoryProducts = Int32Array.from(
    products.map((_, p) => p).sort((a, b) => categoryOf[a] - categoryOf[b] || a - b),
  );
  const categoryStart = new Int32Array(categories.length + 1);
  for (const k of categoryOf) categoryStart[k + 1] += 1;
  for (let k = 0; k < categories.length; k++) categoryStart[k + 1] += categoryStart[k];
  return { categories, categoryOf, categoryProducts, categoryStart };
}
