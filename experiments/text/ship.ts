import { join } from "node:path";
import { writeWhole } from "../journal.js";
import { shippedSource } from "./train.js";

/** `npm run train:text`: writes the models that come with the lab. */
for (const [language, name] of [["en", "english"] as const, ["zh", "chinese"] as const]) {
  const file = join(import.meta.dirname, `../../agents/models/text/shipped-${name}.ts`);
  const source = shippedSource(language);
  await writeWhole(file, source);
  process.stderr.write(`${file}: ${(Buffer.byteLength(source) / 1000).toFixed(0)} kB, ICU ${process.versions.icu}\n`);
}
