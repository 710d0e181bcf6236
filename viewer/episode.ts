import type { DayFrame, EpisodeHeader } from "../experiments/wire.js";

/** An episode as far as it is known. */
export interface Episode {
  readonly header: EpisodeHeader;
  /** by day; days that were lost on the way are undefined */
  readonly frames: readonly (DayFrame | undefined)[];
}

export function sameEpisode(a: EpisodeHeader, b: EpisodeHeader): boolean {
  return a.cell === b.cell && a.episode === b.episode && a.role === b.role;
}

/** The episode with more of its days; frames of other episodes are left out. */
export function withFrames(episode: Episode, frames: readonly DayFrame[]): Episode {
  const all = episode.frames.slice();
  for (const frame of frames) {
    if (frame.cell === episode.header.cell && frame.episode === episode.header.episode && frame.day >= 0) {
      all[frame.day] = frame;
    }
  }
  return { header: episode.header, frames: all };
}

/** Days of the whole episode, horizon and tail. */
export function scoredDays(header: EpisodeHeader): number {
  return header.horizonDays + header.tailDays;
}

/** True for the last scored day where writing leftover stock down outweighs the day's sales: it dwarfs every other day. */
export function isWriteDown(header: EpisodeHeader, frame: DayFrame): boolean {
  return frame.day === scoredDays(header) - 1 && frame.money.writeOff > frame.money.grossSales;
}

/** Newest day that is there, -1 for none. */
export function newestDay(episode: Episode): number {
  return episode.frames.length - 1;
}

export function isWhole(episode: Episode): boolean {
  return newestDay(episode) >= scoredDays(episode.header) - 1;
}

/** The day's frame; where that was lost, the last one before it. */
export function frameAt(episode: Episode, day: number): DayFrame | undefined {
  for (let d = Math.min(day, newestDay(episode)); d >= 0; d--) {
    if (episode.frames[d]) return episode.frames[d];
  }
  return undefined;
}

/** Days 0 to `day` alone. */
export function until(episode: Episode, day: number): Episode {
  return { header: episode.header, frames: episode.frames.slice(0, day + 1) };
}

export interface EpisodeEvent {
  readonly day: number;
  readonly kind: "campaign" | "promotion" | "stock-out" | "refused";
  /** index in the header, -1 where it is about no product */
  readonly product: number;
  readonly text: string;
}

/** What happened, in time order: campaigns opened, offers began, shelves ran empty, offers were refused. */
export function eventsOf(episode: Episode): EpisodeEvent[] {
  const { header, frames } = episode;
  const events: EpisodeEvent[] = [];
  let before: DayFrame | undefined;
  for (const frame of frames) {
    if (!frame) continue;
    const { day } = frame;
    if (frame.campaign >= 0 && frame.campaign !== (before?.campaign ?? -1)) {
      events.push({ day, kind: "campaign", product: -1, text: `${header.campaigns[frame.campaign].name} opens` });
    }
    header.products.forEach(({ name }, product) => {
      const depth = frame.depth[product];
      if (depth > 0 && depth !== (before?.depth[product] ?? 0)) {
        events.push({ day, kind: "promotion", product, text: `${name} ${Math.round(depth * 100)}% off` });
      }
      if (frame.stock[product] === 0 && before?.stock[product] !== 0) {
        events.push({ day, kind: "stock-out", product, text: `${name} sold out` });
      }
    });
    if (frame.refused > 0) events.push({ day, kind: "refused", product: -1, text: `${frame.refused} offers refused` });
    before = frame;
  }
  return events;
}
