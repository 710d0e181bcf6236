import { css } from "lit";

/** How text, axes and rules look in every drawing. */
export const chartStyle = css`
  svg {
    display: block;
    overflow: visible;
    font: 13px/16px system-ui, sans-serif;
    font-variant-numeric: tabular-nums;
  }
  svg text {
    fill: var(--ink);
    font-family: system-ui, sans-serif;
  }
  .axis text,
  .axis-title,
  .band-name {
    fill: var(--ink-soft);
    font-size: 12px;
  }
  .axis path.domain {
    stroke: var(--line-strong);
  }
  .axis line {
    stroke: var(--line-strong);
  }
  .axis.quiet path.domain {
    stroke: none;
  }
  .axis.quiet line {
    stroke: var(--line);
  }
`;
