import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kindNamed, rowOptions } from "../../../experiments/cli/data-options.js";
import { Misuse } from "../../../experiments/cli/misuse.js";
import { anonymiseOptions } from "../../../experiments/cli/privacy-options.js";
import { names, pairs, share } from "../../../experiments/cli/values.js";

describe("values of options, worked by hand", () => {
  it("pairs are name=value, the value anything, each name once", () => {
    const read = pairs("--map");
    expect(read(undefined)).toBeUndefined();
    expect(read(["a=b", "c=d=e", "f="])).toEqual({ a: "b", c: "d=e", f: "" });
    expect(() => read("date")).toThrow('--map needs name=value, got "date"');
    expect(() => read(["=x"])).toThrow(Misuse);
    expect(() => read(["a=b", "a=c"])).toThrow("--map a=... is given twice");
  });

  it("names are separated by commas or given apart, each once", () => {
    const read = names("--quasi");
    expect(read(undefined)).toBeUndefined();
    expect(read(["a, b", "c"])).toEqual(["a", "b", "c"]);
    expect(() => read(" , ")).toThrow("--quasi needs a name");
    expect(() => read("a,b,a")).toThrow("--quasi names a twice");
  });

  it("a share is from 0 to 1, both included", () => {
    expect(["0", "0.05", "1", "5e-2"].map(share("--s"))).toEqual([0, 0.05, 1, 0.05]);
    for (const bad of ["1.1", "-0.1", "x", ""]) expect(() => share("--s")(bad)).toThrow(Misuse);
  });
});

describe("options of data", () => {
  it("are told together, a column once, an order of days there is", () => {
    expect(rowOptions({ map: { a: "b" }, dates: "dmy" })).toEqual({ map: { a: "b" }, set: undefined, dates: "dmy" });
    expect(() => rowOptions({ dates: "ymd" })).toThrow('unknown order of day and month "ymd"');
    expect(() => rowOptions({ map: { a: "b" }, set: { a: "c" } })).toThrow("a is given by --map and by --set");
  });

  it("name a kind that there is", async () => {
    expect(await kindNamed("bandit-log")).toBe("bandit-log");
    await expect(kindNamed("transaction")).rejects.toThrow(
      'unknown kind of data "transaction"; did you mean "transactions"?',
    );
  });
});

describe("options of --anonymise", () => {
  const before = process.env.PROMOLAB_KEY;
  beforeEach(() => {
    delete process.env.PROMOLAB_KEY;
  });
  afterEach(() => {
    if (before !== undefined) process.env.PROMOLAB_KEY = before;
    else delete process.env.PROMOLAB_KEY;
  });

  it("go with it alone", async () => {
    expect(await anonymiseOptions({ anonymise: false })).toBeUndefined();
    await expect(anonymiseOptions({ anonymise: false, k: 5 })).rejects.toThrow("--k goes with --anonymise");
    await expect(anonymiseOptions({ anonymise: false, keepText: ["a"] })).rejects.toThrow(
      "--keep-text goes with --anonymise",
    );
  });

  it("take the key of the variable where there is no file, and 5 people and a twentieth of the rows where nothing is said", async () => {
    await expect(anonymiseOptions({ anonymise: true })).rejects.toThrow("ids need a key");
    process.env.PROMOLAB_KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    expect(await anonymiseOptions({ anonymise: true })).toMatchObject({ k: 5, maxSuppressed: 0.05 });
    process.env.PROMOLAB_KEY = "hunter2";
    const refused = anonymiseOptions({ anonymise: true });
    await expect(refused).rejects.toThrow("PROMOLAB_KEY: the key is weak");
    await expect(refused).rejects.not.toThrow("hunter2");
  });
});
