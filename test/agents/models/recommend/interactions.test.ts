import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createInteractions,
  entryOf,
  type InteractionLog,
  loadInteractions,
  saveInteractions,
  transpose,
} from "../../../../agents/models/recommend/interactions.js";

const log: InteractionLog = {
  users: 4,
  items: 3,
  user: Int32Array.of(2, 0, 2, 0, 2),
  item: Int32Array.of(1, 2, 0, 2, 1),
  value: Float64Array.of(5, 1, 2, 3, 4),
  when: Float64Array.of(9, 1, 2, 3, 4),
};

test("a log becomes rows by user and by item, with nothing for who did nothing", () => {
  const { byUser, byItem } = createInteractions(log, "sum");
  expect([...byUser.start]).toEqual([0, 1, 1, 3, 3]);
  expect([...byUser.column]).toEqual([2, 0, 1]);
  expect([...byUser.value]).toEqual([4, 2, 9]);
  expect([...byItem.start]).toEqual([0, 1, 2, 3]);
  expect([...byItem.column]).toEqual([2, 2, 0]);
  expect([...byItem.value]).toEqual([2, 9, 4]);
});

test("of a pair met twice the values are summed, or the latest is kept, or it counts once", () => {
  expect([...createInteractions(log, "last").byUser.value]).toEqual([3, 2, 5]);
  expect([...createInteractions(log, "one").byUser.value]).toEqual([1, 1, 1]);
  const atOnce = { ...log, when: new Float64Array(5) };
  expect([...createInteractions(atOnce, "last").byUser.value]).toEqual([3, 2, 4]);
});

test("an entry is found where there is one", () => {
  const { byUser } = createInteractions(log, "sum");
  expect(entryOf(byUser, 2, 1)).toBe(9);
  expect(entryOf(byUser, 2, 2)).toBeUndefined();
  expect(entryOf(byUser, 1, 0)).toBeUndefined();
});

test("columns of unlike length and places out of range are refused", () => {
  expect(() => createInteractions({ ...log, value: new Float64Array(4) }, "sum")).toThrow(
    "needs columns of one length",
  );
  expect(() => createInteractions({ ...log, users: 2 }, "sum")).toThrow("needs users from 0 to 1, got 2 in row 0");
  expect(() => createInteractions({ ...log, items: 2 }, "sum")).toThrow("needs items from 0 to 1, got 2 in row 1");
  const endless = { ...log, value: Float64Array.of(1, 1, 1, 1, Number.POSITIVE_INFINITY) };
  expect(() => createInteractions(endless, "sum")).toThrow("needs finite values");
  expect(() => createInteractions({ ...log, when: new Float64Array(5).fill(Number.NaN) }, "sum")).toThrow(
    "needs a time",
  );
});

test("of any log, sums are those of a dense table, transposing twice changes nothing, and saving neither", () => {
  const row = fc.record({ user: fc.nat(5), item: fc.nat(7), value: fc.integer({ min: -3, max: 9 }) });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
      const dense = Array.from({ length: 6 }, () => new Map<number, number>());
      for (const { user, item, value } of rows) dense[user].set(item, (dense[user].get(item) ?? 0) + value);
      const made = createInteractions(
        {
          users: 6,
          items: 8,
          user: Int32Array.from(rows, (one) => one.user),
          item: Int32Array.from(rows, (one) => one.item),
          value: Float64Array.from(rows, (one) => one.value),
          when: new Float64Array(rows.length),
        },
        "sum",
      );
      const found = dense.map((_, user) => Array.from({ length: 8 }, (_, item) => entryOf(made.byUser, user, item)));
      expect(found).toEqual(dense.map((row) => Array.from({ length: 8 }, (_, item) => row.get(item))));
      expect(transpose(made.byItem, 6)).toEqual(made.byUser);
      expect(loadInteractions(structuredClone(saveInteractions(made)))).toEqual(made);
    }),
    { numRuns: 100 },
  );
});
