import { css } from "lit";

/** Tables of numbers. */
export const tableStyle = css`
  table {
    border-collapse: collapse;
    width: 100%;
    font-variant-numeric: tabular-nums;
  }
  th {
    font-weight: 400;
    font-size: 12px;
    line-height: 16px;
    color: var(--ink-soft);
    text-align: left;
    padding: 4px 8px 4px 0;
    vertical-align: bottom;
  }
  td {
    padding: 4px 8px 4px 0;
    border-top: 1px solid var(--line);
    text-align: left;
  }
  th.number,
  td.number {
    text-align: right;
  }
  td.number {
    white-space: nowrap;
  }
  th:last-child,
  td:last-child {
    padding-right: 0;
  }
`;
