// <lazy-part src="/…#part"><a href="/…">…</a></lazy-part>: fetches a page that takes its time, and puts the element of
// that id in its own place; with the attribute `asked`, when its link is clicked. Until then, without script, and where
// the page does not come, its link stands.

class LazyPart extends HTMLElement {
  connectedCallback() {
    if (!this.hasAttribute("asked")) return this.load();
    this.addEventListener("click", (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || !event.target.closest("a")) return;
      event.preventDefault();
      this.load(event.target.closest("a").href);
    });
  }

  async load(otherwise) {
    const [address, id] = this.getAttribute("src").split("#");
    this.setAttribute("aria-busy", "true");
    const part = await fetched(address, id);
    this.removeAttribute("aria-busy");
    if (part && this.isConnected) {
      part.tabIndex = -1;
      this.replaceWith(part);
      if (otherwise) part.focus({ preventScroll: true });
    } else if (otherwise) {
      location.assign(otherwise);
    }
  }
}

async function fetched(address, id) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.getElementById(id);
    return part && document.adoptNode(part);
  } catch {
    return null;
  }
}

customElements.define("lazy-part", LazyPart);
