import { listItems } from "./cells.js";
import type { Plan } from "./header.js";

/** Makes rows of a record in `values`, one after the other, each told by `accept`, and says how many. */
export type Unfold = (
  cells: readonly string[],
  values: (string | number)[],
  record: number,
  accept: () => void,
) => number;

/** A basket a line: a row an item; the basket is named by its record's number, from 1. */
export function unfoldBasket({ columns }: Plan): Unfold {
  const [basketAt, itemAt] = ["basket", "item"].map((name) => columns.findIndex((column) => column.name === name));
  return (cells, values, record, accept) => {
    const items = cells.map((cell) => cell.trim()).filter((cell) => cell !== "");
    values[basketAt] = String(record);
    for (const item of items) {
      values[itemAt] = item;
      accept();
    }
    return items.length;
  };
}

/** A row a user: a row an item of each list, with the list's event and the item's place in it, from 1. */
export function unfoldLists({ columns, lists = [] }: Plan): Unfold {
  const [eventAt, itemAt, orderAt] = ["event", "item", "order"].map((name) =>
    columns.findIndex((column) => column.name === name),
  );
  return (cells, values, _record, accept) => {
    let rows = 0;
    for (const { list, at } of lists) {
      const items = listItems(cells[at]);
      values[eventAt] = list.event;
      for (let n = 0; n < items.length; n++) {
        values[itemAt] = items[n];
        values[orderAt] = n + 1;
        accept();
      }
      rows += items.length;
    }
    return rows;
  };
}
