import { holdCards } from "./preset-card.js";

holdCards("card-double-eleven");
