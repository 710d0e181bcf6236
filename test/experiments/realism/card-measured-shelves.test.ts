import { holdCards } from "./preset-card.js";

holdCards("card-measured-shelves");
