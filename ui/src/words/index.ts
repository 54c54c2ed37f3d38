// The words of the window. One language today; components ask here and nowhere else.
export { words, type WhyLocked } from "./en";
