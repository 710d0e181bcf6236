import { badFile, openTextFile, readText } from "../data/text-file.js";
import type { ShopLog } from "./shop-log.js";

/** Ratings of a file in one of MovieLens's forms, users and items by the file's names for them. */
export interface RatingRows {
  readonly user: readonly string[];
  readonly item: readonly string[];
  readonly rating: readonly number[];
  /** seconds, as in the file; 0 where it has none */
  readonly time: readonly number[];
}

/**
 * Reads ratings in the forms of MovieLens: user, item, rating and perhaps a time a line, apart by a tab (100k), "::" (1M) or
 * a comma under a header (the later ones).
 *
 * @throws UserError, exit code 1, for a file that is none, or with the first line that is no rating
 */
export async function readRatings(file: string): Promise<RatingRows> {
  const text = await openTextFile(file);
  const first = text.head.split(/\r?\n/, 1)[0];
  const delimiter = ["\t", "::", ","].find((candidate) => first.includes(candidate));
  if (delimiter === undefined)
    throw badFile(
      file,
      `line 1: found ${JSON.stringify(first.slice(0, 60))}, expected user, item and rating apart by tabs`,
    );
  const rows = { user: [] as string[], item: [] as string[], rating: [] as number[], time: [] as number[] };
  let line = 0;
  const take = (content: string): void => {
    line += 1;
    if (content === "") return;
    const cells = content.split(delimiter).map((cell) => cell.trim());
    if (line === 1 && delimiter === "," && !isNumber(cells[2])) return;
    const [user, item, rating, time = "0"] = cells;
    if (cells.length < 3 || cells.length > 4 || user === "" || item === "" || !isNumber(rating) || !isNumber(time))
      throw badFile(
        file,
        `line ${line}: found ${JSON.stringify(content.slice(0, 60))}, expected user, item, rating and perhaps a time`,
      );
    rows.user.push(user);
    rows.item.push(item);
    rows.rating.push(Number(rating));
    rows.time.push(Number(time));
  };
  let rest = "";
  await readText(text, (piece) => {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() as string;
    for (const content of lines) take(content.replace(/\r$/, ""));
    return true;
  });
  if (rest !== "") take(rest);
  if (rows.user.length === 0) throw badFile(file, "no ratings below the header");
  return rows;
}

/**
 * Ratings as a log, users and items of the test too, so that a model can be asked about those it never met.
 *
 * @param test  places of its rows among the log's users and items are answered too
 */
export function ratingsLog(train: RatingRows, test?: RatingRows) {
  const users = places([train.user, test?.user ?? []]);
  const items = places([train.item, test?.item ?? []]);
  const log: ShopLog = {
    log: {
      users: users.names.length,
      items: items.names.length,
      user: users.of(train.user),
      item: items.of(train.item),
      value: Float64Array.from(train.rating),
      when: Float64Array.from(train.time),
    },
    values: "ratings",
    took: new Uint8Array(train.user.length).fill(1),
    users: users.names,
    items: items.names,
    ordered: true,
    leftOut: 0,
  };
  const pairs = test && {
    user: users.of(test.user),
    item: items.of(test.item),
    value: Float64Array.from(test.rating),
  };
  return { log, pairs };
}

function places(lists: readonly (readonly string[])[]) {
  const place = new Map<string, number>();
  for (const list of lists) for (const name of list) if (!place.has(name)) place.set(name, place.size);
  return {
    names: [...place.keys()],
    of: (list: readonly string[]) => Int32Array.from(list, (name) => place.get(name) as number),
  };
}

const isNumber = (cell: string | undefined) => cell !== undefined && cell !== "" && Number.isFinite(Number(cell));
