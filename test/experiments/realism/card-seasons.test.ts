import { holdCards } from "./preset-card.js";

holdCards("card-seasons");
