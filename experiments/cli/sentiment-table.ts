import type { Explanation } from "../../agents/models/model.js";
import type { Confusion } from "../text/confusion.js";
import type { ShareOfLabel } from "../text/own-labels.js";
import type { ShareOfTexts, TextSummary } from "../text/read-texts.js";
import { readable, table } from "./table.js";

const left = (head: string) => ({ head, align: "left" }) as const;
const right = (head: string) => ({ head, align: "right" }) as const;

/** Letters of an example that stand in a table. */
const EXAMPLE_LETTERS = 60;

/** How happy the writers are and what they write about. */
export function summaryTable({ texts, unknown, languages, sentiments, intents }: TextSummary): string {
  const head = [right("texts"), right("share"), right("95% interval")];
  const shares = (one: ShareOfTexts) => [readable(one.texts), percent(one.share), interval(one)];
  return [
    `${readable(texts)} texts: ${readable(languages.en)} English, ${readable(languages.zh)} Chinese${
      unknown === 0 ? "" : `; ${readable(unknown)} more have no word that is known`
    }`,
    table(
      [left("sentiment"), ...head, left("for example")],
      sentiments.map((one) => [one.name, ...shares(one), cut(one.example)]),
    ),
    table(
      [left("about"), ...head, right("unhappy"), right("neither"), right("happy"), left("for example")],
      intents.map((one) => [
        one.name,
        ...shares(one),
        readable(one.unhappy),
        readable(one.neither),
        readable(one.happy),
        cut(one.example),
      ]),
    ),
  ].join("\n\n");
}

/** What a model of one's own tells. */
export function labelTable(shares: readonly ShareOfLabel[]): string {
  return table(
    [left("label"), right("texts"), right("share"), right("95% interval")],
    shares.map((one) => [one.label, readable(one.texts), percent(one.share), interval(one)]),
  );
}

/** How well labels of one's own were learned, what was taken for what, and the terms that tell most. */
export function ownLabelsTable(heldOut: Confusion, learned: number, { findings }: Explanation): string {
  const { accuracy, texts, commonest } = heldOut;
  return [
    `learned from ${readable(learned)} texts; of ${readable(texts)} held out ${percent(accuracy, 2)} are told right (95%: ${interval(heldOut)}); the commonest label alone would be right for ${percent(commonest)}`,
    confusionTable(heldOut),
    table(
      [left("terms that tell most"), right("log-odds")],
      findings.slice(0, 12).map(({ name, value }) => [name, readable(value, 2)]),
    ),
  ].join("\n\n");
}

/** Truth by row, what was told by column. */
export function confusionTable({ labels, counts }: Confusion): string {
  return table(
    [left("truth \\ told"), ...labels.map(right), right("told right")],
    labels.map((label, row) => {
      const own = [...counts.subarray(row * labels.length, (row + 1) * labels.length)];
      const all = own.reduce((sum, count) => sum + count, 0);
      return [label, ...own.map((count) => readable(count)), all === 0 ? "" : percent(own[row] / all)];
    }),
  );
}

function percent(share: number, decimals = 1): string {
  return `${readable(100 * share, decimals)}%`;
}

function interval({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${readable(100 * low, 1)} to ${readable(100 * high, 1)}%`;
}

function cut(example: string): string {
  const line = example.replace(/\s+/g, " ");
  return line.length <= EXAMPLE_LETTERS ? line : `${line.slice(0, EXAMPLE_LETTERS - 1)}…`;
}
