import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promolab, promolabHere, promolabJson } from "./promolab.js";

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-sentiment-"));
  writeFileSync(
    at("chats.csv"),
    "who,words,mood\n7,The parcel came two days late.,sad\n8,质量很好，下次还买。,glad\n9,,sad\n7,需要买本书,calm\n",
  );
  const rows = Array.from({ length: 40 }, (_, i) =>
    i % 2 ? `Awful and stale ${i},sad` : `Lovely and fresh ${i},glad`,
  );
  writeFileSync(at("moods.csv"), `review,mood\n${rows.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("promolab sentiment", () => {
  it("prints what texts are about, and writes a row a text beside the file's own columns", () => {
    const { exitCode, stdout, stderr } = promolab([
      "sentiment",
      at("chats.csv"),
      "--column",
      "words",
      "--out",
      at("told.csv"),
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("3 texts: 1 English, 2 Chinese");
    expect(stdout).toMatch(/^request +1 +33\.3% +6\.1 to 79\.2% +0 +1 +0 +需要买本书$/m);
    expect(stderr).toContain("1 of 4 rows left out; the first, line 4: text: is empty");
    const [head, first, , third] = readFileSync(at("told.csv"), "utf8").split("\n");
    expect(head).toBe(
      "words,who,mood,predicted_language,predicted_sentiment,predicted_balance,predicted_intent,predicted_object",
    );
    expect(first).toMatch(/^The parcel came two days late\.,7,sad,en,-1,-0\.\d+,delivery,$/);
    expect(third).toMatch(/^需要买本书,7,calm,zh,0,-?0\.\d+,request,书$/);
  });

  it("learns labels of one's own, saves the model and uses it", () => {
    const trained = promolabJson([
      "sentiment",
      at("moods.csv"),
      "--train",
      "--label",
      "mood",
      "--save",
      at("mine.json"),
    ]);
    expect(trained.exitCode).toBe(0);
    expect(trained.document).toMatchObject({ learned: 32, heldOut: { texts: 8, right: 8, labels: ["glad", "sad"] } });
    const used = promolabJson(["sentiment", at("moods.csv"), "--model", at("mine.json")]);
    expect(used.document.labels).toMatchObject([
      { label: "glad", texts: 20 },
      { label: "sad", texts: 20 },
    ]);
  });

  it("tells wrong data in one line with exit code 1, and leaves nothing behind", async () => {
    const words = ["sentiment", at("moods.csv"), "--train", "--label", "mod", "--out", at("none.csv")];
    const { exitCode, stdout, stderr } = await promolabHere(words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toBe(`promolab: ${at("moods.csv")}: no column mod of labels; did you mean mood?\n`);
    expect(existsSync(at("none.csv"))).toBe(false);
  });
});
