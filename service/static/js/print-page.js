// <print-page><button>…</button></print-page>: prints the page. Hidden without script.

class PrintPage extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", () => print());
  }
}

customElements.define("print-page", PrintPage);
