// The one inline script of a page. Everything here is an extra: without it the page's links and forms do the same.
const boot = document.getElementById("boot").dataset;
const note = (more) => globalThis.navigation?.updateCurrentEntry({ state: { ...navigation.currentEntry.getState(), ...more } });
const say = (text) => { document.getElementById("said").textContent = text; };

document.addEventListener("click", async ({ target }) => {
  const copy = target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copy.dataset.copied = "";
    say("Copied");
    setTimeout(() => { delete copy.dataset.copied; say(""); }, 2000);
  }
  if (target.closest("[data-leave]")) leaving = true;
  // Which link was followed, for the case that it opens a dialog: the focus comes back to it.
  const link = target.closest("a[href*='?']");
  if (link) note({ link: [...document.links].indexOf(link) });
  const reveal = target.closest("[data-reveal]");
  if (reveal) {
    const input = document.getElementById(reveal.dataset.reveal);
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    reveal.firstChild.textContent = shown ? "Hide" : "Show";
  }
});

// A passkey's form: the browser asks the authenticator, and the form is posted with the answer.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const asked = form.querySelector("[data-passkey]")?.dataset;
  if (!asked) return;
  event.preventDefault();
  try {
    const headers = { "Content-Type": "application/json" };
    const start = await fetch(asked.start, { method: "POST", headers, body: "{}" });
    if (start.status === 403) return location.reload();
    const { token, options, detail } = await start.json();
    if (!start.ok) throw new Error(detail);
    const publicKey = asked.passkey === "create"
      ? PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey)
      : PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey);
    const credential = await navigator.credentials[asked.passkey]({ publicKey });
    form.elements.token.value = token;
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    const line = form.querySelector("[data-failed]");
    line.textContent = error.name === "NotAllowedError" ? "No passkey was given." : error.message;
    line.hidden = false;
  }
});

// A dialog arrives open, so that it is there without scripts. Here it becomes modal, and Esc does what Cancel does. If it was
// opened from the same page, closing leads back to that, as it was left; otherwise the page takes the dialog's own place. So
// Back never opens again what was closed.
const path = (entry) => entry?.url && new URL(entry.url).pathname;
const dialog = document.querySelector("dialog[open]");
if (dialog) {
  note({ dialog: true });
  const close = () => {
    const before = globalThis.navigation?.entries().slice(0, navigation.currentEntry.index);
    const opener = before?.findLast((entry) => !entry.getState()?.dialog);
    if (path(opener) === location.pathname) navigation.traverseTo(opener.key);
    else location.replace(dialog.dataset.close);
  };
  dialog.close();
  dialog.showModal();
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    close();
  });
  dialog.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const closes = link?.hasAttribute("data-close") || link?.getAttribute("href") === dialog.dataset.close;
    if (!closes || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    close();
  });
} else {
  // What opened the dialog that was just closed has the focus again: its link, or the button of the menu that the link is in.
  const from = globalThis.navigation?.activation?.from;
  if (from?.getState()?.dialog && navigation.activation.navigationType !== "push" && !location.hash) {
    const links = [...document.links];
    const followed = links[navigation.currentEntry.getState()?.link];
    const link = followed?.href === from.url ? followed : links.find(({ href }) => href === from.url);
    const menu = link?.closest("[popover]");
    (menu ? document.querySelector(`[popovertarget="${menu.id}"]`) : link)?.focus({ preventScroll: true });
  }
}
// A page that comes back as it was left has no menu open.
addEventListener("pagehide", () => document.querySelectorAll(":popover-open").forEach((menu) => menu.hidePopover()));

// A secret shown once, and a change that isn't saved: asked about before the page is left any other way than by their own
// buttons; the secret is gone when it is.
let leaving = false;
addEventListener("beforeunload", (event) => {
  if (document.querySelector(".one-time, [data-unsaved]") && !leaving) event.preventDefault();
});
addEventListener("pagehide", () => document.querySelector(".one-time")?.remove());

// The current tab in the middle of its strip; the page itself stays where it is.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const strip = tab.closest(".tabs");
  const [part, whole] = [tab, strip].map((box) => box.getBoundingClientRect());
  strip.scrollLeft += part.left + part.width / 2 - whole.left - whole.width / 2;
}

// A password that is being chosen is judged by a module of its own, which is fetched when somebody begins to choose.
let judged = document.querySelectorAll("[data-strength]");
document.addEventListener("focusin", async ({ target }) => {
  if (target.autocomplete !== "new-password" || !judged) return;
  const panels = judged;
  judged = null;
  (await import(boot.judge)).watch(panels, boot.judgeWasm);
});

// Islands wake from the outside in; what they enclose learns from them when. Those that wait to be focused wake then.
let code;
const loaded = () => code ??= (async () => {
  const module = await import(boot.js);
  await module.default({ module_or_path: boot.wasm });
  module.hydrate();
  return module;
})();
const woken = new WeakSet();
const wake = async (node, islands, enclosing) => {
  for (const child of node.children) {
    if (child.dataset.wake) continue;
    if (child.localName === "leptos-island" && !woken.has(child)) {
      woken.add(child);
      enclosing.at(-1)?.();
      await islands[child.dataset.component]?.(child);
    }
    const inner = child.localName === "leptos-children" ? [...enclosing, child.$$on_hydrate] : enclosing;
    await wake(child, islands, inner);
  }
};
const wakeFocused = async (target) => {
  const waiting = target?.closest("[data-wake=focus]");
  if (!waiting) return;
  try {
    const islands = await loaded();
    delete waiting.dataset.wake;
    await wake(waiting, islands, []);
  } catch {
    // Without the network it is the form that it was, until it is focused again.
    code = undefined;
  }
};
document.addEventListener("focusin", ({ target }) => wakeFocused(target));
wakeFocused(document.activeElement);
const isApple = /Mac|iP/.test(navigator.platform);
const key = document.querySelector(".find kbd");
if (key && isApple) key.textContent = "⌘ K";
// What is to be found is asked for from anywhere on the page, but for its dialogs.
document.addEventListener("keydown", (event) => {
  // There Ctrl K means something in every field.
  if (event.code !== "KeyK" || !(isApple ? event.metaKey : event.ctrlKey) || event.shiftKey || event.altKey) return;
  const field = document.getElementById("find-anything");
  if (!field?.checkVisibility() || dialog) return;
  event.preventDefault();
  field.focus();
  field.select();
});
if (document.querySelector("leptos-island:not([data-wake] *)")) await wake(document.body, await loaded(), []);
// From now on all of the page does what it can.
document.documentElement.dataset.awake = "";
