import { expect, test } from "vitest";
import { leaveLastOut } from "../../../experiments/recommend/hold-out.js";
import type { ShopLog } from "../../../experiments/recommend/shop-log.js";

type Row = readonly [user: number, item: number, when: number, took?: 0 | 1];

function shopOf(rows: readonly Row[], ordered = true): ShopLog {
  const users = 1 + Math.max(...rows.map(([user]) => user));
  const items = 1 + Math.max(...rows.map(([, item]) => item));
  const names = (count: number) => Array.from({ length: count }, (_, place) => String(place));
  return {
    log: {
      users,
      items,
      user: Int32Array.from(rows, ([user]) => user),
      item: Int32Array.from(rows, ([, item]) => item),
      value: Float64Array.from(rows, (_, row) => row + 1),
      when: Float64Array.from(rows, ([, , when]) => when),
    },
    values: "purchases",
    took: Uint8Array.from(rows, ([, , , took]) => took ?? 1),
    users: names(users),
    items: names(items),
    ordered,
    leftOut: 0,
  };
}

const trained = ({ train }: ReturnType<typeof leaveLastOut>) =>
  [...train.user].map((user, row) => [user, train.item[row], train.when[row]]);

test("the item taken up last is left out, with all that came after it", () => {
  // user 0 takes up 3 last, at 4; that she takes 1 again at 5 is her future
  const held = leaveLastOut(
    shopOf([
      [0, 1, 5],
      [0, 3, 4],
      [0, 1, 1],
      [0, 2, 2],
      [0, 3, 6],
      [1, 0, 9],
    ]),
    "1",
  );
  expect([...held.user]).toEqual([0]);
  expect([...held.item]).toEqual([3]);
  expect([...held.value]).toEqual([2]);
  expect(trained(held)).toEqual([
    [0, 1, 1],
    [0, 2, 2],
    [1, 0, 9],
  ]);
});

test("of rows at one moment the later row is the last", () => {
  expect([
    ...leaveLastOut(
      shopOf([
        [0, 4, 1],
        [0, 2, 1],
        [0, 3, 1],
      ]),
      "1",
    ).item,
  ]).toEqual([3]);
});

test("looks are learnt from, those at the item left out too, as long as they came before it was taken", () => {
  const rows: Row[] = [
    [0, 2, 1, 0],
    [0, 1, 2],
    [0, 5, 3, 0],
    [0, 2, 4],
    [0, 6, 5, 0],
  ];
  const held = leaveLastOut(shopOf(rows), "1");
  expect([...held.item]).toEqual([2]);
  expect(trained(held)).toEqual([
    [0, 2, 1],
    [0, 1, 2],
    [0, 5, 3],
  ]);
  expect([...held.took]).toEqual([0, 1, 0]);
});

test("who took one item only, or one again and again, keeps all", () => {
  expect(
    leaveLastOut(
      shopOf([
        [0, 1, 1],
        [0, 1, 2],
        [1, 1, 1],
      ]),
      "1",
    ).user,
  ).toHaveLength(0);
});

test("without an order one is drawn, by the seed, and the others stay", () => {
  const rows: Row[] = Array.from({ length: 400 }, (_, row) => [Math.floor(row / 4), row % 4, 0]);
  const held = leaveLastOut(shopOf(rows, false), "a");
  expect(held.user).toHaveLength(100);
  expect(held.train.user).toHaveLength(300);
  expect(leaveLastOut(shopOf(rows, false), "a")).toEqual(held);
  expect(leaveLastOut(shopOf(rows, false), "b").item).not.toEqual(held.item);
  // each of four places is drawn 25 times of 100, standard error 4.3
  for (const item of [0, 1, 2, 3]) {
    const drawn = held.item.filter((one) => one === item).length;
    expect(Math.abs(drawn - 25)).toBeLessThan(4 * 4.3);
  }
});
