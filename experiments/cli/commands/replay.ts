import type { DayFrame, Replay } from "../../wire.js";
import { defineCommand } from "../command.js";
import { untilInterrupted } from "../interrupt.js";
import { note, print, printJson } from "../print.js";
import { readable, table } from "../table.js";
import { text, whole } from "../values.js";

/** `promolab replay`: a recorded episode, day by day. */
export const replay = defineCommand({
  verb: "replay",
  usage: "<dir> <cell> <episode>",
  summary: "play a recorded evaluation episode again, day by day, and check it against its record",
  positionals: {
    dir: { coerce: text("dir"), demandOption: true, describe: "folder of a run: runs/<name>" },
    cell: { coerce: text("cell"), demandOption: true, describe: "cell's name, as the journal and the page show it" },
    episode: { coerce: whole("episode", 0, 1e9), demandOption: true, describe: "which evaluation episode, from 0" },
  },
  options: {
    serve: { type: "boolean", default: false, describe: "watch it in the browser, until Ctrl-C" },
    port: {
      coerce: whole("--port", 0, 65535),
      requiresArg: true,
      describe: "of the page; 7080 or the next free one when left out",
    },
  },
  examples: [["promolab replay runs/smoke campaign-season/random/1 0", "the first evaluation episode of a cell"]],
  async run({ dir, cell, episode, serve, port, json }) {
    const { replayEpisode } = await import("../../replay.js");
    const found = await replayEpisode(dir, cell, episode);
    if (serve) {
      const { basename, dirname, resolve } = await import("node:path");
      const { startServer } = await import("../../server/server.js");
      const server = await startServer({ runsDirectory: dirname(resolve(dir)), port });
      const { agent, seed } = found.header;
      const query = new URLSearchParams({ policy: agent, seed, episode: String(episode) });
      const url = `${server.url}#/runs/${encodeURIComponent(basename(resolve(dir)))}?${query}`;
      if (json) printJson({ url });
      else print(url);
      note("Ctrl-C stops it");
      await untilInterrupted();
      await server.close();
      return 0;
    }
    if (json) printJson(found);
    else print(dayTable(found));
    if (found.matches) return 0;
    note("this replay is not what was recorded: the engine, the agent or a file has changed since");
    return 1;
  },
});

const right = (head: string) => ({ head, align: "right" }) as const;
const left = (head: string) => ({ head, align: "left" }) as const;

function dayTable({ header, frames, score, hash }: Replay): string {
  const rows = frames.map((frame) => {
    const { grossSales, discount, profit } = frame.money;
    return [
      String(frame.day),
      readable(sum(frame.visits)),
      readable(sum(frame.units)),
      readable(grossSales, 2),
      readable(discount, 2),
      readable(profit, 2),
      frame.campaign < 0 ? "" : header.campaigns[frame.campaign].name,
      offers(header, frame),
    ];
  });
  const columns = [right("day"), right("visits"), right("units"), right("gross sales"), right("discount")];
  return [
    `${header.agent} on ${header.scenario}, seed ${header.seed}, episode ${header.episode}; money in ${header.currency}`,
    table([...columns, right("profit"), left("campaign"), left("offers")], rows),
    `score ${readable(score, 2)}, hash ${hash}`,
  ].join("\n\n");
}

function offers(header: Replay["header"], frame: DayFrame): string {
  return header.products
    .map(({ name }, p) => (frame.depth[p] > 0 ? `${name} -${readable(100 * frame.depth[p])}%` : ""))
    .filter((offer) => offer !== "")
    .join(", ");
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
