import { defineCommand } from "../command.js";
import { note, print, printJson } from "../print.js";
import { readable, table } from "../table.js";
import { text } from "../values.js";

/** `promolab realism`: whether a scenario's shoppers respond as real ones were measured to. */
export const realism = defineCommand({
  verb: "realism",
  usage: "<scenario>",
  summary: "measure how a scenario's shoppers respond, against bands from the literature",
  positionals: {
    scenario: { coerce: text("scenario"), demandOption: true, describe: "a preset's name or a file, YAML or JSON" },
  },
  options: {},
  examples: [
    ["promolab realism campaign-season", "elasticities, the bump and its parts, the dip, who takes the discount"],
    ["promolab realism ./my-market.yaml --json", "one of your own, for a program; exit code 1 where a row misses"],
  ],
  completes: { scenario: async () => Object.keys((await import("../../../sim/presets/registry.js")).presets) },
  async run({ scenario, json }) {
    const loaded = (await import("../../config.js")).loadScenario(scenario);
    const { realismCard } = await import("../../realism/card.js");
    if (!json) note(`measuring ${loaded.name}`);
    const card = realismCard(loaded);
    if (json) printJson(card);
    else print(asText(card));
    return card.ok ? 0 : 1;
  },
});

type Card = ReturnType<typeof import("../../realism/card.js").realismCard>;

function asText({ scenario, rows, ok }: Card): string {
  const right = (head: string) => ({ head, align: "right" }) as const;
  const left = (head: string) => ({ head, align: "left" }) as const;
  const sources = [...new Set(rows.map((row) => row.source))];
  const missed = rows.filter((row) => !row.ok).length;
  return [
    table(
      [left("measure"), right("value"), right("s.e."), right("low"), right("high"), left(""), right("source")],
      rows.map((row) => [
        row.measure,
        readable(row.value, 2),
        readable(row.se, 2),
        readable(row.low, 2),
        readable(row.high, 2),
        row.ok ? "" : "misses",
        String(sources.indexOf(row.source) + 1),
      ]),
    ),
    sources.map((source, s) => `${String(s + 1).padStart(2)}  ${source}`).join("\n"),
    ok
      ? `${scenario}: all ${rows.length} rows within their bands`
      : `${scenario}: ${missed} of ${rows.length} rows miss`,
  ].join("\n\n");
}
