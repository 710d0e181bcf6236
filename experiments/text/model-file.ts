import { readFile } from "node:fs/promises";
import { loadTextClassifier, type TextClassifier } from "../../agents/models/text/text-classifier.js";
import { badFile } from "../data/text-file.js";
import { writeWhole } from "../journal.js";
import { decodeState, type Encoded, encodeState } from "../portable/state-codec.js";

/** What stands in the file beside the model, so that another JSON is known to be none. */
const FORMAT = "promolab text classifier 1";

/** Writes a model of texts, whole or not at all. */
export async function saveTextModel(file: string, model: TextClassifier): Promise<void> {
  await writeWhole(file, JSON.stringify({ format: FORMAT, state: encodeState(model.save()) }));
}

/** @throws UserError, exit code 1, when there is no such file or it holds no such model */
export async function readTextModel(file: string): Promise<TextClassifier> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw badFile(file, (error as NodeJS.ErrnoException).code === "ENOENT" ? "no such file" : String(error));
  }
  const saved = parsed(text);
  if (saved?.format !== FORMAT) throw badFile(file, "no model of texts; --train --save writes one");
  try {
    return loadTextClassifier(decodeState(saved.state));
  } catch {
    throw badFile(file, "a damaged model; --train --save writes it anew");
  }
}

function parsed(text: string): { readonly format?: string; readonly state: Encoded } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
