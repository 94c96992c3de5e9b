// <tick-all for="form"><label><input type="checkbox">…</label></tick-all>: ticks or clears every box named `need` of that
// form. Hidden without script, where it could do nothing.

class TickAll extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    const form = document.getElementById(this.getAttribute("for"));
    const all = this.querySelector("input");
    const boxes = () => [...form.querySelectorAll("input[name=need]")];
    all.addEventListener("change", () => boxes().forEach((box) => (box.checked = all.checked)));
    form.addEventListener("change", () => (all.checked = boxes().every((box) => box.checked)));
  }
}

customElements.define("tick-all", TickAll);
