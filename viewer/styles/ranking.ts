import { css } from "lit";

/** How dots, whiskers and the rule of `drawRanking` look. */
export const rankingStyle = css`
  .rule {
    stroke: var(--ink);
    stroke-dasharray: 3 3;
  }
  .rule-label {
    font-size: 12px;
    fill: var(--ink-soft);
  }
  .hit {
    fill: transparent;
  }
  .whisker {
    fill: var(--ink-soft);
  }
  circle {
    stroke-width: 2.5;
  }
  .label,
  .figures {
    paint-order: stroke;
    stroke: var(--card);
    stroke-width: 3px;
  }
  .uncertain {
    fill: var(--ink-soft);
  }
`;
