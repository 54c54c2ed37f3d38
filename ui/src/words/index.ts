// The words of the window. One language today; components ask here and nowhere else.
export { words } from "./en";
