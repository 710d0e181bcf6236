import { intentOf } from "../../agents/models/text/shipped.js";
import { termsOf } from "../../agents/models/text/tokens.js";
import type { WorkedExample } from "./worked-example.js";

const SENTENCE = "需要买本书";

/** What a shopper wants who writes 需要买本书, "need to buy a book". */
export async function requestForABook(): Promise<WorkedExample> {
  const { intent, probability, object } = intentOf(SENTENCE);
  return {
    name: "request for a book",
    problem:
      `${SENTENCE}, "need to buy a book": its words by Intl.Segmenter, its intent by the Chinese model that comes with the ` +
      "lab (eight intents; the sentence is not among those it learned from), and what is asked for by the words around it",
    figures: [
      { name: "words", ours: termsOf(SENTENCE, "zh", { longest: 1, marks: false }).join(" "), article: null },
      { name: "intent", ours: intent, article: "request" },
      { name: "asked for", ours: object ?? "nothing", article: "书" },
      { name: "probability of the intent", ours: probability, article: null },
    ],
    remark: "They agree: a request, for a book (书).",
  };
}
