// <lazy-part src="/…#part"><a href="/…#part">…</a></lazy-part>: fetches a page that takes its time, and puts the element
// of that id in its own place. Until then, without script, and where the page does not come, its link stands.

class LazyPart extends HTMLElement {
  async connectedCallback() {
    const [address, id] = this.getAttribute("src").split("#");
    this.setAttribute("aria-busy", "true");
    const part = await fetched(address, id);
    this.removeAttribute("aria-busy");
    if (part && this.isConnected) this.replaceWith(part);
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
