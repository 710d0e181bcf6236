import { type ScaleLinear, scaleLinear } from "d3";
import type { EpisodeHeader } from "../../experiments/wire.js";
import { scoredDays } from "../episode.js";

const NARROW = 560;

/** Room beside the days, the same in every time chart and in the scrubber, so that one day is one place on the page. */
export function timeMargins(width: number): { left: number; right: number } {
  return width < NARROW ? { left: 40, right: 116 } : { left: 52, right: 148 };
}

/** Days to pixels; day d takes the room from x(d) to x(d + 1). */
export function timeScale(header: EpisodeHeader, width: number): ScaleLinear<number, number> {
  const { left, right } = timeMargins(width);
  return scaleLinear()
    .domain([0, scoredDays(header)])
    .range([left, width - right]);
}
