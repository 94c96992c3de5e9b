// Links with `data-sheet` open their page's `[data-sheet-part]` in a dialog, whose forms and links work as on the page.
// Without script, or where the page does not come, the link is followed. Escape and `[data-close]` close the dialog and
// give the focus back to the link.

const DIALOG = document.createElement("dialog");
DIALOG.className = "sheet";
DIALOG.setAttribute("aria-labelledby", "sheet-title");

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-sheet]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});

DIALOG.addEventListener("click", (event) => {
  const closing = event.target.closest("[data-close]");
  if (!closing && event.target !== DIALOG) return;
  event.preventDefault();
  DIALOG.close();
});

DIALOG.addEventListener("close", () => DIALOG.opener?.focus());

async function open(link) {
  link.setAttribute("aria-busy", "true");
  const part = await fetched(link.href);
  link.removeAttribute("aria-busy");
  if (!part) return location.assign(link.href);
  part.querySelector("h1, h2")?.setAttribute("id", "sheet-title");
  DIALOG.replaceChildren(part);
  DIALOG.opener = link;
  document.body.append(DIALOG);
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
