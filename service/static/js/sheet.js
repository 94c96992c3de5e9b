// Links with `data-sheet` open their page's `[data-sheet-part]` in a dialog; forms there with `data-sheet-form` ask for
// the page anew, in the dialog too. Without script, or where the page does not come, links and forms work as they are.
// Escape and `[data-close]` close the dialog and give the focus back to the link.

const DIALOG = document.createElement("dialog");
DIALOG.className = "sheet";
DIALOG.setAttribute("aria-labelledby", "sheet-title");

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-sheet]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  DIALOG.opener = link;
  show(link.href, link);
});

DIALOG.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sheet-form]")) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(event.target));
  show(`${event.target.getAttribute("action")}?${fields}`, event.target); // a field may be called `action`
});

DIALOG.addEventListener("click", (event) => {
  const closing = event.target.closest("[data-close]");
  if (!closing && event.target !== DIALOG) return;
  event.preventDefault();
  DIALOG.close();
});

DIALOG.addEventListener("close", () => DIALOG.opener?.focus());

async function show(address, asking) {
  if (!DIALOG.isConnected) document.body.append(DIALOG);
  if (!DIALOG.open) wait();
  asking.setAttribute("aria-busy", "true");
  const part = await fetched(address);
  asking.removeAttribute("aria-busy");
  if (!part) return location.assign(address);
  if (!DIALOG.open) return; // closed while it came
  part.querySelector("h1, h2").id = "sheet-title";
  DIALOG.replaceChildren(part);
  if (asking.matches("form")) part.querySelector("[data-sheet-answer]")?.scrollIntoView({ block: "start" });
}

function wait() {
  const words = document.createElement("p");
  words.id = "sheet-title";
  words.textContent = document.querySelector("main").dataset.busy;
  DIALOG.replaceChildren(words);
  DIALOG.showModal();
}

async function fetched(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return document.adoptNode(page.querySelector("[data-sheet-part]"));
  } catch {
    return null;
  }
}
