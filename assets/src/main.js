// Everything a page needs but charts (those are in board.js).
import "./htmx.js";
import "./toasts.js";
import "./dialogs.js";
import "./scanner.js";
import "./keyboard.js";
import "./selection.js";
import "./copy.js";
