import { z } from "zod";
import "./components/lab-app.js";

// The page's content policy forbids code made from strings, which zod would otherwise try first.
z.config({ jitless: true });
