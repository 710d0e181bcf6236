import { css } from "lit";

/** Buttons, links and choices. */
export const controlStyle = css`
  button,
  select {
    font: inherit;
    color: var(--ink);
    background: var(--control);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    min-height: 32px;
    padding: 4px 12px;
    cursor: pointer;
  }
  button:hover,
  select:hover {
    border-color: var(--line-strong);
  }
  button[aria-pressed="true"],
  button[aria-checked="true"] {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  button.quiet {
    background: none;
    border-color: transparent;
    color: var(--ink-soft);
    min-height: 24px;
    padding: 0 6px;
    font-size: 12px;
  }
  button.quiet:hover,
  button.quiet[aria-expanded="true"] {
    color: var(--ink);
    border-color: var(--line-strong);
  }
  a {
    color: var(--accent);
    text-underline-offset: 3px;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
`;
