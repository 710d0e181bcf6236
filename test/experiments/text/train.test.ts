import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { unpack } from "../../../agents/models/text/packed.js";
import { shippedModels } from "../../../agents/models/text/shipped.js";
import { TEXT_LANGUAGES, type TextLanguage } from "../../../agents/models/text/tokens.js";
import { toldOfFresh, toldOfMessages } from "../../../experiments/text/evaluate.js";
import { packedModels, shippedSource, trainingSentences } from "../../../experiments/text/train.js";

const root = join(import.meta.dirname, "../../..");

/** That cut the Chinese sentences when the models were made; the dictionary of another may cut elsewhere. */
const MADE_BY_ICU = "78.2";
const cutsAlike = (language: TextLanguage) => language === "en" || process.versions.icu === MADE_BY_ICU;

describe.each(TEXT_LANGUAGES)("models of %s, made anew", (language) => {
  it("are those that are shipped: to the byte where sentences are cut alike, else on 97 sentences of 100", () => {
    const name = language === "en" ? "english" : "chinese";
    if (cutsAlike(language)) {
      const shipped = readFileSync(join(root, `agents/models/text/shipped-${name}.ts`), "utf8");
      expect(shippedSource(language)).toBe(shipped);
    } else {
      const { terms, intent } = packedModels(language);
      const anew = unpack(terms, intent);
      const sentences = trainingSentences(language);
      const alike = sentences.filter(
        ({ text }) => anew.predict(text).label === shippedModels[language].intent.predict(text).label,
      );
      expect(alike.length / sentences.length).toBeGreaterThan(0.97);
    }
  });

  it("are as often right as docs/text.md says, of fresh sentences and of the simulator's messages", () => {
    const docs = readFileSync(join(root, "docs/text.md"), "utf8");
    for (const { sentiment, intent } of [toldOfFresh(language), toldOfMessages(language)]) {
      const [first, second] = [sentiment, intent].map(
        ({ accuracy, texts }) => `${(100 * accuracy).toFixed(1)}% of ${texts}`,
      );
      if (cutsAlike(language)) expect(docs).toContain(`| ${first} | ${second} |`);
      expect(sentiment.accuracy).toBeGreaterThan(0.8);
      expect(intent.accuracy).toBeGreaterThan(0.7);
    }
  });
});
