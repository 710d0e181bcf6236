import { beforeAll, describe, expect, it } from "vitest";
import { createRng } from "../../../../agents/math/rng.js";
import {
  fitShopperProfiles,
  loadShopperProfiles,
  type ShopperProfile,
  type ShopperProfilesModel,
} from "../../../../agents/models/profiles/shopper-profiles.js";
import { make } from "../../../../envs/registry.js";
import type { MultiDiscreteSpace } from "../../../../envs/types.js";
import { decodeState, encodeState } from "../../../../experiments/portable/state-codec.js";
import { EventLog } from "../../../../sim/events.js";
import { campaignSeason } from "../../../../sim/presets/campaign-season.js";
import { type Scenario, scenarioSchema } from "../../../../sim/scenario.js";

describe("worked by hand", () => {
  // shopper 3: two lines on day 0, one on day 14, one promoted; shopper 8: one line on day 7
  const log = {
    rows: 4,
    shopper: [3, 3, 8, 3],
    day: [0, 0, 7, 14],
    paid: [4, 6, 5, 10],
    category: [0, 1, 1, 1],
    units: [1, 2, 1, 3],
    discount: [0, 1, 0, 0],
  };
  const model = fitShopperProfiles(log, { rng: createRng("hand"), segments: 2, categories: ["tea", "milk"] });

  it("tells what each bought, and what it expects of her", () => {
    const often = model.predictProfile(3);
    expect(often).toMatchObject({ recency: 1, frequency: 2, value: 20, unitsPerBasket: 3 });
    expect(model.predictProfile(8)).toMatchObject({ recency: 8, frequency: 1, value: 5, alive: 1, unitsPerBasket: 1 });
    expect(often.segment).not.toBe(model.predictProfile(8).segment);
    expect(often.promotedShare).toBeGreaterThan(model.predictProfile(8).promotedShare!);
    expect(often.categoryShares!.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(() => model.predictProfile(4)).toThrow("shopper 4 is not in the log");
  });

  it("leaves undefined what a log cannot tell", () => {
    const bare = fitShopperProfiles(
      { rows: 2, shopper: [0, 1], day: [0, 3], paid: [1, 2] },
      { rng: createRng("bare") },
    );
    expect(bare.parts.segments.sizes).toHaveLength(2);
    const { alive, categoryShares, promotedShare, priceResponse, promotionResponse } = bare.predictProfile(0);
    expect([alive, categoryShares, promotedShare, priceResponse, promotionResponse]).toEqual(Array(5).fill(undefined));
  });
});

describe("built from the behaviour events of a market", () => {
  const scenario = scenarioSchema.parse({ ...campaignSeason, tailDays: 0 });
  const log = new EventLog(1, ["purchase"]);
  let model: ShopperProfilesModel;
  let profiles: ShopperProfile[];
  beforeAll(() => {
    playAtRandom(scenario, log);
    model = fitShopperProfiles({ rows: log.length, ...log.columns }, { rng: createRng("market") });
    profiles = Array.from(model.shopper, (shopper) => model.predictProfile(shopper));
  });

  it("adds up to what the shop took and gave away", () => {
    const { paid } = log.columns;
    const taken = paid.subarray(0, log.length).reduce((sum, money) => sum + money, 0);
    expect(profiles.reduce((sum, { value }) => sum + value, 0)).toBe(taken);
  });

  it("finds deal-seekers to respond more to price and promotion than the loyal, without being told who is who", () => {
    const of = (segment: string) => {
      const members = membersOf(scenario, log, segment);
      const mean = (figure: (profile: ShopperProfile) => number) =>
        profiles.reduce((sum, profile, i) => sum + (members.has(model.shopper[i]) ? figure(profile) : 0), 0) /
        members.size;
      return {
        price: mean((profile) => profile.priceResponse!),
        promotion: mean((profile) => profile.promotionResponse!),
        share: mean((profile) => profile.promotedShare!),
      };
    };
    const loyal = of("loyal");
    const seeking = of("deal-seeking");
    expect(seeking.price).toBeGreaterThan(loyal.price + 0.8);
    expect(seeking.promotion).toBeGreaterThan(loyal.promotion + 0.15);
    expect(seeking.share).toBeGreaterThan(loyal.share + 0.03);
  });

  it("sees that nobody leaves a market without churn, and how often they come", () => {
    for (const { alive } of profiles) expect(alive).toBeGreaterThan(0.99);
    const expected = profiles.reduce((sum, { expectedPurchases }) => sum + expectedPurchases!, 0);
    const days = profiles.reduce((sum, { frequency }) => sum + frequency, 0);
    expect(Math.abs(expected / ((days * 28) / scenario.horizonDays) - 1)).toBeLessThan(0.1);
  });

  it("comes back from its state through JSON to the bit", () => {
    const json = JSON.stringify(encodeState(model.save()));
    const again = loadShopperProfiles(decodeState(JSON.parse(json)));
    for (const shopper of [0, 17, 400]) expect(again.predictProfile(shopper)).toEqual(model.predictProfile(shopper));
    expect(again.explain()).toEqual(model.explain());
    expect(() => loadShopperProfiles({})).toThrow(RangeError);
  });
});

/** A season in which a third of the slots have a promotion, drawn anew every day. */
function playAtRandom(scenario: Scenario, record: EventLog): void {
  const env = make("Promotion-v1", { scenario, record });
  const rng = createRng("promotions");
  const { counts } = env.actionSpace as MultiDiscreteSpace;
  const action = new Int32Array(counts.length);
  let { mask } = env.reset({ seed: "7" }).info;
  for (let terminated = false; !terminated; ) {
    let at = 0;
    counts.forEach((count, slot) => {
      const legal = Array.from({ length: count }, (_, choice) => choice).filter((choice) => mask![at + choice]);
      action[slot] = rng.uniform() < 0.3 ? legal[rng.int(legal.length)] : 0;
      at += count;
    });
    const result = env.step(action);
    terminated = result.terminated;
    mask = result.info.mask;
  }
}

function membersOf({ segments }: Scenario, { length, columns }: EventLog, name: string): Set<number> {
  const members = new Set<number>();
  for (let e = 0; e < length; e++) if (segments[columns.segment[e]].name === name) members.add(columns.shopper[e]);
  return members;
}
