import type { ObservationSlot } from "./types.js";

/**
 * A table of slots as Markdown, a row for every kind: `stock/*` stands for the slots of all things. "1 is" tells the
 * amount that an element of 1 stands for, smallest to largest over the things.
 */
export function observationTable(slots: readonly ObservationSlot[]): string {
  const kinds = new Map<string, ObservationSlot[]>();
  for (const slot of slots) {
    const kind = slot.name.includes("/") ? `${slot.name.slice(0, slot.name.indexOf("/"))}/*` : slot.name;
    kinds.set(kind, [...(kinds.get(kind) ?? []), slot]);
  }
  const rows = [...kinds].map(([kind, members]) => {
    const [{ meaning, unit }] = members;
    const scale = span(members.map((slot) => slot.scale ?? 1));
    const range = `${span(members.map((slot) => slot.low))} to ${span(members.map((slot) => slot.high))}`;
    return `| \`${kind}\` | ${members.length} | ${meaning} | ${unit} | ${scale} | ${range} |`;
  });
  return ["| slot | slots | meaning | unit | 1 is | range |", "|---|---|---|---|---|---|", ...rows].join("\n");
}

function span(numbers: readonly number[]): string {
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  return low === high ? String(low) : `${low}-${high}`;
}
