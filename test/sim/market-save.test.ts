import { describe, expect, test } from "vitest";
import { Market } from "../../sim/market.js";
import { rootKey } from "../../sim/math/key.js";
import { departmentStore } from "../envs/department-store.js";

describe.each(["shopper", "cohort"] as const)(
  "a market's state in bytes that are there already, %s fidelity",
  (fidelity) => {
    const scenario = departmentStore({ fidelity });
    const open = () => {
      const market = new Market(scenario, rootKey("7", "population", 0, 0));
      market.open(rootKey("7", "evaluate", 0, 0));
      return market;
    };
    const promoted = {
      depth: Float64Array.of(0.2, 0, 0.1),
      coupon: Int32Array.of(2, 1),
      slate: Int32Array.of(1, 2, 0, -1),
    };
    const days = (market: Market, count: number, decisions = {}) => {
      for (let day = 0; day < count; day++) market.runDay(decisions);
    };

    test("is what a snapshot holds", () => {
      const market = open();
      days(market, 3, promoted);
      const saved = new Uint8Array(market.stateBytes);
      market.save(saved);
      expect(saved).toEqual(new Uint8Array(market.snapshot()));
    });

    test("two courses that take turns in one market go as in markets of their own", () => {
      const [plain, busy, lent] = [open(), open(), open()];
      const state = { plain: new Uint8Array(lent.stateBytes), busy: new Uint8Array(lent.stateBytes) };
      lent.save(state.plain);
      lent.save(state.busy);
      for (let day = 0; day < 12; day++)
        for (const [own, saved, decisions] of [
          [plain, state.plain, {}],
          [busy, state.busy, promoted],
        ] as const) {
          lent.load(saved);
          lent.runDay(decisions);
          lent.save(saved);
          own.runDay(decisions);
          expect(lent.snapshot()).toEqual(own.snapshot());
          expect(lent.report).toEqual(own.report);
        }
    });

    test("bytes of another number are refused", () => {
      const market = open();
      const wrong = new Uint8Array(market.stateBytes - 8);
      expect(() => market.save(wrong)).toThrow(`save: found room for ${wrong.length} bytes`);
      expect(() => market.load(wrong)).toThrow(
        `a snapshot of ${wrong.length} bytes, this market has ${market.stateBytes}`,
      );
    });
  },
);
