import { expect, test } from "vitest";
import { loadScenario } from "../../experiments/config.js";
import { pathText, type UserError } from "../../experiments/faults.js";
import { cornerShop } from "../envs/corner-shop.js";
import { scratch } from "./small-experiment.js";

function faultsOf(change: (shop: ReturnType<typeof cornerShop>) => void): string[] {
  using folder = scratch();
  const shop = structuredClone(cornerShop());
  change(shop);
  const file = folder.write("shop.json", JSON.stringify(shop, null, 1));
  try {
    loadScenario(file);
  } catch (error) {
    return (error as UserError).faults.map(({ path, message }) => `${pathText(path)}: ${message}`);
  }
  return [];
}

test("faults across fields are told beside faults of single fields", () => {
  const faults = faultsOf((shop) => {
    Object.assign(shop.products[0], { listPrize: 3, unitCost: -1 });
    shop.products[1].name = "green";
    shop.calendar.campaigns[0].lastDay = 2;
    shop.calendar.campaigns[0].categories = ["teas"];
    shop.promotions.depths = [0.2, 0.1, 3];
    Object.assign(shop, { horizonDays: "long", tailDays: undefined });
  });
  expect(faults).toEqual([
    'horizonDays: found "long", expected a whole number from 1 to 10000 (days)',
    "products[0].unitCost: found -1, expected a number from 0 to 1000000000 (money a unit)",
    'products[0].listPrize: unknown key; did you mean "listPrice"?',
    'products[1].name: found "green", expected a name that no other has',
    "calendar.campaigns[0].lastDay: found 2, expected a day not before firstDay (4)",
    expect.stringMatching(/^calendar\.campaigns\[0\]\.categories.*expected a product's category, one of tea, bread$/),
    "promotions.depths[1]: found 0.1, expected a depth above the one before it",
    "promotions.depths[2]: found 3, expected a number from 0.001 to 0.999 (share)",
  ]);
});

test("where a name is missing, nothing is guessed", () => {
  const faults = faultsOf((shop) => {
    Object.assign(shop.products[2], { category: undefined });
    shop.products[1].name = "green";
  });
  expect(faults).toEqual(["products[2].category: missing, expected a text of at most 60 letters"]);
});
