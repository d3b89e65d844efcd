// The one inline script of a page. Everything here is an extra: without it the page's links and forms do the same.
const boot = document.getElementById("boot").dataset;
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

// A dialog arrives open, so that it is there without scripts. Here it becomes modal; Esc goes where Cancel goes.
const dialog = document.querySelector("dialog[open]");
if (dialog) {
  dialog.close();
  dialog.showModal();
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    location.assign(dialog.dataset.close);
  });
}

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

// Islands wake from the outside in; what they enclose learns from them when.
const wake = async (node, code, enclosing) => {
  for (const child of node.children) {
    if (child.localName === "leptos-island") {
      enclosing.at(-1)?.();
      await code[child.dataset.component]?.(child);
    }
    const inner = child.localName === "leptos-children" ? [...enclosing, child.$$on_hydrate] : enclosing;
    await wake(child, code, inner);
  }
};
if (document.querySelector("leptos-island")) {
  const code = await import(boot.js);
  await code.default({ module_or_path: boot.wasm });
  code.hydrate();
  await wake(document.body, code, []);
}
