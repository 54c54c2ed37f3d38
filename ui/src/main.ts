// The window begins here: choose who answers the commands, then draw.
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/print.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { chooseCore } from "./core";

const target = document.getElementById("app");
if (target) void chooseCore().then(() => mount(App, { target }));
