import { join } from "node:path";
import { TEXT_LANGUAGES } from "../../agents/models/text/tokens.js";
import { confusionTable } from "../cli/sentiment-table.js";
import { writeWhole } from "../journal.js";
import { shippedSource } from "./train.js";

/*
 * `npm run train:text`: writes the models that come with the lab, then tells how often they are right.
 */
for (const language of TEXT_LANGUAGES) {
  const name = language === "en" ? "english" : "chinese";
  const file = join(import.meta.dirname, `../../agents/models/text/shipped-${name}.ts`);
  const source = shippedSource(language);
  await writeWhole(file, source);
  process.stderr.write(`${file}: ${(Buffer.byteLength(source) / 1000).toFixed(0)} kB, ICU ${process.versions.icu}\n`);
}

// only now, so that it reads what was just written
const { toldOfFresh, toldOfMessages, toldOfPatternsLeftOut } = await import("./evaluate.js");
for (const language of TEXT_LANGUAGES) {
  for (const [what, told] of [
    ["patterns left out", toldOfPatternsLeftOut(language)],
    ["fresh sentences", toldOfFresh(language)],
    ["messages of the simulator", toldOfMessages(language)],
  ] as const) {
    for (const aim of ["sentiment", "intent"] as const) {
      const { accuracy, low, high, texts } = told[aim];
      const [told1, low1, high1] = [accuracy, low, high].map((share) => (100 * share).toFixed(1));
      process.stdout.write(
        `\n${language}, ${what}, ${aim}: ${told1}% of ${texts} (95%: ${low1} to ${high1}%)\n\n${confusionTable(told[aim])}\n`,
      );
    }
  }
}
