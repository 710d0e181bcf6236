import stringWidth from "string-width";
import type { WorkedExample, WorkedFigure } from "../../worked-examples/worked-example.js";
import { defineCommand } from "../command.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { print, printJson } from "../print.js";
import { readable, table } from "../table.js";

/** `promolab examples`: the two articles' numeric examples, computed. */
export const examples = defineCommand({
  verb: "examples",
  usage: "[names..]",
  summary: "compute the worked examples of the articles this lab began from, beside what they print",
  positionals: {
    names: { type: "string", array: true, default: [] as string[], describe: "which; all when left out" },
  },
  options: {},
  examples: [
    ["promolab examples", "all, each with what is assumed and where the article's arithmetic is off"],
    ["promolab examples linear-program --json", "one, for a program"],
  ],
  completes: {
    names: async () => Object.keys((await import("../../worked-examples/registry.js")).workedExamples),
  },
  async run({ names, json }) {
    const { workedExamples } = await import("../../worked-examples/registry.js");
    const known = Object.keys(workedExamples) as (keyof typeof workedExamples)[];
    for (const name of names) if (!known.some((one) => one === name)) throw new Misuse(unknown("example", name, known));
    const chosen = names.length === 0 ? known : known.filter((name) => names.includes(name));
    const computed: WorkedExample[] = [];
    for (const name of chosen) computed.push(await workedExamples[name]());
    if (json) printJson(computed);
    else print(computed.map(textOf).join("\n\n"));
    return 0;
  },
});

function textOf({ name, problem, figures, remark }: WorkedExample): string {
  const rows = figures.map((figure) => [figure.name, cell(figure.ours), cell(figure.article)]);
  const lines = table(
    [
      { head: name, align: "left" },
      { head: "ours", align: "right" },
      { head: "the article's", align: "right" },
    ],
    rows,
  );
  return `${lines}\n${wrapped(problem)}\n${wrapped(remark)}`;
}

function cell(value: WorkedFigure["ours"] | null): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  return readable(value, Number.isInteger(value) ? 0 : 6);
}

const WIDTH = 100;

/** Lines of at most WIDTH letters, Chinese ones counting twice. */
function wrapped(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (stringWidth(longer) <= WIDTH) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join("\n");
}
