// The quick pick begins here: a small window of its own.
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import { mount } from "svelte";
import { chooseCore } from "./core";
import QuickPick from "./features/quick/QuickPick.svelte";

const target = document.getElementById("app");
if (target) void chooseCore().then(() => mount(QuickPick, { target }));
