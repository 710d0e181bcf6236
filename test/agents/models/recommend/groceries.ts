import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInteractions, type Interactions } from "../../../../agents/models/recommend/interactions.js";

export const groceriesFile = join(import.meta.dirname, "../../../../../shared/data/groceries_baskets.csv");

/** The 9,835 baskets, a user each. */
export function groceries(): { interactions: Interactions; place(name: string): number; name(place: number): string } {
  const baskets = readFileSync(groceriesFile, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(",").map((name) => name.trim()));
  const names = [...new Set(baskets.flat())];
  const places = new Map(names.map((name, place) => [name, place]));
  const place = (name: string) => places.get(name) as number;
  const user = Int32Array.from(baskets.flatMap((basket, row) => basket.map(() => row)));
  const interactions = createInteractions(
    {
      users: baskets.length,
      items: names.length,
      user,
      item: Int32Array.from(baskets.flat(), place),
      value: new Float64Array(user.length).fill(1),
      when: new Float64Array(user.length),
    },
    "one",
  );
  return { interactions, place, name: (at) => names[at] };
}
