// The page around the terminal of textual-serve: what reaches the browser from the screen only by an
// act of the person, the focus, keys for phones, and the way back to the same session after a reload.
"use strict";

const NONCE = document.currentScript.dataset.nonce;
const byId = (id) => document.getElementById(id);

// Parts of the terminal make <style> elements while they run; the page allows none without the nonce.
const createElement = document.createElement.bind(document);
document.createElement = (name, options) => {
  const made = createElement(name, options);
  if (String(name).toLowerCase() === "style") made.nonce = NONCE;
  return made;
};

// What the screen draws must not read or write the clipboard by itself (OSC 52).
const clipboard = navigator.clipboard;
try {
  Object.defineProperty(navigator, "clipboard", {
    value: { readText: async () => "", writeText: async () => {} },
  });
} catch {
  // Then it is the browser's question that protects it.
}

let socket = null;
let isLost = false;

// -- questions ---------------------------------------------------------------------------------

let agreed = null;

function ask(question, label, act) {
  byId("question").textContent = question;
  byId("yes").textContent = label;
  agreed = act;
  byId("asked").hidden = false;
  byId("no").focus(); // whoever types at this moment agrees to nothing
}

function answer(yes) {
  byId("asked").hidden = true;
  const act = agreed;
  agreed = null;
  if (yes && act) act();
  focusTerminal();
}

function acted() {
  return navigator.userActivation ? navigator.userActivation.isActive : false;
}

function copy(text) {
  const write = () => clipboard?.writeText(text).catch(() => {});
  if (clipboard && acted()) write();
  else if (clipboard) ask("Copy to the clipboard?", "Copy", write);
}

function openLink(url) {
  if (!/^https?:\/\//i.test(url)) return;
  ask(`Open ${url}`, "Open", () => window.open(url, "_blank", "noopener,noreferrer"));
}

function download(key) {
  if (!/^[\w-]{1,64}$/.test(key)) return;
  const fetchFile = () => {
    const link = createElement("a");
    link.href = `/download/${key}`;
    link.download = "";
    link.click();
  };
  if (acted()) fetchFile();
  else ask("A file is ready.", "Save it", fetchFile);
}

// -- the socket --------------------------------------------------------------------------------

const OURS = {
  copy,
  place: (session) => history.replaceState(null, "", session ? `/session/${session}` : "/home"),
  open_url: (said) => openLink(String(said.url)),
  deliver_file_start: download,
};

window.WebSocket = class extends WebSocket {
  constructor(url) {
    super(url);
    socket = this;
    this.addEventListener("message", (event) => {
      if (typeof event.data !== "string") return;
      const [kind, said] = JSON.parse(event.data);
      if (Object.hasOwn(OURS, kind)) {
        event.stopImmediatePropagation();
        OURS[kind](said);
      }
    });
    this.addEventListener("open", () => setTimeout(focusTerminal));
    this.addEventListener("close", (event) => closed(event.code, event.reason));
  }

  // The terminal sends what happens to it also before and after there is somebody to hear it.
  send(data) {
    if (this.readyState === WebSocket.OPEN) super.send(data);
  }
};

function closed(code, reason) {
  socket = null;
  isLost = !reason && code !== 1000;
  byId("asked").hidden = true;
  byId("why").textContent =
    reason || (isLost ? "The connection was lost. What was saved is safe." : "The screen was closed.");
  byId("closed").hidden = false;
  byId("again").focus();
}

function again() {
  window.location.reload();
}

// A phone that slept has lost its connection; nobody closed anything.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && isLost) again();
});

// -- files -------------------------------------------------------------------------------------

function note(text) {
  byId("note").textContent = text;
  byId("note").hidden = !text;
}

// Each is sent, and its path typed where the cursor is, as if it were pasted.
async function sendFiles(files) {
  for (const file of files) {
    note(`Sending ${file.name} …`);
    try {
      const reply = await fetch(`/upload?name=${encodeURIComponent(file.name)}`, {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream" },
        body: file,
      });
      const said = await reply.text();
      if (!reply.ok) throw new Error(said);
      type(`\x1b[200~${said}\x1b[201~`);
      note(`Sent: ${said}`); // nothing may have been there to type it into
      setTimeout(() => note(""), 8000);
    } catch (error) {
      note(`${file.name} was not sent: ${String(error.message).trim()}`);
      setTimeout(() => note(""), 8000);
    }
  }
  focusTerminal();
}

function hasFiles(event) {
  return Array.from(event.dataTransfer?.types ?? []).includes("Files");
}

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.toggle("-dropping", hasFiles(event));
});
document.addEventListener("dragleave", () => document.body.classList.remove("-dropping"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("-dropping");
  sendFiles(event.dataTransfer.files);
});
// Before the terminal sees it: a picture that is pasted has no text.
document.addEventListener(
  "paste",
  (event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    sendFiles(event.clipboardData.files);
  },
  true
);

// -- keys and focus ----------------------------------------------------------------------------

function focusTerminal() {
  if (byId("asked").hidden && byId("closed").hidden) {
    document.querySelector(".xterm-helper-textarea")?.focus({ preventScroll: true });
  }
}

window.addEventListener("focus", focusTerminal);

function type(text) {
  socket?.send(JSON.stringify(["stdin", text]));
}

// Windows of browsers keep ctrl+n, ctrl+t and ctrl+w for themselves: alt stands in for ctrl there. Apple's
// have cmd for that, and type letters with alt.
const KEPT = /Mac|iP/.test(navigator.platform) ? {} : { KeyN: "\x0e", KeyT: "\x14", KeyW: "\x17" };

window.addEventListener(
  "keydown",
  (event) => {
    const sent = KEPT[event.code];
    const standsIn = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!sent || !standsIn || event.getModifierState("AltGraph")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    type(sent);
  },
  true
);

// What the keyboards of phones have not.
const KEYS = [
  ["Esc", "\x1b"],
  ["Tab", "\t"],
  ["⇤", "\x1b[Z"],
  ["↑", "\x1b[A"],
  ["↓", "\x1b[B"],
  ["←", "\x1b[D"],
  ["→", "\x1b[C"],
  ["⏎", "\r"],
  ["F5", "\x1b[15~"],
  ["^N", "\x0e"],
  ["^T", "\x14"],
  ["^G", "\x07"],
  ["^P", "\x10"],
];

function showKeys() {
  for (const [label, sent] of KEYS) {
    const button = createElement("button");
    button.type = "button";
    button.textContent = label;
    // Not click: that would take the focus, and the keyboard of the phone with it.
    button.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      type(sent);
    });
    byId("keys").append(button);
  }
  const button = createElement("button");
  button.type = "button";
  button.textContent = "File";
  button.addEventListener("click", () => byId("files").click());
  byId("keys").append(button);
  byId("keys").hidden = false;
}

// A finger that moves up or down turns the wheel.
function scrollByTouch(terminal) {
  let at = null;
  terminal.addEventListener("touchstart", (event) => (at = event.touches[0]), { passive: true });
  terminal.addEventListener(
    "touchmove",
    (event) => {
      const now = event.touches[0];
      const moved = at.clientY - now.clientY;
      if (Math.abs(moved) < 24) return;
      at = now;
      terminal.querySelector(".xterm-screen")?.dispatchEvent(
        new WheelEvent("wheel", {
          deltaY: Math.sign(moved) * 100,
          clientX: now.clientX,
          clientY: now.clientY,
          bubbles: true,
          cancelable: true,
        })
      );
    },
    { passive: true }
  );
}

// -- start -------------------------------------------------------------------------------------

// A cell is 0.6 of the size wide, in whole pixels; the screens are made for 60 columns at the least.
function fontSize() {
  const wanted = Number(new URLSearchParams(location.search).get("fontsize"));
  if (wanted >= 6 && wanted <= 60) return wanted;
  const cell = Math.floor((window.innerWidth * devicePixelRatio) / 60) / devicePixelRatio;
  return Math.max(10, Math.min(16, cell / 0.599));
}

async function start() {
  byId("yes").addEventListener("click", () => answer(true));
  byId("no").addEventListener("click", () => answer(false));
  byId("asked").addEventListener("keydown", (event) => event.key === "Escape" && answer(false));
  byId("again").addEventListener("click", again);
  byId("files").addEventListener("change", (event) => sendFiles(event.target.files));
  const terminal = byId("terminal");
  terminal.dataset.fontSize = fontSize();
  if (window.matchMedia("(pointer: coarse)").matches) {
    showKeys();
    scrollByTouch(terminal);
  }
  // The terminal measures its cells once: the font has to be there before.
  const fonts = ["16px", "italic 16px", "bold 16px"].map((font) => document.fonts.load(`${font} "Roboto Mono"`));
  await Promise.race([Promise.allSettled(fonts), new Promise((done) => setTimeout(done, 3000))]);
  if (document.readyState !== "complete") await new Promise((done) => window.addEventListener("load", done));
  const script = createElement("script");
  script.src = "/static/textual.js";
  script.addEventListener("load", () => window.onload());
  document.head.append(script);
}

start();
