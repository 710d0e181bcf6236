import { PLOT_ID, type Plot } from "../experiments/portable/plot.js";
import "./components/lab-plot.js";
import tokens from "./tokens.css?inline";

/*
 * The script of a page of charts that stands alone: `npm run build` makes one file of it, which `writePlot` puts into the
 * page beside its data.
 */
const style = document.createElement("style");
style.textContent = tokens;
document.head.append(style);
const page = document.createElement("lab-plot");
page.plot = JSON.parse(document.getElementById(PLOT_ID)?.textContent ?? "") as Plot;
document.body.append(page);
